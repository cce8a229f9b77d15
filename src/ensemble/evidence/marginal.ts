import { exp, ln } from '../numeric/elementary.ts'
import { logNormalCdf, logSqrt2Pi, logSumExp } from '../numeric/special.ts'
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
 * the chemical shifts, whose misfit is added. With errors e^x times those of the problem, x = `logErrorScale`, all squares of
 * the curve are e^(-2x) times as large and the normaliser falls by N x. O(K r).
 */
export function logMarginalLikelihood(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  weights: ArrayLike<number>,
  logErrorScale = 0,
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
  const certainty = exp(-2 * logErrorScale)
  g *= certainty
  b *= certainty
  const tau = problem.scalePriorSd
  const precision = scalePrior === 'half-normal' ? g + 1 / (tau * tau) : g
  const prior = scalePrior === 'half-normal' ? ln(2 / tau) : logSqrt2Pi
  const misfit = certainty * (outside + square) - (b * b) / precision + shiftMisfit(problem, weights)
  return (
    problem.logNormaliser -
    problem.pointCount * logErrorScale +
    prior -
    0.5 * ln(precision) +
    logNormalCdf(b / Math.sqrt(precision)) -
    0.5 * misfit
  )
}

/** The two numbers that the posterior of the scale at given weights needs: its mean before the cut at 0, and its sd. */
export function scaleGiven(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  weights: ArrayLike<number>,
  logErrorScale = 0,
): { mean: number; sd: number } {
  const { coordinates, data, rank } = problem.reduced
  let [g, b] = [0, 0]
  for (let j = 0; j < rank; j++) {
    let v = 0
    for (let k = 0; k < weights.length; k++) v += weights[k] * coordinates[k * rank + j]
    g += v * v
    b += v * data[j]
  }
  const certainty = exp(-2 * logErrorScale)
  g *= certainty
  b *= certainty
  const precision = scalePrior === 'half-normal' ? g + 1 / problem.scalePriorSd ** 2 : g
  return { mean: b / precision, sd: 1 / Math.sqrt(precision) }
}

const [gridFrom, gridTo, gridStep] = [-6, 8, 0.002]

/**
 * log p(y, x, j | w) of every node j on a grid of x = log(f/f0), times its spacing; where the errors are known the one point x = 0. The
 * density is smooth and has a width of at least 1/sqrt(2N), so that sums are integrals to rounding for up to 1e5 points.
 */
export function errorScaleNodes(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  weights: ArrayLike<number>,
): { x: number; node: number; log: number }[] {
  const sd = problem.errorScale.logSd
  const prior = logSumExp(problem.nodes.map(node => node.logPrior))
  return problem.nodes.flatMap(({ reduced, logDeterminant, logPrior }, node) => {
    const known = logPrior - prior + logDeterminant - problem.logDeterminant
    const at = (x: number) => known + logMarginalLikelihood({ ...problem, reduced }, scalePrior, weights, x)
    if (sd === 0) return [{ x: 0, node, log: at(0) }]
    const constant = ln(gridStep / sd) - logSqrt2Pi
    return Array.from({ length: Math.round((gridTo - gridFrom) / gridStep) + 1 }, (_, n) => {
      const x = gridFrom + n * gridStep
      return { x, node, log: at(x) + constant - 0.5 * (x / sd) ** 2 }
    })
  })
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
