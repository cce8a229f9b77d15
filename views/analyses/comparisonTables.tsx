import type { Result } from '#src/ensemble/contract.ts'
import { convergenceLimits, graded, modelLabel } from '#src/ensemble/diagnose/index.ts'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { paths } from '../paths.ts'
import { formatShare, formatSigned, formatWeight } from '../ui/numbers.ts'
import type { Pair } from './compared.ts'
import { NumberHead } from './numberHead.tsx'

/** One of the two analyses that are compared. */
export interface Side {
  id: number | string
  name: string
  parameters: { name: string; value: string }[]
  result: Result
}

type Named = Pick<Side, 'id' | 'name'>

export const SideLink = ({ side }: { side: Named }) => (
  <a href={paths.analysis(side.id)} safe>
    {side.name}
  </a>
)

/** The same facts of both, a row each. */
export function SideBySide({
  sides,
  rows,
}: {
  sides: [Named, Named]
  rows: { name: string; a: string; b: string }[]
}) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <td />
            {sides.map(side => (
              <th scope="col">
                <SideLink side={side} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              <th scope="row" safe>
                {row.name}
              </th>
              <td safe>{row.a}</td>
              <td safe>{row.b}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const isPoor = (apart: number) => graded('weightsApart', Math.abs(apart)).grade === 'poor'

/** The weights of each model in both, and how far apart they are. */
export function WeightsBeside({ sides, pairs }: { sides: [Side, Side]; pairs: Pair[] }) {
  const max = Math.max(0.05, ...pairs.flatMap(({ a, b }) => [a.q975, b.q975]))
  return (
    <>
      <div class="table-wrap">
        <table class="stack comparison-weights" data-sortable>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {sides.map(side => (
                <th scope="col" class="number" safe>
                  {side.name}
                </th>
              ))}
              <NumberHead of="pairs" text="Apart (sd)" meaning="apart" />
            </tr>
          </thead>
          <tbody>
            {pairs.map(pair => (
              <tr data-model={String(pair.index)}>
                <th scope="row">
                  <span class="model">
                    <Swatch colour={pair.colour} />
                    <span safe>{modelLabel(pair.name)}</span>
                  </span>
                </th>
                {[pair.a, pair.b].map((weight, place) => (
                  <td class="number" data-label={sides[place]!.name} data-sort={String(weight.mean)}>
                    <span class="interval-cell">
                      <IntervalBar colour={pair.colour} weight={weight} max={max} />
                      <span safe>{formatWeight(weight)}</span>
                    </span>
                  </td>
                ))}
                <td class={['number', isPoor(pair.apart) && 'doubtful']} data-label="Apart (sd)" safe>
                  {formatSigned(pair.apart, 1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="help">
        <span
          safe
        >{`Models that weigh at least ${formatShare(convergenceLimits.weightMin)} in either.`}</span>
        <span class="of-bars"> Bars: 95 % intervals on one scale.</span>
      </p>
    </>
  )
}
