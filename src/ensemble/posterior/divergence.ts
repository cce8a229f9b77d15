import { ln } from '../numeric/elementary.ts'
import { fillRow } from '../numeric/sparseRows.ts'
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

/** sqrt of the posterior mean of JSD(w, mean w), as the original defines the spread of an ensemble. O(D K). */
export function ensembleDivergence(draws: Draws): number {
  const average = meanWeights(draws)
  const weights = new Float64Array(draws.modelCount)
  let sum = 0
  for (let d = 0; d < draws.count; d++) {
    fillRow(draws.weights, d, weights)
    sum += jensenShannon(weights, average)
  }
  return Math.sqrt(sum / draws.count)
}
