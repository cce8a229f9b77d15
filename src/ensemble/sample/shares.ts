import type { Random } from '../numeric/random.ts'
import { logLogistic, sliceShare } from './slice.ts'
import type { Target } from './target.ts'
import { refresh, type Walker } from './walker.ts'

/** Changes of a logarithm up to this are collected and applied to all models together. */
const lazyFactorMax = 30

/**
 * Gibbs over the weights w_k at constant c: the others keep their proportions, so that w_k is Beta(a_k, A - a_k)
 * before the data (neutrality of the Dirichlet) and residuals move on a straight line, t (A_k - V) with V the mean
 * curve of the others. Right for any exponents, with shifts too. The others are rescaled through one common factor,
 * applied at the end: `logFactor` must be added to the logarithms of `logU` meanwhile. A large change is applied at
 * once, old value off first: exponents of 1e-100 make logarithms so large that a sum of both would keep no digit.
 */
export function updateShares(target: Target, walker: Walker, beta: number, random: Random): void {
  const { logU, residual, shiftResidual, exponents, exponentSum, others, shiftOthers } = walker
  const { curves, shifts } = target
  const total = walker.scale
  const logTotal = Math.log(total)
  let logFactor = 0
  for (let k = 0; k < logU.length; k++) {
    const current = logU[k] + logFactor
    const amount = Math.exp(current)
    const logOthers = meanOfOthers(target, walker, k, amount, logFactor)
    let h = 0
    let g = 0
    for (let j = 0; j < curves.rank; j++) {
      const line = curves.coordinates[k * curves.rank + j] - others[j]
      h += line * residual[j]
      g += line * line
    }
    if (shifts)
      for (let j = 0; j < shifts.rank; j++) {
        const line = (shifts.coordinates[k * shifts.rank + j] - shiftOthers[j]) / total
        h += (line * shiftResidual[j]) / total
        g += line * line
      }
    const rest = Math.max(exponentSum - exponents[k], 1e-300)
    const x = sliceShare(exponents[k], rest, beta * h, beta * g, total, current - logOthers, random)
    const next = logTotal + logLogistic(x)
    const change = Math.exp(next) - amount
    for (let j = 0; j < curves.rank; j++)
      residual[j] += change * (curves.coordinates[k * curves.rank + j] - others[j])
    if (shifts)
      for (let j = 0; j < shifts.rank; j++)
        shiftResidual[j] += change * (shifts.coordinates[k * shifts.rank + j] - shiftOthers[j])
    const nextOthers = logTotal + logLogistic(-x)
    if (Math.abs(nextOthers - logOthers) < lazyFactorMax) logFactor += nextOthers - logOthers
    else
      for (let m = 0; m < logU.length; m++)
        if (m !== k) logU[m] = logU[m] + logFactor - logOthers + nextOthers - logFactor
    logU[k] = next - logFactor
  }
  for (let k = 0; k < logU.length; k++) logU[k] += logFactor
  refresh(target, walker)
}

/**
 * Fills the walker's `others` with the mean curve of all models but k; returns the logarithm of their joint amount.
 * From the residual where k holds less than 99 %; else summed anew from logarithms, as a difference would be noise.
 */
function meanOfOthers(target: Target, walker: Walker, k: number, amount: number, logFactor: number): number {
  const { curves, shifts } = target
  const { logU, residual, shiftResidual, others, shiftOthers, scale } = walker
  if (amount < 0.99 * scale) {
    const rest = scale - amount
    for (let j = 0; j < others.length; j++)
      others[j] = (residual[j] + curves.data[j] - amount * curves.coordinates[k * curves.rank + j]) / rest
    if (shifts)
      for (let j = 0; j < shiftOthers.length; j++)
        shiftOthers[j] =
          (shiftResidual[j] + scale * shifts.data[j] - amount * shifts.coordinates[k * shifts.rank + j]) /
          rest
    return Math.log(rest)
  }
  let largest = -Infinity
  for (let m = 0; m < logU.length; m++) if (m !== k && logU[m] > largest) largest = logU[m]
  others.fill(0)
  shiftOthers.fill(0)
  let sum = 0
  for (let m = 0; m < logU.length; m++) {
    const share = m === k ? 0 : Math.exp(logU[m] - largest)
    if (share < 1e-20) continue
    sum += share
    for (let j = 0; j < others.length; j++) others[j] += share * curves.coordinates[m * curves.rank + j]
    if (shifts)
      for (let j = 0; j < shiftOthers.length; j++)
        shiftOthers[j] += share * shifts.coordinates[m * shifts.rank + j]
  }
  for (let j = 0; j < others.length; j++) others[j] /= sum
  for (let j = 0; j < shiftOthers.length; j++) shiftOthers[j] /= sum
  return largest + Math.log(sum) + logFactor
}
