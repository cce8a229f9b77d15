import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { logSqrt2Pi, logSumExp } from '../numeric/special.ts'
import type { Problem, ProblemNode } from '../problem.ts'
import { eachCurve } from './curves.ts'
import { type Draws, thinned } from './draws.ts'

import { keepDraws } from './truncate.ts'

/**
 * Gives each of several curves an error scale of its own, exactly.
 *
 * What was sampled has the errors of all curves times one e^x, about the most likely scale of each (errorScale.ts). Wanted is the posterior with
 * x_m for each curve, log f_m ~ Normal(log f0_m, s_m^2), and amounts of nuisance directions ~ Normal(mean, sd^2). Given weights, scale and
 * amounts both integrate over their error scales in one dimension each:
 *
 *     sampled   p(x) exp(-(N + P) x - (chi2 + sum z_p^2) e^(-2x)/2)          z_p = (t_p - mean_p)/sd_p
 *     wanted    exp(-sum z_p^2/2) prod_m p_m(x_m) exp(-N_m x_m - chi2_m e^(-2 x_m)/2)
 *
 * so that a draw counts as the ratio of the integrals says. The evidence grows by the mean ratio; draws are taken again, systematically within each
 * chain, by their ratio, and x_m is drawn given chi2_m. Source: importance resampling, Rubin 1988, Bayesian Statistics 3:395.
 */
export interface OwnErrorScales {
  /** What the evidence changes by, with its standard error. */
  logEvidence: number
  error: number
  /** How many of the draws count, as a share: (sum r)^2/(D sum r^2). */
  effective: number
}

type Drawn = Pick<
  Problem,
  'parts' | 'nodes' | 'modelCount' | 'pointCount' | 'intensity' | 'sigma' | 'errorScale'
>

