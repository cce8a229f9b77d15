import type { ObservableResult, Result } from '#src/ensemble/contract.ts'
import { Card } from '../ui/card.tsx'
import { formatEstimate, formatShort, formatSigned } from '../ui/numbers.ts'
import { Powers } from '../ui/powers.tsx'
import { NumberHead } from './numberHead.tsx'

/** Other measurements of the ensemble, beside what the ensemble has of them. */
export function ObservablesCard({ result: { observables, verdict } }: { result: Result }) {
  if (!observables) return ''
  return (
    <Card id="observables" title="Observables">
      <p class="help">
        What was measured beside the curve took part in the inference. A residual is how far the ensemble is
        from it, in errors; a bound that is kept has none.
      </p>
      <div class="table-wrap">
        <table class={['stack', verdict?.code === 'misfit' && 'void']}>
          <thead>
            <tr>
              <th scope="col">Observable</th>
              <th scope="col">Average</th>
              <NumberHead of="observables" text="Measured" meaning="observableMeasured" />
              <NumberHead of="observables" text="Ensemble" meaning="observableEnsemble" />
              <NumberHead of="observables" text="Residual" meaning="observableResidual" />
            </tr>
          </thead>
          <tbody>
            {observables.map(observable => (
              <tr>
                <th scope="row" safe>
                  {observable.name}
                </th>
                <td data-label="Average">
                  <Powers text={averages[observable.average]} />
                </td>
                <td class="number" data-label="Measured" safe>
                  {measuredText(observable)}
                </td>
                <td class="number" data-label="Ensemble" safe>
                  {ensembleText(observable)}
                </td>
                <td class="number" data-label="Residual" safe>
                  {residualText(observable)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

const averages = { linear: 'linear', 'r^-3': 'r⁻³', 'r^-6': 'r⁻⁶' } as const

/** As it was given. */
function measuredText({ kind, measured, error }: ObservableResult): string {
  const given = [measured, ...(error > 0 ? [error] : [])]
  const value = given.map(x => formatShort(x, 6)).join(' ± ')
  if (kind === 'mean') return value
  return `${kind === 'lower' ? 'at least' : 'at most'} ${value}`
}

const ensembleText = ({ ensemble }: ObservableResult) => formatEstimate(ensemble)

function residualText({ kind, residual }: ObservableResult): string {
  if (residual === null) return 'not kept'
  return kind !== 'mean' && residual === 0 ? 'kept' : formatSigned(residual, 1)
}

/** For the report: every observable with what the ensemble has of it. */
export const observablesText = (observables: ObservableResult[]) =>
  observables.map(each => `${each.name}: ${ensembleText(each)}, measured ${measuredText(each)}`).join('; ')
