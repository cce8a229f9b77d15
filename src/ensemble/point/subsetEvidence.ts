import { exp, expm1, ln } from '../numeric/elementary.ts'
import { product, solveUpper, triangleOf } from '../numeric/leastSquares.ts'
import type { Random } from '../numeric/random.ts'
import { logGamma, logNormalCdf, logSqrt2Pi, logSumExp } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'
import { drawPositiveNormal } from '../sample/normal.ts'

const samples = 4000

/**
 * Natural log of the evidence of a few models alone, with its Monte Carlo error: every mixture of them equally likely before the
 * data (Dirichlet(1, ..., 1)), scale half-normal, and the problem's own priors of error scale, background and hydration.
 *
 * In u = c w the density is (n-1)! c^(1-n) p(c) times a Gaussian cut at u > 0. The Gaussian is drawn one amount after
 * the other, each from its own cut conditional, and weighted by the conditionals' probabilities (Geweke 1991; Hajivassiliou &
 * McFadden 1998, Econometrica 66:863). log(f/f0) is drawn first, from a Gaussian about its maximum that is wider than the posterior.
 * NaN where the curves of the models depend on one another. O(S n^2), S = 4000.
 */
export function subsetEvidence(
  problem: Problem,
  models: number[],
  random: Random,
): { log: number; error: number } {
  const { coordinates, data, rank, outside } = problem.reduced
  const n = models.length
  const { directions, upper } = triangleOf(coordinates, rank, models)
  const along = directions.map(direction => product(direction, data))
  const best = solveUpper(upper, along)
  const squared = outside + product(data, data) - along.reduce((sum, value) => sum + value * value, 0)
  let logVolume = n * logSqrt2Pi
  for (let j = 0; j < n; j++) logVolume -= ln(upper[j * n + j])
  const tau = problem.scalePriorSd
  const constant = problem.curveLogNormaliser + logVolume + logGamma(n) + ln(2 / tau) - logSqrt2Pi

  const { mean: centre, sd: width } = logErrorScaleGiven(problem, squared, n)
  const logPriorSd = problem.errorScale.logSd
  const logs = new Float64Array(samples)
  const amounts = new Array<number>(n)
  for (let s = 0; s < samples; s++) {
    let log = constant
    let x = 0
    if (logPriorSd > 0) {
      const step = random.normal()
      x = centre + width * step
      log += ln(width / logPriorSd) + 0.5 * step * step - 0.5 * (x / logPriorSd) ** 2
    }
    const spread = exp(x)
    log += (n - problem.pointCount) * x - squared / (2 * spread * spread)
    let scale = 0
    for (let j = n - 1; j >= 0; j--) {
      let mean = best[j]
      for (let i = j + 1; i < n; i++) mean -= (upper[j * n + i] * (amounts[i] - best[i])) / upper[j * n + j]
      const sd = spread / upper[j * n + j]
      log += logNormalCdf(mean / sd)
      amounts[j] = drawPositiveNormal(mean, sd, random)
      scale += amounts[j]
    }
    logs[s] = log + (1 - n) * ln(scale) - (scale * scale) / (2 * tau * tau)
  }
  return meanOfLogs(logs)
}

/** Where (n - N) x - squared e^(-2x)/2 - x^2/(2 sd^2) is largest, by Newton's steps, and 1.3 times the width there. */
function logErrorScaleGiven({ pointCount, errorScale }: Problem, squared: number, n: number) {
  const certainty = errorScale.logSd > 0 ? 1 / errorScale.logSd ** 2 : 0
  let mean = 0
  let curvature = 1
  for (let step = 0; step < 50; step++) {
    const misfit = squared * exp(-2 * mean)
    curvature = 2 * misfit + certainty
    const slope = n - pointCount + misfit - certainty * mean
    mean += Math.max(-1, Math.min(1, slope / curvature))
  }
  return { mean, sd: 1.3 / Math.sqrt(curvature) }
}

/** Natural log of the mean of what `logs` are the logarithms of, and its standard error. */
function meanOfLogs(logs: Float64Array): { log: number; error: number } {
  const log = logSumExp(logs) - ln(logs.length)
  const squares = logs.reduce((sum, value) => sum + expm1(value - log) ** 2, 0)
  return { log, error: Math.sqrt(squares) / logs.length }
}
