import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { drawShare } from './jump.ts'
import { logLogistic, sliceShare } from './slice.ts'
import type { Target } from './target.ts'
import { refresh, type Walker } from './walker.ts'

/** Changes of a logarithm up to this are collected and applied to all models together. */
const lazyFactorMax: number = 30

/**
 * Gibbs over the weights w_k at constant c: the others keep their proportions, so that w_k is Beta(a_k, A - a_k)
 * before the data (neutrality of the Dirichlet) and residuals move on a straight line, t (A_k - V) with V the mean
 * curve of the others. Right for any exponents, with shifts too. The others are rescaled through one common factor,
 * applied at the end: `logFactor` must be added to the logarithms of `logU` meanwhile. A large change is applied at
 * once, old value off first: exponents of 1e-100 make logarithms so large that a sum of both would keep no digit.
 */
export function updateShares(target: Target, walker: Walker, beta: number, random: Random): void {
  const logU = walker.logU
  const exponents = walker.exponents
  const curves = walker.curves
  const shifts = target.shifts
  const line = walker.scratch.line
  const shiftLine = walker.scratch.shiftLine
  const total = walker.scale
  const logTotal = ln(total)
  let logFactor: number = 0
  for (let k = 0; k < logU.length; k++) {
    const current = logU[k] + logFactor
    const amount = exp(current)
    const logOthers = logOfOthers(walker, k, amount, logFactor)
    setLine(curves, walker, k, amount, 1, walker.residual, line)
    let h = walker.precision * dot(line, 0, walker.residual, 0, line.length)
    let g = walker.precision * dot(line, 0, line, 0, line.length)
    if (shifts) {
      setLine(shifts, walker, k, amount, total, walker.shiftResidual, shiftLine)
      h += dot(shiftLine, 0, walker.shiftResidual, 0, shiftLine.length) / (total * total)
      g += dot(shiftLine, 0, shiftLine, 0, shiftLine.length) / (total * total)
    }
    const rest = Math.max(walker.exponentSum - exponents[k], 1e-300)
    const logit = current - logOthers
    const x = target.energyPrior
      ? drawShare(exponents[k], rest, beta * h, beta * g, total, logit, random)
      : sliceShare(exponents[k], rest, beta * h, beta * g, total, logit, Infinity, random)
    const next = logTotal + logLogistic(x)
    const change = exp(next) - amount
    addScaled(change, line, 0, walker.residual, 0, line.length)
    addScaled(change, shiftLine, 0, walker.shiftResidual, 0, shiftLine.length)
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
 * The logarithm of the joint amount of all models but k. Where k holds less than 99 % it is a difference; else that
 * would be noise, and it is summed anew from logarithms, which leaves the shares of the others in `scratch.masses`.
 */
function logOfOthers(walker: Walker, k: i32, amount: number, logFactor: number): number {
  if (amount < 0.99 * walker.scale) return ln(walker.scale - amount)
  const logU = walker.logU
  const shares = walker.scratch.masses
  let largest: number = -Infinity
  for (let m = 0; m < logU.length; m++) if (m !== k && logU[m] > largest) largest = logU[m]
  let sum: number = 0
  for (let m = 0; m < logU.length; m++) {
    shares[m] = m === k ? 0 : exp(logU[m] - largest)
    sum += shares[m]
  }
  for (let m = 0; m < logU.length; m++) shares[m] /= sum
  return largest + ln(sum) + logFactor
}

/**
 * The line A_k - V from the mean curve V of all others. `residual` is A u - `factor` z; V follows from it, or from the
 * shares that `logOfOthers` left where k holds nearly all.
 */
function setLine(
  curves: ReducedCurves,
  walker: Walker,
  k: i32,
  amount: number,
  factor: number,
  residual: Float64Array,
  line: Float64Array,
): void {
  const coordinates = curves.coordinates
  const rank = curves.rank
  const scale = walker.scale
  const shares = walker.scratch.masses
  if (amount < 0.99 * scale)
    for (let j = 0; j < rank; j++)
      line[j] = (scale * coordinates[k * rank + j] - residual[j] - factor * curves.data[j]) / (scale - amount)
  else {
    for (let j = 0; j < rank; j++) line[j] = coordinates[k * rank + j]
    for (let m = 0; m < shares.length; m++)
      if (shares[m] > 1e-20) addScaled(-shares[m], coordinates, m * rank, line, 0, rank)
  }
}
