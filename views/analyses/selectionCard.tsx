import type { Result } from '#src/ensemble/contract.ts'
import { Card } from '../ui/card.tsx'
import { formatChi2, formatCount, formatShare, formatSigned } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'

/** The path of the variational selection, round by round. */
export function SelectionCard({ result: { variational, details } }: { result: Result }) {
  if (!variational) return ''
  const recalled = recalledText(variational)
  return (
    <Card
      id="selection"
      title="Selection"
      aside={
        details ? (
          <span safe>{`${formatShare(details.weightDropped)} of the weight was removed`}</span>
        ) : undefined
      }
    >
      <p class="help">
        In each round, models of low weight were removed while the approximate evidence (ELBO) rose. The first
        row is the whole library.
      </p>
      {recalled ? <p safe>{recalled}</p> : ''}
      <div class="table-wrap">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Round</th>
              <NumberHead of="rounds" text="Models" meaning="kept" />
              <NumberHead of="rounds" text="ELBO" meaning="elbo" />
              <NumberHead of="rounds" text="χ² per point" meaning="chi2" />
            </tr>
          </thead>
          <tbody>
            {variational.rounds.map((round, place) => (
              <tr>
                <th scope="row" data-label="Round">
                  {place + 1}
                </th>
                <td class="number" data-label="Models">
                  {round.models}
                </td>
                <td class="number" data-label="ELBO" safe>
                  {formatSigned(round.elbo, 2)}
                </td>
                <td class="number" data-label="χ² per point" safe>
                  {formatChi2(round.chi2PerPoint, 3)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function recalledText({ recalled = [] }: NonNullable<Result['variational']>): string {
  if (recalled.length === 0) return ''
  const were = recalled.length === 1 ? 'was' : 'were'
  return `${formatCount(recalled.length, 'model')} ${were} added again afterwards, because ensembles with them fit nearly as well as the best.`
}
