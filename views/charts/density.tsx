import { scaleLinear } from 'd3-scale'
import { curveBasis, area as d3area, line as d3line } from 'd3-shape'
import type { Summary } from '#src/ensemble/contract.ts'
import { modelColour } from '#static/modelColours.ts'
import { formatUncertain } from '../ui/numbers.ts'
import { AxisBottom, type Box, linearTicks, round } from './axes.tsx'
import type { Chart } from './figure.tsx'

interface DensityFacts {
  index: number
  name: string
  weight: Summary
  /** Shares of the draws in equal bins between `from` and `to`. */
  histogram: { from: number; to: number; counts: number[] }
}

/** The posterior of one weight: where the draws lie, with the mean and the 95 % interval. */
export function densityChart({ index, name, weight, histogram }: DensityFacts): Chart {
  const { from, to, counts } = histogram
  const step = (to - from) / counts.length
  const centres = counts.map((_, i) => from + (i + 0.5) * step)
  const colour = modelColour(index)
  return {
    id: `posterior-${index}`,
    title: `Posterior of the weight of ${name}`,
    caption: `${name}: ${formatUncertain(weight.mean, weight.sd)}. The line below spans the 95 % interval.`,
    height: 170,
    small: true,
    draw: size => {
      const box: Box = { left: 14, right: size.width - 14, top: 10, bottom: size.height - 44 }
      const x = scaleLinear([Math.min(0, from), Math.max(to, from + 1e-6)], [box.left, box.right])
      const y = scaleLinear([0, Math.max(...counts, 1)], [box.bottom - 8, box.top])
      const points = centres.map((at, i): [number, number] => [x(at), y(counts[i]!)])
      const area = d3area<[number, number]>(
        p => p[0],
        box.bottom - 8,
        p => p[1],
      )
        .curve(curveBasis)
        .digits(1)
      const line = d3line<[number, number]>().curve(curveBasis).digits(1)
      return (
        <>
          <path class="density" fill={colour} d={area(points) ?? ''} />
          <path class="density-line" stroke={colour} d={line(points) ?? ''} />
          <path
            class="interval thin"
            stroke={colour}
            d={`M${round(x(weight.q025))} ${box.bottom - 4}H${round(x(weight.q975))}`}
          />
          <circle class="mean" fill={colour} cx={round(x(weight.mean))} cy={String(box.bottom - 4)} r="4" />
          <AxisBottom box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="weight" />
        </>
      )
    },
    table: {
      head: ['weight', 'share of draws'],
      rows: centres.map((at, i) => [at, counts[i]!]),
    },
  }
}
