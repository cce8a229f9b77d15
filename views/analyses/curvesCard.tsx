import type { AgreementResult, CurveResult, Result } from '#src/ensemble/contract.ts'
import { graded, modelLabel } from '#src/ensemble/diagnose/index.ts'
import { Card } from '../ui/card.tsx'
import {
  formatChi2,
  formatMedian,
  formatP,
  formatSigned,
  formatUncertain,
  formatWeight,
} from '../ui/numbers.ts'
import { radiationOf } from './curvesIn.ts'
import { NumberHead } from './numberHead.tsx'
import { rankedModels } from './rankedModels.ts'

/** Several curves that were fitted together: whether they agree on one ensemble, and each together and alone. */
export function CurvesCard({ result }: { result: Result }) {
  const { curves, agreement } = result
  if (!curves) return ''
  return (
    <Card id="curves" title="Curves together">
      <p class={agreement && agreement.grade === 'poor' ? 'doubtful' : undefined} safe>
        {agreementText(agreement)}
      </p>
      <CurvesTable curves={curves} agreement={agreement ?? null} isCalculated={result.hydration !== null} />
      {agreement ? <AloneTable result={result} agreement={agreement} /> : ''}
    </Card>
  )
}

/** What the evidence says of the curves, and no more. */
export function agreementText(agreement: AgreementResult | null | undefined): string {
  if (!agreement)
    return 'Whether the curves agree on one ensemble was not compared: it needs evidences, of the curves without chemical shifts or observables.'
  const { words, logBayesFactor, interval } = agreement
  const unsettled = agreement.alone.filter(({ converged }) => !converged).map(({ name }) => name)
  return [
    words,
    `The ln evidence of one ensemble for all less that of one for each curve is ${signed(logBayesFactor)} (95 % interval ${signed(interval.lower)} to ${signed(interval.upper)}).`,
    ...(unsettled.length > 0 ? [`The sampling of ${unsettled.join(', ')} alone has not converged.`] : []),
  ].join(' ')
}

const signed = (value: number) => formatSigned(value, 1)

interface CurvesTableProps {
  curves: CurveResult[]
  agreement: AgreementResult | null
  /** Whether profiles were calculated, so that it is known for what radiation. */
  isCalculated: boolean
}

function CurvesTable({ curves, agreement, isCalculated }: CurvesTableProps) {
  return (
    <div class="table-wrap">
      <table class="stack wide">
        <thead>
          <tr>
            <th scope="col">Curve</th>
            {isCalculated ? <th scope="col">Measured with</th> : ''}
            <NumberHead of="curves" text="Points used" meaning="points" />
            <NumberHead of="curves" text="χ²/N" meaning="chi2" />
            <NumberHead of="curves" text="p" meaning="chi2P" />
            {agreement ? <NumberHead of="curves-alone" text="χ²/N alone" meaning="chi2" /> : ''}
            <NumberHead of="curves" text="Background" meaning="background" />
            <NumberHead of="curves" text="Errors multiplied by" meaning="errorScale" />
          </tr>
        </thead>
        <tbody>
          {curves.map((curve, m) => {
            const { name, fit, misfit, points } = curve
            const isPoor = graded('chi2P', misfit.p).grade === 'poor'
            return (
              <tr>
                <th scope="row" safe>
                  {name}
                </th>
                {isCalculated ? (
                  <td data-label="Measured with" safe>
                    {radiationOf(curve)}
                  </td>
                ) : (
                  ''
                )}
                <td class="number" data-label="Points used" safe>
                  {points && points.used < points.read
                    ? `${points.used} of ${points.read}`
                    : String(fit.q.length)}
                </td>
                <td class={['number', isPoor && 'doubtful']} data-label="χ²/N" safe>
                  {formatChi2(fit.chi2PerPoint)}
                </td>
                <td class={['number', isPoor && 'doubtful']} data-label="p" safe>
                  {formatP(misfit.p)}
                </td>
                {agreement ? (
                  <td class="number" data-label="χ²/N alone" safe>
                    {formatChi2(agreement.alone[m]!.chi2PerPoint)}
                  </td>
                ) : (
                  ''
                )}
                <td class="number" data-label="Background" safe>
                  {backgroundText(curve)}
                </td>
                <td class="number" data-label="Errors multiplied by" safe>
                  {errorsText(curve)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const backgroundText = ({ background }: CurveResult): string =>
  background ? formatUncertain(background.amount.mean, background.amount.sd) : 'none'

const errorsText = ({ errorScale }: CurveResult): string =>
  errorScale ? formatMedian(errorScale.scale) : 'as given'

/** Models that are told apart by curve. */
const shownModels = 12

/** The weights as each curve alone has them, beside those of all together. */
function AloneTable({ result, agreement }: { result: Result; agreement: AgreementResult }) {
  const ranked = rankedModels(result.models)
    .filter(({ model }) => model.selected)
    .slice(0, shownModels)
  return (
    <details class="data">
      <summary>Weights by each curve alone</summary>
      <div class="table-wrap">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <NumberHead of="alone" text="Together" meaning="weight" />
              {agreement.alone.map(({ name }) => (
                <th scope="col" class="number named" safe>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ranked.map(({ model, index }) => (
              <tr>
                <th scope="row" safe>
                  {modelLabel(model.name)}
                </th>
                <td class="number" data-label="Together" safe>
                  {formatWeight(model.weight)}
                </td>
                {agreement.alone.map(({ name, weights }) => (
                  <td class="number" data-label={name} safe>
                    {formatWeight(weights[index]!)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