/** Changes `draws`: `errorScale` becomes [D, M], that of each curve in its stated errors, and `chi2` the sum over curves in errors f0 sigma. */
export function takeOwnErrorScales(problem: Drawn, draws: Draws, random: Random): OwnErrorScales {
  const { parts, errorScale: common, pointCount } = problem
  const squares = partSquares(problem, draws)
  const own = parts.map(({ errorScale, whitening, start, end }) => ({
    points: end - start,
    mode: ln(errorScale.reference / whitening),
    sd: errorScale.logSd,
    whitening,
    toReference: (whitening / errorScale.reference) ** 2,
  }))
  const scales = new Float64Array(draws.count * parts.length)
  const ratios = new Float64Array(draws.count)
  for (let d = 0; d < draws.count; d++) {
    const { open, square } = movesOf(problem.nodes[draws.node[d]], draws, d)
    let [all, told] = [0, 0]
    ratios[d] = -0.5 * square
    own.forEach((part, m) => {
      const chi2 = squares[d * parts.length + m]
      all += chi2
      told += chi2 * part.toReference
      const density = new ErrorScaleDensity(part.points, chi2, part.mode, part.sd)
      ratios[d] += density.logIntegral
      scales[d * parts.length + m] = part.whitening * exp(density.draw(random))
    })
    ratios[d] -= new ErrorScaleDensity(pointCount + open, all + square, 0, common.logSd).logIntegral
    draws.chi2[d] = told
  }
  draws.errorScale = scales
  const most = ratios.reduce((largest, ratio) => Math.max(largest, ratio), -Infinity)
  const weights = ratios.map(log => exp(log - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const effective = total ** 2 / (draws.count * weights.reduce((sum, weight) => sum + weight * weight, 0))
  const error = Math.sqrt(Math.max(0, 1 / effective - 1) / draws.count)
  const kept = resampled(draws, weights, random)
  keepDraws(draws, kept)
  return { logEvidence: logSumExp(ratios) - ln(ratios.length), error, effective }
}

/** chi2 of each curve in each draw, in the errors of the problem, [D, M]. */
function partSquares(problem: Drawn, draws: Draws): Float64Array {
  const { parts, intensity, sigma } = problem
  const squares = new Float64Array(draws.count * parts.length)
  eachCurve(problem, draws, thinned(draws.count, draws.count), (curve, d) => {
    parts.forEach(({ start, end }, m) => {
      let chi2 = 0
      for (let i = start; i < end; i++) chi2 += ((intensity[i] - curve[i]) / sigma[i]) ** 2
      squares[d * parts.length + m] = chi2
    })
  })
  return squares
}

/** How many directions have amounts that are not known, and the sum of their squares in prior sd. */
function movesOf({ nuisance }: ProblemNode, draws: Draws, d: number): { open: number; square: number } {
  let [open, square] = [0, 0]
  if (nuisance)
    for (let p = 0; p < nuisance.count; p++) {
      if (!(nuisance.sd[p] > 0)) continue
      open++
      square += ((draws.nuisance[d * nuisance.count + p] - nuisance.mean[p]) / nuisance.sd[p]) ** 2
    }
  return { open, square }
}

/** Half the width of the grid over x, in sd about its most likely value, and its step. */
const [gridSd, gridStep] = [8, 0.125]

/** The density of x = log(f/f0): Normal(mode, sd^2) times exp(-points x - chi2 e^(-2x)/2), with its integral; with sd = 0 that at `mode`. */
export class ErrorScaleDensity {
  readonly logIntegral: number
  readonly #shares: Float64Array = new Float64Array()
  readonly #from: number
  readonly #step: number = 0

  constructor(points: number, chi2: number, mode: number, sd: number) {
    const misfit = (x: number) => -points * x - 0.5 * chi2 * exp(-2 * x)
    this.#from = mode
    if (sd === 0) {
      this.logIntegral = misfit(mode)
      return
    }
    const x0 = mostLikely(points, chi2, mode, sd)
    const width = 1 / Math.sqrt(2 * chi2 * exp(-2 * x0) + 1 / (sd * sd))
    this.#step = gridStep * width
    this.#from = x0 - gridSd * width
    const logs = Float64Array.from({ length: (2 * gridSd) / gridStep + 1 }, (_, n) => {
      const x = this.#from + n * this.#step
      return misfit(x) - 0.5 * ((x - mode) / sd) ** 2
    })
    const total = logSumExp(logs)
    this.logIntegral = total + ln(this.#step / sd) - logSqrt2Pi
    this.#shares = logs.map(log => exp(log - total))
  }

  draw(random: Random): number {
    if (this.#step === 0) return this.#from
    let left = random.uniform()
    let n = 0
    while (n < this.#shares.length - 1 && left > this.#shares[n]) left -= this.#shares[n++]
    return this.#from + this.#step * (n + random.uniform() - 0.5)
  }
}

/** Where -points x - chi2 e^(-2x)/2 - (x - mode)^2/(2 sd^2) is largest: it is concave, and from the left Newton's steps stay there. */
export function mostLikely(points: number, chi2: number, mode: number, sd: number): number {
  const certainty = 1 / (sd * sd)
  let x = mode - points / certainty
  if (chi2 > 0) x = Math.max(x, Math.min(mode, 0.5 * ln(chi2 / points)))
  for (let round = 0; round < 50; round++) {
    const slope = -points + chi2 * exp(-2 * x) - certainty * (x - mode)
    const step = slope / (2 * chi2 * exp(-2 * x) + certainty)
    x += step
    if (Math.abs(step) < 1e-10) break
  }
  return x
}

/** Indices of draws in order, of each chain as many as it has, each about as often as its weight says. */
function resampled(draws: Draws, weights: Float64Array, random: Random): number[] {
  const length = draws.count / draws.chainCount
  return Array.from({ length: draws.chainCount }, (_, c) => {
    const own = weights.subarray(c * length, (c + 1) * length)
    const step = own.reduce((sum, weight) => sum + weight, 0) / length
    const chosen: number[] = []
    let [next, sum] = [step * random.uniform(), 0]
    for (let d = 0; d < length; d++) {
      sum += own[d]
      for (; next < sum && chosen.length < length; next += step) chosen.push(c * length + d)
    }
    while (chosen.length < length) chosen.push((c + 1) * length - 1)
    return chosen
  }).flat()
}
