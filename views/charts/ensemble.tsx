import { extent } from 'd3-array'
import type { EnsembleTraces } from '#src/ensemble/structures/index.ts'
import type { Chart, Size } from './figure.tsx'
import { dotsPath } from './marks.ts'
import { smoothPath } from './smooth.ts'

interface EnsembleFacts {
  traces: EnsembleTraces
  /** The place of a model in the library and its colour, by its name. */
  lookOf: (name: string) => { index: number; colour: string }
}

/** The models of the ensemble as lines through their residues, superposed, seen along the shortest axis of all together. */
export function ensembleChart({ traces, lookOf }: EnsembleFacts): Chart {
  const { models, kind } = traces
  return {
    id: 'ensemble-drawing',
    title: 'The ensemble',
    caption: `${whatIsDrawn(kind, models.length)} The bar is 20 Å long.`,
    small: true,
    beside: 'nothing',
    height: 300,
    draw: size => <Traces traces={traces} lookOf={lookOf} size={size} />,
    table: () => ({
      head: ['model', 'weight', 'x (Å)', 'y (Å)', 'z (Å)'],
      rows: models.flatMap(({ name, weight, stretches }) =>
        stretches.flatMap(points =>
          pointsOf(points).map(([x, y, z]): (string | number)[] => [name, weight, x, y, z]),
        ),
      ),
    }),
  }
}

function whatIsDrawn(kind: EnsembleTraces['kind'], models: number): string {
  const drawn = kind === 'beads' ? 'Beads' : 'Chain'
  if (models === 1) return `${drawn} of the heaviest model.`
  const core = kind === 'beads' ? 'by their shape' : 'on their rigid core'
  return `${drawn === 'Chain' ? 'Chains' : drawn} of the ${models} heaviest models, superposed ${core}; the stronger the colour, the larger the weight.`
}

type Point = [x: number, y: number, z: number]

const pointsOf = (flat: number[]): Point[] =>
  Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(3 * i, 3 * i + 3) as Point)

const barAngstrom = 20

function Traces({ traces, lookOf, size }: EnsembleFacts & { size: Size }) {
  const { models, kind } = traces
  const points = models.flatMap(({ stretches }) => stretches.flatMap(pointsOf))
  const [left = 0, right = 1] = extent(points, ([x]) => x)
  const [low = 0, high = 1] = extent(points, ([, y]) => y)
  const room = { width: size.width - 24, height: size.height - 40 }
  const scale = Math.min(room.width / (right - left || 1), room.height / (high - low || 1))
  const margin = (size.width - (right - left) * scale) / 2
  const across = (value: number) => margin + (value - left) * scale
  const top = 8 + (room.height - (high - low) * scale) / 2
  const up = (value: number) => top + (high - value) * scale
  const draw = kind === 'beads' ? beadsPath : smoothPath
  const heaviest = Math.max(...models.map(({ weight }) => weight))
  const bar = barAngstrom * scale
  return (
    <>
      {models.toReversed().map(({ name, weight, stretches }) => {
        const { index, colour } = lookOf(name)
        const look = {
          'data-model': String(index),
          class: kind === 'beads' ? 'model-bead' : 'model-chain',
          'stroke-opacity': (0.35 + (0.65 * weight) / heaviest).toFixed(2),
          stroke: colour,
        }
        return stretches.map(pointsOf).map(points => (
          <path
            {...look}
            d={draw(
              points.map(([x]) => across(x)),
              points.map(([, y]) => up(y)),
            )}
          />
        ))
      })}
      <path class="axis-line" d={`M12 ${size.height - 12}h${bar.toFixed(1)}`} />
      <text class="tick-text" x={(18 + bar).toFixed(1)} y={String(size.height - 8)}>
        20 Å
      </text>
    </>
  )
}

const beadsPath = (xs: number[], ys: number[]) => {
  const same = (value: number) => value
  return dotsPath(xs, ys, same, same)
}
