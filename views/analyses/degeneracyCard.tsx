import type { Result } from '#src/ensemble/contract.ts'
import { weightLimits } from '#src/ensemble/diagnose/index.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { formatCount } from '../ui/numbers.ts'
import { Directions } from './directions.tsx'
import { Groups } from './groups.tsx'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'
import { VoidNote } from './voidNote.tsx'

interface DegeneracyProps {
  id: number | string
  result: Result
  charts: ResultCharts
  choice: ChartChoice
}

/** What the curve tells apart: directions, groups of models with weights of their own, and how weights move together. */
export function DegeneracyCard({ id, result, charts, choice }: DegeneracyProps) {
  const { details, models } = result
  if (!details) return ''
  const { clusters, directions, numericalRank } = details
  // As many directions as models can have, but for their sum, tell every weight.
  const areFewer = directions && directions.determined < models.length - 1
  const isClear = clusters.every(
    cluster => cluster.models.length === 1 && cluster.weight.q025 > weightLimits.needed,
  )
  return (
    <Card id="degeneracy" title="What the curve can tell apart">
      <p safe>
        {(directions
          ? `The curve tells the ${formatCount(models.length, 'model')} of the library apart in ${formatCount(directions.determined, 'direction')}. `
          : `The curve can determine about ${numericalRank} independent numbers of the library’s ${models.length} models. `) +
          (isClear ? 'Each model of notable weight is sure to have some.' : '')}
      </p>
      {areFewer ? <Directions {...directions!} /> : ''}
      <VoidNote result={result} />
      <Groups id={id} result={result} choice={choice} />
      {charts.correlations ? <ChartFigure {...charts.correlations} /> : ''}
    </Card>
  )
}
