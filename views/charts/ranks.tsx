import { scaleLinear } from 'd3-scale'
import { paletteColour } from '#static/modelColours.ts'
import { AxisBottom } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { boxOf, Plane, round } from './plane.tsx'

interface RankFacts {
  id: string
  name: string
  /** Counts of each chain's draws in equal bins of rank. */
  chains: number[][]
}

/** Where each chain's draws rank among all: level steps mean that every chain saw the same values. */
export function rankChart({ id, name, chains }: RankFacts): Chart {
  const bins = chains[0]?.length ?? 0
  const mean = chains.flat().reduce((sum, count) => sum + count, 0) / Math.max(1, chains.length * bins)
  return {
    id: `ranks-${id}`,
    title: `Ranks of ${name}`,
    caption: `${name}: one line of steps for each chain. All should stay near the dashed line.`,
    small: true,
    beside: 'ends',
    height: 150,
    draw: size => {
      const box = boxOf(size, { left: 24, right: 26, top: 8 })
      const x = scaleLinear([0, bins], [box.left, box.right])
      const y = scaleLinear([0, Math.max(mean * 2, ...chains.flat())], [box.bottom, box.top])
      const steps = (counts: number[]) =>
        counts
          .map((count, i) => `${i ? 'L' : 'M'}${round(x(i))} ${round(y(count))}H${round(x(i + 1))}`)
          .join('')
      return (
        <>
          <Plane size={size}>
            <path class="threshold" d={`M${box.left} ${round(y(mean))}H${box.right}`} />
            {chains.map((counts, i) => (
              <path class="trace" stroke={paletteColour(i)} d={steps(counts)} />
            ))}
          </Plane>
          <AxisBottom
            size={size}
            box={box}
            scale={x}
            ticks={[
              { at: 0, text: 'lowest' },
              { at: bins, text: 'highest' },
            ]}
            label="rank"
          />
        </>
      )
    },
    table: () => ({
      head: ['bin', ...chains.map((_, i) => `chain ${i + 1}`)],
      rows: Array.from({ length: bins }, (_, at) => [String(at + 1), ...chains.map(counts => counts[at]!)]),
    }),
  }
}
