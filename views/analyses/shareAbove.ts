import type { Distribution, IntervalEstimate } from '#src/ensemble/contract.ts'
import { formatPercents } from '../ui/numbers.ts'
import { propertyName } from './propertyNames.ts'
import type { ChartChoice } from './resultCharts.ts'

/** The share of a property at a threshold or above. */
export interface ShareAbove {
  /** Its place among the distributions. */
  place: number
  /** The threshold that is told: the nearest to what was asked for. */
  at: number
  library: number
  ensemble: IntervalEstimate
}

/** That of the chosen property at the chosen threshold, or of the first at the mean of the library; null in older results. */
export function shareAbove(
  distributions: Distribution[],
  { property = 0, above = '' }: ChartChoice,
): ShareAbove | null {
  const place = distributions[property] ? property : 0
  const found = distributions[place]
  if (!found?.above) return null
  const { from, step, library, mean, q025, q975 } = found.above
  const wanted = Math.round(((above === '' ? found.library.mean : above) - from) / step)
  const i = Math.min(mean.length - 1, Math.max(0, wanted))
  return {
    place,
    at: Number((from + i * step).toPrecision(6)),
    library: library[i]!,
    ensemble: { mean: mean[i]!, q025: q025[i]!, q975: q975[i]! },
  }
}

/** Beside the line that marks the threshold. */
export const shareText = ({ ensemble }: ShareAbove) => `${Math.round(100 * ensemble.mean)} % above`

export const shareSentence = ({ at, library, ensemble }: ShareAbove, of: Distribution): string =>
  `In ${formatPercents(ensemble)} of the ensemble and ${Math.round(100 * library)} % of the library, ${propertyName(of.name)} is ${of.unit ? `${at} ${of.unit}` : at} or more.`
