import type { PairDistances, Result } from '#src/ensemble/contract.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { formatInteger, formatUncertain } from '../ui/numbers.ts'
import { curvesIn, radiationOf } from './curvesIn.ts'
import type { ResultCharts } from './resultCharts.ts'

/** P(r) of data and ensemble, with the size and the mass that follow from that of the data; of several curves one below the other. */
export function DistancesCard({ result, charts }: { result: Result; charts: ResultCharts }) {
  if (charts.distances.every(chart => chart === null)) return ''
  return (
    <Card id="pair-distances" title="Distances, P(r)">
      {curvesIn(result).map((curve, place) => {
        const chart = charts.distances[place]
        if (!curve.distances || !chart) return ''
        return (
          <>
            {curve.name === null ? '' : <h3 safe>{`${curve.name}, ${radiationOf(curve)}`}</h3>}
            <FactList facts={distanceFacts(curve.distances)} />
            <ChartFigure {...chart} />
          </>
        )
      })}
    </Card>
  )
}

/** What follows from P(r) of a curve. */
export type SizeByDistances = Pick<PairDistances, 'dmax' | 'rg' | 'rgError' | 'i0' | 'i0Error' | 'mass'>

export const distanceFacts = (found: SizeByDistances) => [
  ['Rg from P(r)', `${formatUncertain(found.rg, found.rgError)} Å`],
  ['I(0) from P(r)', formatUncertain(found.i0, found.i0Error)],
  ['Dmax, at most', `${formatInteger(Math.round(found.dmax))} Å`],
  ...(found.mass ? [['Mass, if a protein', massText(found.mass)]] : []),
]

/** By the volume of correlation, which is good to no more than two digits. */
export const massText = (mass: number) => `about ${Number((mass / 1000).toPrecision(2))} kDa (Vc)`
