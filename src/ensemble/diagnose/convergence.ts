import { ln } from '../numeric/elementary.ts'
import { mapped } from '../numeric/mapped.ts'
import { ascending, mean, quantileOfSorted, variance } from '../numeric/orderStatistics.ts'
import { normalQuantile } from '../numeric/special.ts'

/** Draws of one quantity: C chains of equal length, in the order drawn. */
export type Chains = Float64Array[]

/** Convergence of one quantity over its chains. */
export interface Convergence {
  /** Rank-normalised split R-hat; 1 for a constant. Above 1.01 the chains disagree. */
  rhat: number
  /** Effective sample size for the bulk, from rank-normalised draws. */
  essBulk: number
  /** The smaller effective sample size of the 5 % and the 95 % quantile. */
  essTail: number
  /** Effective sample size for the mean of the draws themselves. */
  essMean: number
  /** Monte Carlo standard error of the mean: sd / sqrt(essMean). */
  mcse: number
}

/**
 * All convergence diagnostics of one quantity.
 *
 * Definitions of Vehtari, Gelman, Simpson, Carpenter, Burkner 2021 (Bayesian Analysis 16:667), as computed by the R
 * package posterior: chains are split in two, R-hat is the larger of the rank-normalised and of the folded draws.
 * A quantity that never changes has R-hat 1 and as many effective draws as draws; nothing is ever NaN.
 * `sorted` are all its draws in ascending order, where these are at hand. O(D log D + D x lags).
 */
export function convergenceOf(chains: Chains, sorted = ascending(pooled(chains))): Convergence {
  const draws = sorted.length
  if (draws < 8 || sorted[0] === sorted[draws - 1])
    return { rhat: 1, essBulk: draws, essTail: draws, essMean: draws, mcse: 0 }
  const halves = splitChains(chains)
  const isSplitWhole = chains[0].length % 2 === 0
  const essMean = effectiveSampleSize(halves)
  const ranked = rankNormalised(halves, isSplitWhole ? sorted : undefined)
  const median = quantileOfSorted(sorted, 0.5)
  // Of numbers that are no less than their median nothing is folded.
  const folded =
    sorted[0] === median && median === 0
      ? ranked
      : rankNormalised(
          halves.map(half => mapped(half, value => Math.abs(value - median))),
          isSplitWhole ? foldedAbout(median, sorted) : undefined,
        )
  const rhat = Math.max(rhatOf(ranked), rhatOf(folded))
  const tail = (p: number) => {
    const limit = quantileOfSorted(sorted, p)
    return effectiveSampleSize(halves.map(half => mapped(half, value => (value <= limit ? 1 : 0))))
  }
  return {
    rhat,
    essBulk: effectiveSampleSize(ranked),
    essTail: Math.min(tail(0.05), tail(0.95)),
    essMean,
    mcse: Math.sqrt(variance(sorted) / essMean),
  }
}

/** The Monte Carlo standard error of the mean of all chains alone: 0 for a quantity that never changes. */
export function mcseOf(chains: Chains): number {
  return Math.sqrt(variance(pooled(chains)) / effectiveSampleSize(splitChains(chains)))
}

/** Each chain cut into a first and a second half; an odd middle draw is dropped. */
export function splitChains(chains: Chains): Chains {
  return chains.flatMap(chain => {
    const half = chain.length / 2
    return [chain.subarray(0, Math.floor(half)), chain.subarray(Math.ceil(half))]
  })
}

/**
 * Effective sample size of `chains`: draws / tau with tau summed over pairs of lags while positive and made
 * decreasing (Geyer 1992), chains combined through the variance of their means. Capped at draws x log10(draws).
 * Constant chains count in full. Lags are computed as far as they are needed: O(D x lags).
 */
export function effectiveSampleSize(chains: Chains): number {
  const length = chains[0].length
  const draws = chains.length * length
  if (length < 3) return draws
  const means = chains.map(chain => mean(chain))
  const centred = chains.map((chain, c) => mapped(chain, value => value - means[c]))
  const autocovariance = (lag: number): number => {
    let sum = 0
    for (const chain of centred) for (let i = lag; i < length; i++) sum += chain[i] * chain[i - lag]
    return sum / length / chains.length
  }
  return effectiveFrom(autocovariance, length, chains.length, chains.length > 1 ? variance(means) : 0)
}

/** Room for correlations at all lags: a large library asks thousands of times. */
let correlation = new Float64Array()

