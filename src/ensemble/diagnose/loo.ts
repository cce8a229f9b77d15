import type { Details } from '../contract.ts'
import { exp, expm1, ln, log1p } from '../numeric/elementary.ts'
import { mapped } from '../numeric/mapped.ts'
import { select, variance } from '../numeric/orderStatistics.ts'
import { logSqrt2Pi, logSumExp } from '../numeric/special.ts'
import { eachCurve } from '../posterior/curves.ts'
import { thinned } from '../posterior/draws.ts'
import type { OfPart } from '../posterior/ofPart.ts'

/** Draws that cross-validation is computed from. */
const looDraws = 1000

/** Cross-validation of a posterior: PSIS-LOO and WAIC over the points of all curves, from the log likelihoods of each. */
export function crossValidate(curves: Float64Array[][]): { loo: Details['loo']; waic: Details['waic'] } {
  const points = curves.flat()
  return { loo: leaveOneOut(points), waic: waicOf(points) }
}

/** The log likelihood of each point of a curve in some draws, [N][draws]. */
export function logLikelihoodsOf({ problem, draws }: OfPart): Float64Array[] {
  const { pointCount, intensity, sigma, errorScale } = problem
  const chosen = thinned(draws.count, looDraws)
  const logLikelihood = Array.from({ length: pointCount }, () => new Float64Array(chosen.length))
  eachCurve(problem, draws, chosen, (curve, d, row) => {
    const spread = draws.errorScale[d] / errorScale.reference
    for (let i = 0; i < pointCount; i++) {
      const error = spread * sigma[i]
      logLikelihood[i][row] = -0.5 * ((intensity[i] - curve[i]) / error) ** 2 - ln(error) - logSqrt2Pi
    }
  })
  return logLikelihood
}

/**
 * Leave-one-out cross-validation by Pareto-smoothed importance sampling: expected log predictive density of each point
 * given the others, from log likelihoods [N][D] of draws taken as independent.
 *
 * The largest 20 % (at most 3 sqrt D) of the importance ratios 1/p(y_i|draw) are replaced by quantiles of a fitted
 * generalised Pareto distribution; its shape k says how far to trust the point (`thresholds.paretoK`). Of the others ratio times likelihood is one number,
 * so that only the tail is summed draw by draw. Source: Vehtari, Gelman & Gabry 2017, Stat. Comput. 27:1413; Vehtari et al. 2024, JMLR 25:72. O(N D).
 */
export function leaveOneOut(logLikelihood: Float64Array[]): NonNullable<Details['loo']> {
  const paretoK: number[] = []
  const pointwise = logLikelihood.map(values => {
    const { elpd, k } = leaveOut(values)
    paretoK.push(k)
    return elpd
  })
  const elpd = pointwise.reduce((sum, value) => sum + value, 0)
  const full = logLikelihood.reduce((sum, values) => sum + logSumExp(values) - ln(values.length), 0)
  return {
    elpd,
    se: Math.sqrt(pointwise.length * variance(pointwise)),
    effectiveParameters: full - elpd,
    paretoK,
    pointwise,
  }
}

/** WAIC: sum of log mean likelihoods less the sum of variances of the log likelihood. Watanabe 2010, JMLR 11:3571. */
export function waicOf(logLikelihood: Float64Array[]): NonNullable<Details['waic']> {
  let [fit, parameters] = [0, 0]
  for (const values of logLikelihood) {
    fit += logSumExp(values) - ln(values.length)
    parameters += variance(values)
  }
  return { elpd: fit - parameters, effectiveParameters: parameters }
}

/** Expected log density of one point given the others, from its log likelihoods [D], and the shape k of the tail of their inverses; 0 where they never change. */
function leaveOut(values: Float64Array): { elpd: number; k: number } {
  const draws = values.length
  const tailLength = Math.ceil(Math.min(0.2 * draws, 3 * Math.sqrt(draws)))
  // The draws that like the point least come first: theirs are the largest ratios.
  const ordered = values.slice()
  const limit = select(ordered, tailLength)
  const tail = ordered.subarray(0, tailLength).sort().reverse()
  const least = tailLength > 0 ? tail[tailLength - 1] : limit
  // 1/p over the largest of them.
  const cutoff = exp(least - limit)
  const ratios = mapped(tail, value => exp(least - value))
  const level = tailLength < 5 || ratios[0] > 1 - 1e-12
  const { k, scale } = level ? { k: 0, scale: 0 } : fitPareto(mapped(ratios, ratio => ratio - cutoff))
  const smoothed = !level && Number.isFinite(k)
  if (smoothed)
    for (let i = 0; i < tailLength; i++) {
      const p = (i + 0.5) / tailLength
      ratios[i] = Math.min(1, (scale * expm1(-k * log1p(-p))) / k + cutoff)
    }
  let weight = 0
  for (let i = tailLength; i < draws; i++) weight += exp(least - ordered[i])
  // In units of the least likelihood.
  let weighed = draws - tailLength
  for (let i = 0; i < tailLength; i++) {
    weight += ratios[i]
    weighed += ratios[i] * exp(tail[i] - least)
  }
  // Beyond what numbers hold, where a draw is e^700 times as likely as another, by logarithms.
  const logWeighed = Number.isFinite(weighed)
    ? ln(weighed / weight)
    : logSumExp([
        ln(draws - tailLength),
        ...Array.from(tail, (value, i) => (smoothed ? ln(ratios[i]) + value - least : 0)),
      ]) - ln(weight)
  return { elpd: least + logWeighed, k: Number.isFinite(k) ? k : 1e3 }
}

/**
 * Shape k and scale of a generalised Pareto distribution from its ascending sample: the posterior mean over a grid
 * of Zhang & Stephens 2009 (Technometrics 51:316), k drawn towards 1/2 by 10 pseudo-observations as in the R package loo.
 */
function fitPareto(sample: Float64Array): { k: number; scale: number } {
  const n = sample.length
  const points = 30 + Math.floor(Math.sqrt(n))
  const quarter = sample[Math.floor(n / 4 + 0.5) - 1]
  const largest = sample[n - 1]
  // The mean of log(1 - theta x), by the logarithm of as long a product as numbers hold.
  const shapeAt = (theta: number) => {
    let [sum, product] = [0, 1]
    for (let i = 0; i < n; i++) {
      product *= 1 - theta * sample[i]
      if (product > 1e-150 && product < 1e150) continue
      sum += ln(product)
      product = 1
    }
    return (sum + ln(product)) / n
  }
  const thetas = Array.from(
    { length: points },
    (_, j) => 1 / largest + (1 - Math.sqrt(points / (j + 0.5))) / (3 * quarter),
  )
  const profile = thetas.map(theta => {
    const k = shapeAt(theta)
    return n * (ln(-theta / k) - k - 1)
  })
  const total = logSumExp(profile)
  const theta = thetas.reduce((sum, value, j) => sum + value * exp(profile[j] - total), 0)
  const k = shapeAt(theta)
  return { k: (n * k + 5) / (n + 10), scale: -k / theta }
}
