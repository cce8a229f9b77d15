import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import { chainsOf, modelLabel } from '#src/ensemble/diagnose/index.ts'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { formatInteger, formatWeight, formatWeights } from '../ui/numbers.ts'
import type { RankedModel } from './rankedModels.ts'

interface RowProps extends RankedModel {
  /** Whether the chart has a row of it, which lights up with this one. */
  drawn: boolean
  hasPossible: boolean
  max: number
  truth?: AnalysisOutcome['truth']
  size?: AnalysisOutcome['sizes'][number]
}

/** A model in the table of weights. */
export function WeightRow({ model, index, colour, drawn, hasPossible, max, truth, size }: RowProps) {
  const { weight, possible } = model
  const { ess, rhat } = chainsOf(model)
  const possibleText: string = possible ? formatWeights(possible.lower, possible.upper) : '–'
  return (
    <tr data-model={String(index)} tabindex={drawn ? '0' : undefined}>
      <th scope="row">
        <span class="model">
          <Swatch colour={colour} />
          <span safe>{modelLabel(model.name)}</span>
        </span>
      </th>
      <td class="number" data-label="Weight" data-sort={String(weight.mean)} safe>
        {formatWeight(weight)}
      </td>
      <td class="number" data-label="95 %" data-sort={String(weight.q025)}>
        <span class="interval-cell">
          <IntervalBar colour={colour} weight={weight} max={max} />
          <span safe>{formatWeights(weight.q025, weight.q975)}</span>
        </span>
      </td>
      {hasPossible ? (
        <td class="number" data-label="Possible" data-sort={String(possible?.upper ?? 0)} safe>
          {possibleText}
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
          <td class="number" data-label="Rg (Å)" safe>
            {size.rg!.toFixed(1)}
          </td>
          <td class="number" data-label="Dmax (Å)" safe>
            {size.dmax!.toFixed(0)}
          </td>
        </>
      ) : (
        ''
      )}
    </tr>
  )
}