/** The same from what it needs to know of so many chains of a length: their autocovariance, and the variance of their means. */
export function effectiveFrom(
  autocovariance: (lag: number) => number,
  length: number,
  chainCount: number,
  between: number,
): number {
  const draws = chainCount * length
  const within = (autocovariance(0) * length) / (length - 1)
  const pooledVariance = (within * (length - 1)) / length + between
  if (!(pooledVariance > 0)) return draws
  const rho = (lag: number) => 1 - (within - autocovariance(lag)) / pooledVariance

  if (correlation.length < length + 1) correlation = new Float64Array(length + 1)
  let even = 1
  let odd = rho(1)
  correlation[0] = even
  correlation[1] = odd
  let lag = 0
  while (lag < length - 5 && even + odd > 0) {
    lag += 2
    even = rho(lag)
    odd = rho(lag + 1)
    correlation[lag] = even + odd >= 0 ? even : 0
    correlation[lag + 1] = even + odd >= 0 ? odd : 0
  }
  if (even > 0) correlation[lag] = even
  for (let t = 2; t <= lag - 2; t += 2) {
    const before = correlation[t - 2] + correlation[t - 1]
    if (correlation[t] + correlation[t + 1] > before) correlation[t] = correlation[t + 1] = before / 2
  }
  let tau = -1
  for (let t = 0; t < lag; t++) tau += 2 * correlation[t]
  tau += correlation[lag]
  return draws / Math.max(tau, Math.LN10 / ln(draws))
}

/** Split R-hat without ranks, Gelman et al., BDA3 eq. 11.4: 1 for constant chains, Infinity when each is stuck elsewhere. */
const rhatOf = (chains: Chains): number =>
  rhatFrom(
    chains.map(chain => mean(chain)),
    chains.map(chain => variance(chain)),
    chains[0].length,
  )

export function rhatFrom(means: number[], variances: number[], length: number): number {
  const within = mean(variances)
  const between = length * variance(means)
  if (!(within > 0)) return between > 0 ? 1e6 : 1
  return Math.sqrt((between / within + length - 1) / length)
}

/** Distances from a number of ascending values, ascending: those of the values below it and above it, merged. */
function foldedAbout(middle: number, sorted: Float64Array): Float64Array {
  let above = countBelow(sorted, middle)
  let below = above - 1
  return mapped(sorted, () =>
    above === sorted.length || (below >= 0 && middle - sorted[below] < sorted[above] - middle)
      ? Math.abs(sorted[below--] - middle)
      : Math.abs(sorted[above++] - middle),
  )
}

/** Normal scores of pooled average ranks: Phi^-1((rank - 3/8) / (D + 1/4)) (Blom 1958). */
function rankNormalised(chains: Chains, sorted?: Float64Array): Chains {
  const scores = scoresOf(chains.length * chains[0].length)
  return pooledRanks(chains, sorted).map(chain => mapped(chain, rank => scores[2 * rank]))
}

/** The scores of the last number of draws: all quantities of a result have as many. */
let lastScores = new Float64Array()

/** Normal scores of the ranks 1/2, 1, 3/2, ... D of D draws, at twice the rank. */
export function scoresOf(draws: number): Float64Array {
  if (lastScores.length !== 2 * draws + 1)
    lastScores = Float64Array.from({ length: 2 * draws + 1 }, (_, twice) =>
      twice < 2 ? 0 : normalQuantile((twice / 2 - 0.375) / (draws + 0.25)),
    )
  return lastScores
}

/** Average ranks over all chains together, from 1. Numbers sort far faster than indices, so ranks are looked up. */
export function pooledRanks(chains: Chains, sorted = ascending(pooled(chains))): Chains {
  const binOf = binsOf(sorted)
  const starts = startsOf(sorted, binOf)
  return chains.map(chain => ranksOf(chain, sorted, binOf, starts))
}

/** As many equal bins over the range of ascending numbers as there are of them: the bin of one is floor((it - least) perUnit). */
interface Bins {
  least: number
  perUnit: number
}

function binsOf(sorted: Float64Array): Bins {
  const [least, last] = [sorted[0], sorted.length - 1]
  return { least, perUnit: last / (sorted[last] - least) }
}

/** The place of the first number of each bin, or where one would stand. Where the range is none all are in the first. */
function startsOf(sorted: Float64Array, { least, perUnit }: Bins): Uint32Array {
  const starts = new Uint32Array(sorted.length)
  let from = 0
  for (let i = 0; i < sorted.length; i++) {
    const bin = ((sorted[i] - least) * perUnit) | 0
    while (from <= bin) starts[from++] = i
  }
  return starts
}

/** Numbers of a bin that are passed one by one. */
const passedMax = 8

function ranksOf(
  values: Float64Array,
  sorted: Float64Array,
  { least, perUnit }: Bins,
  starts: Uint32Array,
): Float64Array {
  const ranks = new Float64Array(values.length)
  // Of a model that rarely takes part nearly all weights are 0.
  let [last, rank] = [Number.NaN, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value !== last) {
      let first = starts[((value - least) * perUnit) | 0]
      if (sorted[first + passedMax] < value) first = countBelow(sorted, value)
      while (sorted[first] < value) first++
      let end = first + 1
      if (sorted[end] === value) end = countBelow(sorted, value, true)
      last = value
      rank = (first + end + 1) / 2
    }
    ranks[i] = rank
  }
  return ranks
}

/** How many of ascending `sorted` are below `value`, or up to it. */
function countBelow(sorted: Float64Array, value: number, orEqual = false): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

function pooled(chains: Chains): Float64Array {
  const all = new Float64Array(chains.reduce((sum, chain) => sum + chain.length, 0))
  let offset = 0
  for (const chain of chains) {
    all.set(chain, offset)
    offset += chain.length
  }
  return all
}
