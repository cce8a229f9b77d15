import { exp, ln } from '../numeric/elementary.ts'
import { transposed } from '../numeric/matrixProducts.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { type Filter, filterOf } from './kalmanFilter.ts'

/**
 * How the weights of a series may change from curve to curve.
 *
 *     w_k(t) = exp z_k(t) / sum_l exp z_l(t)        z_k: independent Gaussian processes of mean 0 and covariance
 *     s^2 (1 + sqrt(3) |t - t'|/l) exp(-sqrt(3) |t - t'|/l)      (Matern 3/2: paths with one derivative)
 *
 * so that such is every log-ratio of two weights. l -> 0 makes the curves independent, l -> infinity gives all the same
 * weights. Prior: log s ~ Normal(log 2, 0.5^2); l is one of a row of lengths, each as likely, from a quarter of the smallest step, where
 * neighbours have a correlation of 0.008, to ten times the range.
 */

/** One length, and the process of amplitude 1 at it: by principal directions, and along the curves. */
export interface ProcessLength {
  length: number
  /** Eigenvalues of the correlations [T], largest first, and eigenvectors [T, T] in rows. */
  values: Float64Array
  rows: Float64Array
  filter: Filter
}

export const amplitudePrior = { logMean: ln(2), logSd: 0.5 }

/** Neighbouring lengths differ by no more than this factor. */
const stepMax = 1.25
/** Keeps what two curves at one value have in common from being singular. */
const nugget = 1e-8

/** The lengths of a series at these values, in its own unit of them. */
export function lengthsOf(values: ArrayLike<number>): number[] {
  const sorted = [...new Set(Array.from(values))].sort((a, b) => a - b)
  const range = sorted.at(-1)! - sorted[0]!
  if (range === 0) return [1]
  const gap = sorted.slice(1).reduce((least, value, i) => Math.min(least, value - sorted[i]!), range)
  // A pair of curves measured at almost the same value does not ask for lengths that no other pair can tell.
  const [from, to] = [Math.max(gap, (0.2 * range) / sorted.length) / 4, 10 * range]
  const steps = Math.ceil(ln(to / from) / ln(stepMax))
  return Array.from({ length: steps + 1 }, (_, i) => from * exp((i * ln(to / from)) / steps))
}

/** The process at a length, over ascending values. O(T^3). */
export function processOf(values: ArrayLike<number>, length: number): ProcessLength {
  const count = values.length
  const correlations = new Float64Array(count * count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      const distance = (Math.sqrt(3) * Math.abs(values[i]! - values[j]!)) / length
      correlations[i * count + j] = (1 + distance) * exp(-distance) + (i === j ? nugget : 0)
    }
  const { values: found, vectors } = symmetricEigen(correlations, count)
  return {
    length,
    values: found.map(value => Math.max(value, nugget)),
    rows: transposed(vectors, count, count),
    filter: filterOf(values, length, nugget),
  }
}
