import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { logGamma } from '../numeric/special.ts'
import { addMember, clearMembers, setConcentration } from './subset.ts'
import type { Walker } from './walker.ts'

/**
 * A prior that takes part by part: how many models there are, which, and how their weights are shared.
 *
 *     P(n) ~ 1/n on 1..K      the subset uniform      w | subset ~ Dirichlet(a, ..., a)      h = log a ~ Normal(0, 1)
 *
 * so that few or many, even or uneven ensembles are all within reach; w_k = 0 outside the subset. 1/n has no scale of its own: a
 * library doubled by copies hardly moves n. a = 0.14 to 7 is within two sd.
 */
export class InclusionPrior {
  /** Logarithm of the probability of each single subset of n models, P(n)/C(K, n), [K + 1]; -Infinity for n = 0. */
  logSubset!: Float64Array
  /** The same of n: P(1) + ... + P(n), [K + 1]. */
  cumulative!: Float64Array
  /** Logarithm of n!, [K + 1]. */
  logFactorial!: Float64Array
}

/**
 * The prior over the subsets of `modelCount` models that were kept of a library of `libraryCount`: that of the library given that
 * no other model takes part.
 */
export function inclusionPriorOf(modelCount: number, libraryCount: number): InclusionPrior {
  const logChoices = (count: number, n: number) =>
    logGamma(count + 1) - logGamma(n + 1) - logGamma(count - n + 1)
  const logSubset = new Float64Array(modelCount + 1).fill(Number.NEGATIVE_INFINITY)
  const cumulative = new Float64Array(modelCount + 1)
  const logFactorial = new Float64Array(modelCount + 1)
  for (let n = 1; n <= modelCount; n++) {
    logFactorial[n] = logGamma(n + 1)
    logSubset[n] = -ln(n) - logChoices(libraryCount, n)
    cumulative[n] = cumulative[n - 1] + exp(logSubset[n] + logChoices(modelCount, n))
  }
  const total = cumulative[modelCount]
  for (let n = 1; n <= modelCount; n++) {
    logSubset[n] -= ln(total)
    cumulative[n] /= total
  }
  return { logSubset, cumulative, logFactorial }
}

/** Fills `walker` with a draw of a, n, the subset and, but for a common factor, the amounts of its members. */
export function drawSubset(prior: InclusionPrior, walker: Walker, random: Random): void {
  const modelCount = walker.u.length
  const order = walker.scratch.active
  clearMembers(walker)
  setConcentration(walker, random.normal())
  const a = exp(walker.hyper)
  const wanted = random.uniform()
  let n = 1
  while (n < modelCount && prior.cumulative[n] < wanted) n++
  for (let k = 0; k < modelCount; k++) order[k] = k
  for (let i = 0; i < n; i++) {
    const j = i + random.integer(modelCount - i)
    const k = order[j]
    order[j] = order[i]
    order[i] = k
    addMember(walker, k, random.logGamma(a))
  }
}

/** log Gamma(n a) - n log Gamma(a): the normaliser of Dirichlet(a, ..., a) of n weights. */
export function logDirichlet(a: number, n: i32): number {
  return logGamma(n * a) - n * logGamma(a)
}

export const hyperStep: number = 1
export const hyperMax: number = 12

/** Slice sampling of h = log a given the weights, by stepping out and shrinkage. O(n). */
export function updateConcentration(walker: Walker, random: Random): void {
  const n = walker.memberCount
  const logScale = ln(walker.scale)
  let sum: number = 0
  for (let i = 0; i < n; i++) sum += walker.logU[walker.members[i]] - logScale
  const h = walker.hyper
  const level = logDensity(h, n, sum) - random.exponential()
  let left = h - hyperStep * random.uniform()
  let right = left + hyperStep
  while (left > -hyperMax && logDensity(left, n, sum) > level) left -= hyperStep
  while (right < hyperMax && logDensity(right, n, sum) > level) right += hyperStep
  while (right - left >= 1e-12) {
    const next = left + (right - left) * random.uniform()
    if (logDensity(next, n, sum) >= level) {
      setConcentration(walker, next)
      return
    }
    if (next < h) left = next
    else right = next
  }
}

function logDensity(h: number, n: i32, sum: number): number {
  const a = exp(h)
  return logDirichlet(a, n) + a * sum - 0.5 * h * h
}
