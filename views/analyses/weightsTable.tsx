import type { ModelResult } from '#src/ensemble/contract.ts'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { formatUncertain } from '../ui/numbers.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { type Meaning, meanings } from './meanings.ts'
import { rankedModels } from './verdict.ts'

const shownAtFirst = 25

/** Every model that took part, the largest weight first; what was left out is counted below. */
export function WeightsTable({
  models,
  truth,
}: {
  models: ModelResult[]
  truth?: Record<string, number> | null
}) {
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const left = models.length - ranked.length
  const max = Math.max(...ranked.map(({ model }) => model.weight.q975), 0.05)
  const rows = ranked.map(row => <WeightRow {...row} max={max} truth={truth} />)
  return (
    <>
      <div class="table-wrap" data-tour-step="weights">
        <table data-sortable class="stack">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <Head text="Weight" meaning="weight" />
              <Head text="95 % interval" meaning="interval" />
              {truth ? (
                <th scope="col" class="number">
                  Truth
                </th>
              ) : (
                ''
              )}
              <Head text="MCSE" meaning="mcse" />
              <Head text="ESS" meaning="ess" />
              <Head text="R-hat" meaning="rhat" />
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

function Head({ text, meaning }: { text: string; meaning: Meaning }) {
  return (
    <th scope="col" class="number">
      <span class="head">
        <span safe>{text}</span>
        <Tooltip id={`column-${meaning}`} about={text}>
          {meanings[meaning]}
        </Tooltip>
      </span>
    </th>
  )
}

interface RowProps {
  model: ModelResult
  index: number
  max: number
  truth?: Record<string, number> | null
}

function WeightRow({ model, index, max, truth }: RowProps) {
  const { weight } = model
  const ess = Math.min(weight.essBulk, weight.essTail)
  return (
    <tr data-model={String(index)}>
      <th scope="row">
        <span class="model">
          <Swatch index={index} />
          <span safe>{model.name}</span>
        </span>
      </th>
      <td class="number" data-label="Weight" data-sort={String(weight.mean)} safe>
        {formatUncertain(weight.mean, weight.sd)}
      </td>
      <td class="number" data-label="95 %" data-sort={String(weight.q025)}>
        <span class="interval-cell">
          <IntervalBar index={index} weight={weight} max={max} />
          <span safe>{`${weight.q025.toFixed(2)} – ${weight.q975.toFixed(2)}`}</span>
        </span>
      </td>
      {truth ? (
        <td class="number" data-label="Truth" safe>
          {(truth[model.name] ?? 0).toFixed(2)}
        </td>
      ) : (
        ''
      )}
      <td class="number" data-label="MCSE" safe>
        {weight.mcse.toPrecision(1)}
      </td>
      <td class={['number', ess < 400 && weight.mean > 0.01 && 'doubtful']} data-label="ESS">
        {Math.round(ess)}
      </td>
      <td class={['number', weight.rhat > 1.01 && weight.mean > 0.01 && 'doubtful']} data-label="R-hat" safe>
        {weight.rhat.toFixed(3)}
      </td>
    </tr>
  )
}
