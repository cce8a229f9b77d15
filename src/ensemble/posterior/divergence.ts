import { ln } from '../numeric/elementary.ts'
import { type Draws, meanWeights } from './draws.ts'

/**
 * Jensen-Shannon divergence of two distributions in bits, in [0, 1]: H((p + q)/2) - H(p)/2 - H(q)/2, 0 log 0 = 0.
 * Source: Lin 1991, IEEE Trans. Inf. Theory 37:145, eq. 4.1.
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < q.length; k++) {
    const [a, b] = [p[k], q[k]]
    const middle = 0.5 * (a + b)
    if (a > 0) sum += a * ln(a / middle)
    if (b > 0) sum += b * ln(b / middle)
  }
  return Math.min(1, Math.max(0, (0.5 * sum) / Math.LN2))
}

/**
 * sqrt of the posterior mean of JSD(w, mean w), as the original defines the spread of an ensemble. A model that takes no part in a draw adds half of its
 * mean weight, so that of every draw the others alone are looked at. O(entries).
 */
export function ensembleDivergence(draws: Draws): number {
  const average = meanWeights(draws)
  const { starts, columns, values } = draws.weights
  const all = average.reduce((total, weight) => total + weight, 0)
  let sum = 0
  for (let d = 0; d < draws.count; d++) {
    const own = values.subarray(starts[d], starts[d + 1])
    const others = Float64Array.from(columns.subarray(starts[d], starts[d + 1]), k => average[k])
    const absent = all - others.reduce((total, weight) => total + weight, 0)
    sum += Math.min(1, jensenShannon(own, others) + 0.5 * Math.max(0, absent))
  }
  return Math.sqrt(sum / draws.count)
}
