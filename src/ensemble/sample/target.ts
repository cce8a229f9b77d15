import type { ReducedCurves } from '../numeric/factor.ts'
import type { EnergyPrior } from './energies.ts'

/**
 * The family of tempered posteriors that a sampler walks on: a plain object that can be sent to another thread.
 *
 * In u = c w, with A = sum a and temperature beta (0 = prior, 1 = posterior),
 *
 *     p_beta(u) ~ prod_k u_k^(a_k - 1) (sum u)^(1 - A) exp(-(sum u)^2 / (2 tau^2)) exp(-beta E(u))
 *     E(u) = (|A u - z|^2 + outside)/2 + chi2_shifts(u / sum u)/2 - [flat] (sum u)^2 / (2 tau^2)
 *
 * so that the prior is always the proper half-normal, and a flat scale prior is reached at beta = 1 by taking the
 * half-normal off again: the flat posterior needs no proper prior of its own to be tempered.
 */
export interface Target {
  modelCount: number
  /** Exponents a_k of the Dirichlet prior, [K]; with energies, at the current value of their hyperparameter. */
  exponents: Float64Array
  /** A = sum of the exponents. */
  exponentSum: number
  /** Makes the exponents depend on a hyperparameter; null without energies. */
  energyPrior: EnergyPrior | null
  curves: ReducedCurves
  /** |A_k|^2, [K]. */
  squares: Float64Array
  shifts: ReducedCurves | null
  /** Standard deviation tau of the half-normal scale prior. */
  scalePriorSd: number
  scalePrior: 'half-normal' | 'flat'
  /** For each model its most similar others, row-major [K, neighbourCount]. */
  neighbours: Int32Array
  neighbourCount: number
}

/** Similar models listed for each model. */
export const neighbourCountMax = 12

/** |A_k|^2 of every curve, [K]. */
export function squaresOf({ coordinates, rank }: ReducedCurves, modelCount: number): Float64Array {
  const squares = new Float64Array(modelCount)
  for (let i = 0; i < coordinates.length; i++) squares[Math.floor(i / rank)] += coordinates[i] ** 2
  return squares
}

/** Precision 1/tau^2 of the scale prior at temperature `beta`: falls to 0 at beta = 1 when the prior is flat. */
export function scalePrecision(target: Target, beta: number): number {
  const precision = 1 / target.scalePriorSd ** 2
  return target.scalePrior === 'flat' ? precision * (1 - beta) : precision
}

/**
 * Lists for every model the `count` others whose curves differ least from it.
 *
 * Distance |A_j - A_k| in the reduced coordinates, as a transfer of weight between two models moves the fit along
 * their difference. Returns [K, min(count, K - 1)], nearest first. O(K^2 r) time, O(K) extra memory.
 */
export function nearestNeighbours(curves: ReducedCurves, modelCount: number, count: number): Int32Array {
  const { rank, coordinates } = curves
  const width = Math.min(count, modelCount - 1)
  const neighbours = new Int32Array(modelCount * width)
  const distance = new Float64Array(modelCount)
  const order = Array.from({ length: modelCount }, (_, k) => k)
  for (let k = 0; k < modelCount; k++) {
    for (let j = 0; j < modelCount; j++) {
      let sum = 0
      for (let i = 0; i < rank; i++) sum += (coordinates[j * rank + i] - coordinates[k * rank + i]) ** 2
      distance[j] = j === k ? Infinity : sum
    }
    const nearest = order.slice().sort((a, b) => distance[a] - distance[b] || a - b)
    for (let n = 0; n < width; n++) neighbours[k * width + n] = nearest[n]
  }
  return neighbours
}
