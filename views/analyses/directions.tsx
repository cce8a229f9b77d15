import { scaleLinear } from 'd3-scale'
import type { Details, Direction } from '#src/ensemble/contract.ts'
import { linePath, mapped } from '../charts/marks.ts'
import { formatNumber, formatSigned } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { propertyName } from './propertyNames.ts'

/** The directions in which the curve tells the models of the library apart, and what each means. */
export function Directions({ leading }: NonNullable<Details['directions']>) {
  if (leading.length === 0) return ''
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Direction</th>
            <th scope="col">Goes with</th>
            <NumberHead of="directions" text="Library" meaning="directionSpread" />
            <NumberHead of="directions" text="Ensemble" meaning="directionPlace" />
            <th scope="col">Change of the curve with q</th>
          </tr>
        </thead>
        <tbody>
          {leading.map((direction, d) => (
            <tr>
              <th scope="row" data-label="Direction" safe>
                {String(d + 1)}
              </th>
              <td data-label="Goes with" safe>
                {followed(direction)}
              </td>
              <td class="number" data-label="Library" safe>
                {`${formatNumber(direction.spread)} σ`}
              </td>
              <td class="number" data-label="Ensemble" safe>
                {placeOf(direction)}
              </td>
              <td data-label="Change">
                <Change {...direction.curve} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A weaker correlation means little. */
const notable = 0.5

const followed = ({ follows }: Direction) =>
  follows && Math.abs(follows.correlation) >= notable
    ? `${propertyName(follows.name)} (r = ${signed(follows.correlation)})`
    : '–'

const signed = (value: number) => formatSigned(value, 2)

const placeOf = ({ ensemble: { mean, q025, q975 } }: Direction) =>
  `${signed(mean)} (${signed(q025)} to ${signed(q975)})`

const [width, height] = [160, 36]

/** The curve of one standard deviation of the library, about a line at no change. */
function Change({ q, change }: Direction['curve']) {
  const most = Math.max(...change.map(Math.abs))
  const x = scaleLinear([q[0]!, q.at(-1)!], [1, width - 1])
  const y = scaleLinear([-most, most], [height - 1, 1])
  const peak = change.findIndex(value => Math.abs(value) === most)
  const label = `${signed(change[peak]!)} σ at q = ${formatNumber(q[peak]!)} 1/Å`
  return (
    <svg
      class="drawing"
      width={String(width)}
      height={String(height)}
      role="img"
      aria-label={`At most ${label}`}
    >
      <path class="axis-line" d={`M0 ${height / 2}H${width}`} />
      <path
        class="mark-fit"
        d={linePath(
          mapped(q, value => value),
          change,
          x,
          y,
        )}
      />
    </svg>
  )
}
