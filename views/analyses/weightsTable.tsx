import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { chainsOf, modelLabel } from '#src/ensemble/diagnose/index.ts'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { formatInteger, formatRange, formatUncertain } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { type RankedModel, rankedModels } from './rankedModels.ts'
import { drawnModels } from './resultCharts.ts'

const shownAtFirst = 25

/** What was believed of the weights before the curve was seen, beside them. */
export const PriorSentence = ({ result: { prior } }: { result: Result }) =>
  prior ? (
    <p class="help" safe>
      {prior.sentence}
    </p>
  ) : (
    ''
  )

/** Every model that took part, the largest weight first; what was left out is counted below. */
export function WeightsTable({
  models,
  truth,
  sizes,
  isVoid,
}: {
  models: ModelResult[]
  truth?: AnalysisOutcome['truth']
  sizes: AnalysisOutcome['sizes']
  /** Whether the weights mean nothing, as those of an ensemble that does not explain the curve. */
  isVoid?: boolean
}) {
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const left = models.length - ranked.length
  const max = Math.max(...ranked.map(({ model }) => model.weight.q975), 0.05)
  const hasPossible = ranked.every(({ model }) => model.possible)
  const hasSizes = ranked.every(({ index }) => sizes[index]?.rg && sizes[index].dmax)
  const rows = ranked.map((row, rank) => (
    <WeightRow
      {...row}
      drawn={rank < drawnModels}
      hasPossible={hasPossible}
      max={max}
      truth={truth}
      size={hasSizes ? sizes[row.index] : undefined}
    />
  ))
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
          <tbody>{rows.slice(0, shownAtFirst)}</tbody>
          {rows.length > shownAtFirst ? <tbody class="rest">{rows.slice(shownAtFirst)}</tbody> : ''}
        </table>
      </div>
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

interface RowProps extends RankedModel {
  /** Whether the chart has a row of it, which lights up with this one. */
  drawn: boolean
  hasPossible: boolean
  max: number
  truth?: AnalysisOutcome['truth']
  size?: AnalysisOutcome['sizes'][number]
}

function WeightRow({ model, index, colour, drawn, hasPossible, max, truth, size }: RowProps) {
  const { weight, possible } = model
  const { ess, rhat } = chainsOf(model)
  return (
    <tr data-model={String(index)} tabindex={drawn ? '0' : undefined}>
      <th scope="row">
        <span class="model">
          <Swatch colour={colour} />
          <span safe>{modelLabel(model.name)}</span>
        </span>
      </th>
      <td class="number" data-label="Weight" data-sort={String(weight.mean)} safe>
        {formatUncertain(weight.mean, weight.sd)}
      </td>
      <td class="number" data-label="95 %" data-sort={String(weight.q025)}>
        <span class="interval-cell">
          <IntervalBar colour={colour} weight={weight} max={max} />
          <span safe>{formatRange(weight.q025, weight.q975)}</span>
        </span>
      </td>
      {hasPossible ? (
        <td class="number" data-label="Possible" data-sort={String(possible!.upper)} safe>
          {formatRange(possible!.lower, possible!.upper)}
        </td>
      ) : (
        ''
      )}
      {truth ? (
        <td class="number" data-label="Truth" safe>
          {(truth[model.name] ?? 0).toFixed(2)}
        </td>
      ) : (
        ''
      )}
      <td
        class={['number', ess.grade !== 'good' && 'doubtful']}
        data-label="ESS"
        data-sort={String(Math.round(ess.value))}
        safe
      >
        {formatInteger(Math.round(ess.value))}
      </td>
      <td class={['number', rhat.grade !== 'good' && 'doubtful']} data-label="R-hat" safe>
        {rhat.value.toFixed(3)}
      </td>
      {size ? (
        <>
          <td class="number" data-label="Rg" safe>
            {size.rg!.toFixed(1)}
          </td>
          <td class="number" data-label="Dmax" safe>
            {size.dmax!.toFixed(0)}
          </td>
        </>
      ) : (
        ''
      )}
    </tr>
  )
}
