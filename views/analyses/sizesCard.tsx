import type { Distribution, Result } from '#src/ensemble/contract.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { formatDownTo, formatNumber, formatPercents } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import type { ResultCharts } from './resultCharts.ts'

/** What a page calls the properties that the core knows by itself. */
const names = new Map([
  ['rg', 'Rg'],
  ['dmax', 'Dmax'],
])

export const propertyName = (name: string) => names.get(name) ?? name

/** How large the conformations of the ensemble are, beside those of the library. */
export function SizesCard({ result, charts }: { result: Result; charts: ResultCharts }) {
  const distributions = result.details?.distributions ?? []
  if (charts.sizes.length === 0 && distributions.length === 0) return ''
  return (
    <Card id="sizes" title="Size of the ensemble">
      {distributions.length > 0 ? <DistributionTable distributions={distributions} /> : ''}
      <div class="chart-row">
        {charts.sizes.map(chart => (
          <ChartFigure {...chart} />
        ))}
      </div>
    </Card>
  )
}

function DistributionTable({ distributions }: { distributions: Distribution[] }) {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Property</th>
            <NumberHead of="sizes" text="Mean" meaning="distributionMean" />
            <th scope="col" class="number">
              Library
            </th>
            <NumberHead of="sizes" text="Spread" meaning="spread" />
            <th scope="col" class="number">
              Library
            </th>
            <NumberHead of="sizes" text="Rflex" meaning="flexibility" />
            <NumberHead of="sizes" text="Rσ" meaning="relativeSpread" />
          </tr>
        </thead>
        <tbody>
          {distributions.map(({ name, unit, library, mean, sd, flexibility, relativeSd }) => (
            <tr>
              <th scope="row" safe>
                {unit ? `${propertyName(name)} (${unit})` : propertyName(name)}
              </th>
              <td class="number" data-label="Mean" safe>
                {formatDownTo(mean.mean, mean.sd, mean.mean / resolved)}
              </td>
              <td class="number" data-label="Library" safe>
                {formatNumber(library.mean)}
              </td>
              <td class="number" data-label="Spread" safe>
                {formatDownTo(sd.mean, sd.sd, mean.mean / resolved)}
              </td>
              <td class="number" data-label="Library" safe>
                {formatNumber(library.sd)}
              </td>
              <td class="number" data-label="Rflex" safe>
                {`${formatPercents(flexibility)}, library ${Math.round(100 * library.flexibility)} %`}
              </td>
              <td class="number" data-label="Rσ">
                {relativeSd
                  ? `${relativeSd.mean.toFixed(2)} (${relativeSd.q025.toFixed(2)} – ${relativeSd.q975.toFixed(2)})`
                  : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A size is calculated to no more than this part of it. */
const resolved = 1000
