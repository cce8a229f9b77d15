import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Distribution } from '#src/ensemble/contract.ts'
import type { Chart } from '../charts/figure.tsx'
import { binsOf, type HistogramBin, histogramChart } from '../charts/histogram.tsx'

/** How large the models are, in the library and in the ensemble; nothing where some have no structure. */
export function sizeCharts({ result, sizes }: AnalysisOutcome): Chart[] {
  const weights = result.models.map(model => model.weight.mean)
  const chartOf = (id: 'rg' | 'dmax', title: string, label: string): Chart[] => {
    const values = sizes.map(size => size[id]).filter(value => value !== null)
    const known = result.details?.distributions?.find(each => each.name === id)
    if (!known && (values.length < 2 || values.length !== weights.length)) return []
    const caption = captionOf(Boolean(known))
    return [
      histogramChart({ id, title, caption, label, bins: known ? binsWith(known) : binsOf(values, weights) }),
    ]
  }
  const others = (result.details?.distributions ?? []).filter(({ name }) => name !== 'rg' && name !== 'dmax')
  return [
    ...chartOf('rg', 'Radius of gyration of the models', 'Rg (Å)'),
    ...chartOf('dmax', 'Largest distance within the models', 'Dmax (Å)'),
    ...others.map((known, i) => distributionChart(`property-${i + 1}`, known)),
  ]
}

/** One property, from the draws. */
export const distributionChart = (id: string, known: Distribution, title = known.name): Chart =>
  histogramChart({
    id,
    title,
    caption: captionOf(true),
    label: known.unit ? `${title} (${known.unit})` : title,
    bins: binsWith(known),
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
