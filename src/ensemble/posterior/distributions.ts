import type { Distribution, IntervalEstimate } from '../contract.ts'
import { ln } from '../numeric/elementary.ts'
import { mean, quantileOfSorted } from '../numeric/orderStatistics.ts'
import { byChain, type Draws } from './draws.ts'
import { summaryOf } from './summary.ts'

/** A number that each model of a library has, such as its radius of gyration. */
export interface Property {
  name: string
  /** Such as `Å`; empty for a number without one. */
  unit: string
  /** By model of the library, in its order, [K]. */
  values: ArrayLike<number>
}

/**
 * How a property is spread over the ensemble, from the draws: sums over models are known far better than single weights.
 *
 * R_flex = -sum p log_n p over n bins, 1 where all are alike, and R_sigma = sd of the ensemble/sd of the library, as EOM defines
 * them (Tria et al. 2015, IUCrJ 2:207). `column` gives the place of each model of the draws in the library, [K']. O(active models).
 */
export function distributionOf(property: Property, column: number[], draws: Draws): Distribution {
  const values = Float64Array.from(property.values)
  const { count, weights } = draws
  const edges = binEdges(values)
  const bins = edges.length - 1
  const binOf = (value: number) =>
    Math.max(
      0,
      Math.min(
        bins - 1,
        edges.findLastIndex(edge => edge <= value),
      ),
    )
  const own = column.map(k => ({ value: values[k], bin: binOf(values[k]) }))
  const means = new Float64Array(count)
  const spreads = new Float64Array(count)
  const flexibility = new Float64Array(count)
  const shares = Array.from({ length: bins }, () => new Float64Array(count))
  for (let d = 0; d < count; d++) {
    let [sum, squares] = [0, 0]
    const [start, end] = [weights.starts[d], weights.starts[d + 1]]
    for (let i = start; i < end; i++) {
      const { value, bin } = own[weights.columns[i]]
      sum += weights.values[i] * value
      shares[bin][d] += weights.values[i]
    }
    for (let i = start; i < end; i++)
      squares += weights.values[i] * (own[weights.columns[i]].value - sum) ** 2
    means[d] = sum
    spreads[d] = Math.sqrt(squares)
    flexibility[d] = evenness(shares.map(share => share[d]))
  }
  const library = new Array<number>(bins).fill(0)
  for (const value of values) library[binOf(value)] += 1 / values.length
  const average = mean(values)
  const librarySd = Math.sqrt(mean(values.map(value => (value - average) ** 2)))
  return {
    name: property.name,
    unit: property.unit,
    library: { mean: average, sd: librarySd, flexibility: evenness(library) },
    mean: summaryOf(byChain(draws, means)),
    sd: summaryOf(byChain(draws, spreads)),
    flexibility: intervalOf(flexibility),
    relativeSd: librarySd > 0 ? intervalOf(spreads.map(value => value / librarySd)) : null,
    edges,
    libraryShares: library,
    shares: shares.map(intervalOf),
  }
}

/** Mean and 95 % interval of the draws of one number. */
export function intervalOf(draws: Float64Array): IntervalEstimate {
  const sorted = draws.slice().sort()
  return { mean: mean(draws), q025: quantileOfSorted(sorted, 0.025), q975: quantileOfSorted(sorted, 0.975) }
}

/** Entropy of shares over its largest value, from 0 (all in one bin) to 1. */
function evenness(shares: number[]): number {
  if (shares.length < 2) return 0
  const entropy = shares.reduce((sum, share) => (share > 0 ? sum - share * ln(share) : sum), 0)
  return entropy / ln(shares.length)
}

/** About this many bins. */
const binsMax = 12

/** Edges of equal bins from below the least value to above the largest, at round numbers. */
function binEdges(values: Float64Array): number[] {
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
  const rough = (most - least || Math.abs(most) || 1) / binsMax
  const power = Number(`1e${rough.toExponential().split('e')[1]}`)
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough * (1 - 1e-9)) ?? 10)
  const [from, to] = [Math.floor(least / step), Math.floor(most / step) + 1]
  return Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12)))
}
