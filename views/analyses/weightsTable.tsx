import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { formatCount } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { ordered, rankedModels, type WeightOrder } from './rankedModels.ts'
import { drawnModels } from './resultCharts.ts'
import { WeightRow } from './weightRow.tsx'

/** What was believed of the weights before the curve was seen, beside them. */
export const PriorSentence = ({ result: { prior } }: { result: Result }) =>
  prior ? (
    <p class="help" safe>
      {prior.sentence}
    </p>
  ) : (
    ''
  )

export interface WeightsFacts {
  models: ModelResult[]
  truth?: AnalysisOutcome['truth']
  sizes: AnalysisOutcome['sizes']
  /** Whether the weights mean nothing, as those of an ensemble that does not explain the curve. */
  isVoid?: boolean
}

/** Models that took part, those from one place in the order to another; what was left out is counted below. */
export function WeightsTable({
  models,
  truth,
  sizes,
  isVoid,
  order = 'weight',
  from = 0,
  to,
}: WeightsFacts & { order?: WeightOrder; from?: number; to?: number }) {
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const left = models.length - ranked.length
  const max = Math.max(...ranked.map(({ model }) => model.weight.q975), 0.05)
  const possible = ranked.filter(({ model }) => model.possible).length
  const hasPossible = possible > 0
  const hasSizes = ranked.every(({ index }) => sizes[index]?.rg && sizes[index].dmax)
  const places = new Map(ranked.map(({ index }, rank) => [index, rank]))
  const rows = ordered(ranked, order, sizes).slice(from, to)
  return (
    <>
      <div class="table-wrap" data-tour-step="weights">
        <table data-sortable class={['stack', isVoid && 'void']}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <NumberHead of="weights" text="Weight" meaning="weight" />
              <NumberHead of="weights" text="95 % interval" meaning="interval" />
              {hasPossible ? <NumberHead of="weights" text="Possible" meaning="possible" /> : ''}
              {truth ? <NumberHead of="weights" text="Truth" meaning="truth" /> : ''}
              <NumberHead of="weights" text="ESS" meaning="ess" />
              <NumberHead of="weights" text="R-hat" meaning="rhat" />
              {hasSizes ? <NumberHead of="weights" text="Rg (Å)" meaning="rg" /> : ''}
              {hasSizes ? <NumberHead of="weights" text="Dmax (Å)" meaning="dmax" /> : ''}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <WeightRow
                {...row}
                drawn={places.get(row.index)! < drawnModels}
                hasPossible={hasPossible}
                max={max}
                truth={truth}
                size={hasSizes ? sizes[row.index] : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      {hasPossible && possible < ranked.length ? (
        <p class="help" safe>
          {`What the curve alone leaves possible is told of the ${formatCount(possible, 'heaviest model')}.`}
        </p>
      ) : (
        ''
      )}
      {left > 0 ? (
        <p class="help" safe>
          {`${left} of ${models.length} models were left out by the variational selection.`}
        </p>
      ) : (
        ''
      )}
    </>
  )
}
