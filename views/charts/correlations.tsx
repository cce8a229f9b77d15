import { shortName } from '../ui/modelName.ts'
import type { Chart, Size } from './figure.tsx'

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
    height: n * 26 + 40,
    fixedHeight: true,
    draw: size => <Squares names={names} at={at} size={size} />,
    table: {
      head: ['', ...names.map(name => shortName(name))],
      rows: names.map((name, row) => [shortName(name), ...names.map((_, column) => at(row, column))]),
    },
  }
}

interface SquaresProps {
  names: string[]
  at: (row: number, column: number) => number
  size: Size
}

function Squares({ names, at, size }: SquaresProps) {
  const left = size.name === 'narrow' ? 112 : 170
  const cell = Math.min(26, (size.width - left - 8) / names.length)
  const withNumbers = cell > 24
  return (
    <>
      {names.map((name, row) => (
        <>
          <text class="row-label" x={String(left - 8)} y={String(24 + row * 26 + 17)} text-anchor="end" safe>
            {`${shortName(name, size.name === 'narrow' ? 12 : 20)}  ${row + 1}`}
          </text>
          <text class="tick-text" x={place(left + (row + 0.5) * cell)} y="16" text-anchor="middle">
            {row + 1}
          </text>
          {names.map((_, column) => {
            const value = at(row, column)
            return (
              <>
                <rect
                  class={row === column ? 'square-same' : value < 0 ? 'square-against' : 'square-with'}
                  x={place(left + column * cell + 1)}
                  y={place(24 + row * 26 + 1)}
                  width={place(cell - 2)}
                  height="24"
                  fill-opacity={row === column ? '1' : Math.min(1, Math.abs(value) * 1.1).toFixed(2)}
                />
                {withNumbers && row !== column && Math.abs(value) >= 0.3 ? (
                  <text
                    class={Math.abs(value) < 0.75 ? 'square-text' : 'square-text strong'}
                    x={place(left + (column + 0.5) * cell)}
                    y={place(24 + row * 26 + 17)}
                    text-anchor="middle"
                    safe
                  >
                    {Math.abs(value).toFixed(1).slice(1)}
                  </text>
                ) : (
                  ''
                )}
              </>
            )
          })}
        </>
      ))}
    </>
  )
}

const place = (value: number) => String(Math.round(value * 10) / 10)
