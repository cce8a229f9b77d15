import { shortName } from '../ui/modelName.ts'
import type { Chart, Size } from './figure.tsx'
import { beside, boxOf, Plane, round } from './plane.tsx'
import { isWide, RowName } from './rowName.tsx'

interface CorrelationFacts {
  names: string[]
  /** Row-major [n, n], each from -1 to 1. */
  correlations: number[]
}

/** How weights move together: dark blue pairs trade weight for one another, so only their sum is known. */
export function correlationChart({ names, correlations }: CorrelationFacts): Chart {
  const n = names.length
  const at = (row: number, column: number) => correlations[row * n + column]!
  return {
    id: 'correlations',
    title: 'Correlations of the weights',
    caption:
      'Each square is a pair of models, numbered as the rows. Blue: when one weight grows the other shrinks, so the curve ' +
      'knows their sum better than either. Orange: they grow together.',
    small: true,
    height: n * side + 40,
    fixedHeight: true,
    beside: 'numbers',
    widthMax: n * side,
    draw: size => <Squares names={names} at={at} size={size} />,
    table: () => ({
      head: ['', ...names.map(name => shortName(name))],
      rows: names.map((name, row) => [shortName(name), ...names.map((_, column) => at(row, column))]),
    }),
  }
}

const [side, top] = [26, 24]

interface SquaresProps {
  names: string[]
  at: (row: number, column: number) => number
  size: Size
}

function Squares({ names, at, size }: SquaresProps) {
  const { left, right } = boxOf(size, { left: isWide(size) ? 170 : 112, right: 8 })
  const cell = Math.min(side, (right - left) / names.length)
  const pairs = names.flatMap((_, row) =>
    names.map((_, column) => ({ row, column, value: row === column ? 0 : at(row, column) })),
  )
  const middle = (column: number) => beside(size, left + (column + 0.5) * cell)
  const square = (row: number, column: number) =>
    `M${round(left + column * cell + 1)} ${top + row * side + 1}h${round(cell - 2)}v${side - 2}h${round(2 - cell)}z`
  const squares = (look: string, of: typeof pairs) => (
    <g class={look}>
      {of.map(({ row, column, value }) => (
        <path fill-opacity={Math.min(1, Math.abs(value) * 1.1).toFixed(2)} d={square(row, column)} />
      ))}
    </g>
  )
  return (
    <>
      {names.map((name, row) => (
        <RowName
          size={size}
          right={left - 8}
          y={top + row * side + 17}
          name={name}
          lettersMin={12}
          place={row + 1}
        />
      ))}
      <Plane size={size}>
        <path class="square-same" d={names.map((_, place) => square(place, place)).join('')} />
        {squares(
          'square-against',
          pairs.filter(({ value }) => value < 0),
        )}
        {squares(
          'square-with',
          pairs.filter(({ value }) => value > 0),
        )}
      </Plane>
      <g text-anchor="middle">
        <g class={size.plane && names.length > 9 ? 'many' : undefined}>
          {names.map((_, column) => (
            <text class="tick-text" {...middle(column)} y="16">
              {column + 1}
            </text>
          ))}
        </g>
        {pairs
          .filter(({ value }) => cell > 24 && Math.abs(value) >= 0.3)
          .map(({ row, column, value }) => (
            <text
              class={Math.abs(value) < 0.75 ? 'square-text' : 'square-text strong'}
              {...middle(column)}
              y={String(top + row * side + 17)}
              safe
            >
              {strengthOf(value)}
            </text>
          ))}
      </g>
    </>
  )
}

/** `.8` and `1`: a square has room for two letters, and its colour tells the sign. */
const strengthOf = (value: number) =>
  Math.abs(value)
    .toFixed(1)
    .replace(/^0|\.0$/, '')
