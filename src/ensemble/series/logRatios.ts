import { exp, ln } from '../numeric/elementary.ts'

/** log w of weights, none below a tenth of an equal share, less its mean. */
export function logRatios(weights: Float64Array, modelCount: number): Float64Array {
  const z = weights.map(w => ln(Math.max(w, 0.1 / modelCount)))
  for (let at = 0; at < z.length; at += modelCount) {
    const own = z.subarray(at, at + modelCount)
    const mean = own.reduce((sum, value) => sum + value, 0) / modelCount
    for (let k = 0; k < modelCount; k++) own[k]! -= mean
  }
  return z
}

/** Weights of log-ratios, which add up to 1 for each curve. */
export function softmax(z: Float64Array, modelCount: number): Float64Array {
  const weights = new Float64Array(z.length)
  for (let at = 0; at < z.length; at += modelCount) {
    let most = z[at]!
    for (let k = 1; k < modelCount; k++) most = Math.max(most, z[at + k]!)
    let sum = 0
    for (let k = 0; k < modelCount; k++) {
      weights[at + k] = exp(z[at + k]! - most)
      sum += weights[at + k]!
    }
    for (let k = 0; k < modelCount; k++) weights[at + k]! /= sum
  }
  return weights
}

/** log sum over all models of e^z, [T], of z and their weights [T, K]. */
export function logTotals(z: Float64Array, weights: Float64Array, modelCount: number): Float64Array {
  return Float64Array.from({ length: z.length / modelCount }, (_, t) => {
    let heaviest = t * modelCount
    for (let at = heaviest + 1; at < (t + 1) * modelCount; at++)
      if (weights[at]! > weights[heaviest]!) heaviest = at
    return z[heaviest]! - ln(weights[heaviest]!)
  })
}

/** The log weights of one model at all curves, of z [T, K]. */
export const pathOfModel = (z: Float64Array, model: number, modelCount: number): Float64Array =>
  Float64Array.from({ length: z.length / modelCount }, (_, t) => z[t * modelCount + model]!)

/** What two weigh whose log weights are d apart: the first, and the other. */
export function twoWeights(d: number): [number, number] {
  const e = exp(-Math.abs(d))
  return d > 0 ? [1 / (1 + e), e / (1 + e)] : [e / (1 + e), 1 / (1 + e)]
}
