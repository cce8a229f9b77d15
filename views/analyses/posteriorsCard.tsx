import type { Result } from '#src/ensemble/contract.ts'
import { ChartFigure, type Figure } from '../charts/figure.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { shortName } from '../ui/modelName.ts'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'

interface PosteriorsProps {
  id: number | string
  result: Result
  charts: ResultCharts
  choice: ChartChoice
}

/** The posterior of the largest weights, alone and in pairs, with the diagnostics of the chains behind a fold. */
export function PosteriorsCard({ id, result, charts, choice }: PosteriorsProps) {
  if (!result.details) return ''
  const { pair } = charts
  return (
    <Card id="posteriors" title="Posterior of each weight">
      <p class="help">Where the draws lie. The dot is the mean, the line below spans the 95 % interval.</p>
      <FigureRow figures={charts.posteriors} />
      {pair ? (
        <>
          <h3>Two weights together</h3>
          <ChartFigure {...pair.chart} controls={<PairForm id={id} pair={pair} choice={choice} />} />
        </>
      ) : (
        ''
      )}
      <details class="more" id="chains">
        <summary>How the chains behaved</summary>
        <ChartFigure {...charts.rhat} />
        <FigureRow figures={charts.traces} />
        <FigureRow figures={charts.ranks} />
      </details>
    </Card>
  )
}

const FigureRow = ({ figures }: { figures: Figure[] }) => (
  <div class="chart-row">
    {figures.map(figure => (
      <ChartFigure {...figure} />
    ))}
  </div>
)

interface PairProps {
  id: number | string
  pair: NonNullable<ResultCharts['pair']>
  choice: ChartChoice
}

/** Chooses the two models of the joint plot: a form without a script, swapped in place with one. */
function PairForm({ id, pair, choice }: PairProps) {
  const sides = [
    ['a', 'Across', pair.a.place],
    ['b', 'Up', pair.b.place],
  ] as const
  return (
    <form
      class="pair-form"
      method="get"
      action={`${paths.analysis(id)}#joint`}
      hx-get={paths.analysis(id)}
      hx-trigger="change, submit"
      hx-target="#joint"
      hx-select="#joint"
      hx-swap="outerHTML"
    >
      {choice.fit ? <input type="hidden" name="fit" value={choice.fit} /> : ''}
      {sides.map(([name, label, chosen]) => (
        <label>
          <span>{label}</span>
          <select name={name} id={`pair-${name}`}>
            {pair.choices.map(({ place, name: model }) => (
              <option value={String(place)} selected={place === chosen} safe>
                {shortName(model)}
              </option>
            ))}
          </select>
        </label>
      ))}
      <button type="submit" class="quiet small">
        Show
      </button>
    </form>
  )
}
