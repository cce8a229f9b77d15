import { exp, ln } from '../numeric/elementary.ts'
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

/** One length, and the process of amplitude 1 at it, along the curves. */
export interface ProcessLength {
  length: number
  filter: Filter
}

export const amplitudePrior = { logMean: ln(2), logSd: 0.5 }

/** Neighbouring lengths differ by no more than this factor. */
const stepMax = 1.1
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

/** The process at a length, over ascending values. */
export const processOf = (values: ArrayLike<number>, length: number): ProcessLength => ({
  length,
  filter: filterOf(values, length, nugget),
})
