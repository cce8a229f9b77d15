import { logNormalCdf, logSqrt2Pi } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'

/**
 * log p(y | w): the likelihood of the weights with the scale integrated out, all constants kept.
 *
 * With v = A w in the reduced coordinates, g = |v|^2, b = v.z and g' = g + 1/tau^2 (half-normal), the scale is a
 * Gaussian of precision g' cut at 0, so that
 *
 *     log p(y|w) = logNormaliser + log(2/tau) - log(g')/2 + log Phi(b/sqrt g') - (outside + |z|^2 - b^2/g')/2;
 *
 * for the flat prior g' = g and log sqrt(2 pi) replaces log(2/tau). `weights` is [K]; `logNormaliser` includes that of
 * the chemical shifts, whose misfit is added. O(K r).
 */
export function logMarginalLikelihood(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  weights: ArrayLike<number>,
): number {
  const { coordinates, data, rank, outside } = problem.reduced
  let [g, b, square] = [0, 0, 0]
  for (let j = 0; j < rank; j++) {
    let v = 0
    for (let k = 0; k < weights.length; k++) v += weights[k] * coordinates[k * rank + j]
    g += v * v
    b += v * data[j]
    square += data[j] * data[j]
  }
  const tau = problem.scalePriorSd
  const precision = scalePrior === 'half-normal' ? g + 1 / (tau * tau) : g
  const prior = scalePrior === 'half-normal' ? Math.log(2 / tau) : logSqrt2Pi
  const misfit = outside + square - (b * b) / precision + shiftMisfit(problem, weights)
  return (
    problem.logNormaliser +
    prior -
    0.5 * Math.log(precision) +
    logNormalCdf(b / Math.sqrt(precision)) -
    0.5 * misfit
  )
}

/** The two numbers that the posterior of the scale at given weights needs: its mean before the cut at 0, and its sd. */
export function scaleGiven(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  weights: ArrayLike<number>,
): { mean: number; sd: number } {
  const { coordinates, data, rank } = problem.reduced
  let [g, b] = [0, 0]
  for (let j = 0; j < rank; j++) {
    let v = 0
    for (let k = 0; k < weights.length; k++) v += weights[k] * coordinates[k * rank + j]
    g += v * v
    b += v * data[j]
  }
  const precision = scalePrior === 'half-normal' ? g + 1 / problem.scalePriorSd ** 2 : g
  return { mean: b / precision, sd: 1 / Math.sqrt(precision) }
}

function shiftMisfit({ reducedShifts }: Problem, weights: ArrayLike<number>): number {
  if (!reducedShifts) return 0
  let sum = reducedShifts.outside
  for (let j = 0; j < reducedShifts.rank; j++) {
    let v = -reducedShifts.data[j]
    for (let k = 0; k < weights.length; k++)
      v += weights[k] * reducedShifts.coordinates[k * reducedShifts.rank + j]
    sum += v * v
  }
  return sum
}
