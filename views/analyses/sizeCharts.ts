import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Distribution } from '#src/ensemble/contract.ts'
import type { Chart } from '../charts/figure.tsx'
import { binsOf, type HistogramBin, histogramChart } from '../charts/histogram.tsx'
import { labelOf, propertyTitle } from './propertyNames.ts'
import type { ChartChoice } from './resultCharts.ts'
import { shareAbove, shareText } from './shareAbove.ts'

/** How large the models are and what else is known of them, in the library and in the ensemble; of older results sizes alone, where all have a structure. */
export function sizeCharts({ result, sizes }: AnalysisOutcome, choice: ChartChoice = {}): Chart[] {
  const distributions = result.details?.distributions
  if (distributions?.length) {
    const share = shareAbove(distributions, choice)
    return distributions.map((known, place) => {
      const marked = share?.place === place ? { at: share.at, text: shareText(share) } : undefined
      return distributionChart(idOf(known.name, place), known, marked)
    })
  }
  const weights = result.models.map(model => model.weight.mean)
  return (['rg', 'dmax'] as const).flatMap(name => {
    const values = sizes.map(size => size[name]).filter(value => value !== null)
    if (values.length < 2 || values.length !== weights.length) return []
    return histogramChart({
      id: name,
      title: propertyTitle(name),
      caption: captionOf(false),
      label: labelOf({ name, unit: 'Å' }),
      bins: binsOf(values, weights),
    })
  })
}

const idOf = (name: string, place: number) => (['rg', 'dmax'].includes(name) ? name : `property-${place + 1}`)

/** One property, from the draws. */
export const distributionChart = (
  id: string,
  known: Distribution,
  mark?: { at: number; text: string },
): Chart =>
  histogramChart({
    id,
    title: propertyTitle(known.name),
    caption: captionOf(true),
    label: labelOf(known),
    bins: binsWith(known),
    mark,
  })

const captionOf = (hasInterval: boolean) =>
  `Bars: the library. Line: the ensemble${hasInterval ? ', with its 95 % interval as a band' : ''}. Where the line leaves the bars, the data moved the ensemble away from the library.`

const binsWith = ({ edges, libraryShares, shares }: Distribution): HistogramBin[] =>
  shares.map(({ mean, q025, q975 }, i) => ({
    from: edges[i]!,
    to: edges[i + 1]!,
    library: libraryShares[i]!,
    ensemble: mean,
    low: q025,
    high: q975,
  }))
