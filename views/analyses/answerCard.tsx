import type { Result } from '#src/ensemble/contract.ts'
import { distancesChart } from '../charts/distances.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { formatCount } from '../ui/numbers.ts'
import { distanceFacts } from './distancesCard.tsx'
import type { ResultCharts } from './resultCharts.ts'
import { VoidNote } from './voidNote.tsx'

/** Of more models the sizes of the ensemble say more than single weights. */
const weighedSingly = 30
/** So few weights leave room for P(r) below them. */
const fewWeights = 3

/** Of the sizes and properties, the rest have a card of their own. */
const fewSizes = 2

/** Of a chart below another of its kind. */
const saidAbove = { caption: '', legend: undefined }

interface AnswerProps {
  result: Result
  charts: ResultCharts
}

/** What the ensemble is: the weights of its models, how large its conformations are or, of one model, what the curve says of its size. */
export function AnswerCard({ result, charts }: AnswerProps) {
  const { models, distances } = result
  if (models.length > weighedSingly && charts.sizes.length > 0)
    return (
      <Card id="answer" title="Size of the ensemble">
        <VoidNote result={result} />
        {charts.sizes.slice(0, fewSizes).map((chart, place) => (
          <ChartFigure {...chart} {...(place > 0 && saidAbove)} id={`${chart.id}-overview`} brief />
        ))}
      </Card>
    )
  if (models.length === 1 && distances)
    return (
      <Card id="answer" title="Distances, P(r)">
        <FactList facts={distanceFacts(distances)} />
        <Distances distances={distances} height={240} />
      </Card>
    )
  const selected = models.filter(model => model.selected).length
  return (
    <Card
      id="answer"
      title="Population weights"
      aside={<span safe>{`${selected} of ${formatCount(models.length, 'model')} selected`}</span>}
    >
      <VoidNote result={result} />
      <ChartFigure {...charts.weights} />
      {selected <= fewWeights && distances ? <Distances distances={distances} height={150} /> : ''}
    </Card>
  )
}

interface DistancesProps {
  distances: NonNullable<Result['distances']>
  height: number
}

/** P(r) at a glance; the whole has a card of its own. */
const Distances = ({ distances, height }: DistancesProps) => (
  <ChartFigure
    {...distancesChart({ ...distances, p: distances.data }, { id: 'distances-overview', height })}
    caption="Points: P(r) of the data. Line: that of the ensemble, transformed in the same way."
    brief
  />
)
