import type { Result } from '#src/ensemble/contract.ts'
import { ChartForm } from '../charts/chartForm.tsx'
import { ChartFigure, type Figure } from '../charts/figure.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { shortName } from '../ui/modelName.ts'
import { OtherChoices } from './fitCard.tsx'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'
import { VoidNote } from './voidNote.tsx'

interface PosteriorsProps {
  id: number | string
  result: Result
  charts: ResultCharts
  choice: ChartChoice
}

/** The posterior of the largest weights, alone and in pairs. */
export function PosteriorsCard({ id, result, charts, choice }: PosteriorsProps) {
  if (!result.details) return ''
  const { pair } = charts
  return (
    <Card id="posteriors" title="Posterior of each weight">
      <VoidNote result={result} />
      <p class="help">
        The distribution of the posterior draws. The dot is the mean, the line below spans the 95 % interval.
      </p>
      <FigureRow figures={charts.posteriors} />
      {pair ? (
        <>
          <h3>Two weights together</h3>
          <ChartFigure {...pair.chart} controls={<PairForm id={id} pair={pair} choice={choice} />} />
        </>
      ) : (
        ''
      )}
    </Card>
  )
}

export const FigureRow = ({ figures }: { figures: Figure[] }) => (
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

/** Models beyond have weights next to nothing. */
const offered = 30

const choicesOf = ({ choices }: PairProps['pair'], chosen: number) =>
  choices.filter(({ place }, rank) => rank < offered || place === chosen)

/** Chooses the two models of the joint plot. */
function PairForm({ id, pair, choice }: PairProps) {
  const sides = [
    ['a', 'Across', pair.a.place],
    ['b', 'Up', pair.b.place],
  ] as const
  return (
    <ChartForm chart="joint" page={paths.analysis(id)}>
      <OtherChoices choice={choice} except={['a', 'b']} />
      {sides.map(([name, label, chosen]) => (
        <label>
          <span>{label}</span>
          <select name={name} id={`pair-${name}`}>
            {choicesOf(pair, chosen).map(({ place, name: model }) => (
              <option value={String(place)} selected={place === chosen} safe>
                {shortName(model)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </ChartForm>
  )
}
