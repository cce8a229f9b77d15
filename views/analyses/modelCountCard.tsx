import type { BestEnsemble, PointAnswer, Result, ResultVerdict } from '#src/ensemble/contract.ts'
import { verdictIn } from '#src/ensemble/diagnose/index.ts'
import { Swatch } from '../charts/weights.tsx'
import { Card } from '../ui/card.tsx'
import { shortName } from '../ui/modelName.ts'
import { formatChi2, formatCount, formatShare, formatSigned } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { modelsByName, type RankedModel } from './rankedModels.ts'

/** The best set of 1, 2, ... models by least squares: how the fit improves, and what the evidence says of it. */
export function ModelCountCard({ result }: { result: Result }) {
  const answer = result.details?.leastSquares
  if (!answer || answer.best.length === 0) return ''
  return (
    <Card id="model-count" title="How many models the curve needs">
      <p safe>{sentence(answer, verdictIn(result).code)}</p>
      <BestSets answer={answer} byName={modelsByName(result.models)} />
    </Card>
  )
}

/** The table of these sets; `byName` tells the colours of the page, if it has them. */
export function BestSets({ answer, byName }: { answer: PointAnswer; byName?: Map<string, RankedModel> }) {
  const highest = Math.max(...answer.best.map(({ evidence }) => evidence?.log ?? Number.NEGATIVE_INFINITY))
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Models</th>
            <NumberHead of="model-count" text="χ² per point" meaning="chi2" />
            <NumberHead of="model-count" text="ln evidence" meaning="setEvidence" />
            <th scope="col">Best set</th>
          </tr>
        </thead>
        <tbody>
          {answer.best.map(each => (
            <tr>
              <th scope="row" data-label="Models">
                {each.models.length}
              </th>
              <td class="number" data-label="χ² per point" safe>
                {formatChi2(each.chi2PerPoint)}
              </td>
              <td class="number" data-label="ln evidence">
                {each.evidence ? formatSigned(each.evidence.log - highest, 1) : '–'}
              </td>
              <td data-label="Best set">
                <Members ensemble={each} byName={byName} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What no ensemble of the library passes. */
export const boundSentence = ({ chi2PerPoint, models }: PointAnswer['all']) =>
  `The best fit that the library allows has χ² = ${formatChi2(chi2PerPoint)} per point, with ${formatCount(models.length, 'model')}.`

/** What the table says, no more than the evidence does. */
function sentence({ all, best, supported }: PointAnswer, verdict: ResultVerdict['code']): string {
  const bound = boundSentence(all)
  const uncertain = best.some(({ starts, found }) => starts > 1 && found === 1)
    ? ' The search is not exhaustive: a slightly better set may exist where the library is large.'
    : ''
  if (verdict === 'too-few-points') return 'The points are too few to tell how many models the curve needs.'
  if (verdict === 'misfit')
    return 'No set explains the curve, so that their number says nothing about the protein.'
  if (!supported) return bound + uncertain
  const { from, to } = supported
  const counted =
    from === to
      ? `The evidence supports ${formatCount(from, 'model')}.`
      : `The evidence supports ${from} to ${to} models.`
  return `${counted} ${bound}${uncertain}`
}

function Members({ ensemble, byName }: { ensemble: BestEnsemble; byName?: Map<string, RankedModel> }) {
  return (
    <span class="members">
      {ensemble.models.map(({ name, weight }) => (
        <Member name={name} weight={weight} ranked={byName?.get(name)} />
      ))}
    </span>
  )
}

const Member = ({ name, weight, ranked }: { name: string; weight: number; ranked?: RankedModel }) => (
  <span class="model" data-model={ranked ? String(ranked.index) : undefined}>
    {ranked ? <Swatch colour={ranked.colour} /> : ''}
    <span safe>{`${shortName(name)} ${formatShare(weight)}`}</span>
  </span>
)
