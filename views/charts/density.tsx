import { scaleLinear } from 'd3-scale'
import type { Summary } from '#src/ensemble/contract.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { formatWeight } from '../ui/numbers.ts'
import { AxisBottom, linearTicks } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { stepsPath } from './marks.ts'
import { boxOf, Level, Plane, share } from './plane.tsx'

interface DensityFacts {
  index: number
  colour: string
  name: string
  weight: Summary
  /** Shares of the draws in equal bins between `from` and `to`. */
  histogram: { from: number; to: number; shares: number[] }
}

/** Of the axis of weights: a weight that is nearly certain is a spike. */
const widthMin = 0.02

/** The posterior of one weight: where the draws lie, with the mean and the 95 % interval. */
export function densityChart({ index, colour, name, weight, histogram }: DensityFacts): Chart {
  const { from, to, shares } = histogram
  const step = (to - from) / shares.length
  const edges = shares.map((_, i) => from + i * step)
  const low = Math.min(from, Math.max(0, to - widthMin))
  const high = Math.max(to, low + widthMin)
  return {
    id: `posterior-${index}`,
    title: `Posterior of the weight of ${modelLabel(name)}`,
    caption: `${modelLabel(name)}: ${formatWeight(weight)}`,
    height: 170,
    small: true,
    beside: 'ends',
    draw: size => {
      const box = boxOf(size, { left: 18, top: 10 })
      const floor = box.bottom - 8
      const x = scaleLinear([low, high], [box.left, box.right]).nice(size.ticks)
      const y = scaleLinear([0, Math.max(...shares)], [floor, box.top])
      const path = stepsPath([...edges, to], shares, x, y, floor)
      return (
        <>
          <Plane size={size}>
            <path class="density" fill={colour} stroke={colour} d={path} />
          </Plane>
          <Level
            class="interval thin"
            stroke={colour}
            size={size}
            from={x(weight.q025)}
            to={x(weight.q975)}
            y={box.bottom - 4}
          />
          <circle
            class="mean"
            fill={colour}
            cx={share(size, x(weight.mean))}
            cy={String(box.bottom - 4)}
            r="4"
          />
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="weight" />
        </>
      )
    },
    table: () => ({
      head: ['weight from', 'weight to', 'share of draws'],
      rows: edges.map((edge, i) => [edge, edge + step, shares[i]!]),
    }),
  }
}
