import type { Curve, ErrorScaleResult } from './contract.ts'
import { isNoiseless, scatterOf } from './curve/noise.ts'
import { byChain, type Draws } from './posterior/draws.ts'
import { summaryOf } from './posterior/summary.ts'
import type { Problem } from './problem.ts'

/**
 * How far the stated errors are off: sigma_i -> f sigma_i, with log f ~ Normal(log f0, s^2).
 *
 * f0 is how much the points scatter about a smooth curve, in their errors (curve/noise.ts), which asks no model. So wrong errors
 * are put right, and a library that does not fit widens its intervals without the misfit being taken for noise: it stays what
 * chi2 says against f0 sigma. Points without noise say nothing of their errors, which are then taken as stated: f would fall until the sampler
 * follows the last digit of the file.
 *
 * Everything is whitened by f0 sigma; x = log(f/f0) is what is sampled. The amounts of nuisance directions are Normal(mean, (f/f0)^2 sd^2), the
 * conjugate prior, so that they integrate out in the same way at every f.
 *
 * Each of several curves has an f of its own, and directions such as the hydration are common to them, so that no one rotation of the points
 * takes those out at every f. Sampled is one change e^x of the errors of all curves, about the f of each that is most likely; the draws are
 * then weighed for the posterior in which each curve has its own (posterior/ownErrorScales.ts), where amounts are Normal(mean, sd^2).
 */

/** `inferred`; `fixed`: as stated; a number: by which the errors are multiplied. */
export type ErrorScaleSetting = 'inferred' | 'fixed' | number

/** f0, and s: 0 where f is not inferred. */
export interface ErrorScale {
  reference: number
  logSd: number
  /** The part of s that is the error of f0 as an estimate; 0 where the errors are taken as known. */
  estimateSd: number
  /** How many neighbouring points depend on one another (curve/noise.ts). */
  dependent: number
  /** Of a curve that was not measured, from which no f can be inferred. */
  noiseless?: true
}

/** Beside the error of the estimate f0 is not trusted further than this. */
const trustSd = 0.1
/** Without an estimate, as with few points. */
const unknownSd = 0.5
/** An estimate beyond these is of a curve without noise, or in other units. */
const [least, most] = [0.1, 10]

/** The prior of the error scale of a curve, of those of its points that are used. */
export function errorScaleOf(curve: Curve, setting: ErrorScaleSetting): ErrorScale {
  const scatter = scatterOf(curve)
  const isWithout = scatter !== null && isNoiseless(curve, scatter.overError)
  const known = { logSd: 0, estimateSd: 0, dependent: 1, ...(isWithout ? { noiseless: true as const } : {}) }
  if (typeof setting === 'number') return { ...known, reference: setting }
  if (setting === 'fixed' || isWithout) return { ...known, reference: 1 }
  if (scatter === null) return { reference: 1, logSd: unknownSd, estimateSd: unknownSd, dependent: 1 }
  return {
    reference: Math.min(most, Math.max(least, scatter.overError)),
    logSd: trustSd + scatter.logSd,
    estimateSd: scatter.logSd,
    dependent: scatter.dependent,
  }
}

/** What sampling knows of the error scales of several curves: one change of all their errors, known as well as all of them together are. */
export function sharedErrorScale(scales: ErrorScale[]): ErrorScale {
  if (scales.length === 1) return scales[0]
  const open = scales.filter(({ logSd }) => logSd > 0)
  const dependent = Math.max(...scales.map(scale => scale.dependent))
  if (open.length === 0) return { reference: 1, logSd: 0, estimateSd: 0, dependent }
  const certainty = open.reduce((sum, { estimateSd }) => sum + 1 / estimateSd ** 2, 0)
  const estimateSd = 1 / Math.sqrt(certainty)
  return { reference: 1, logSd: Math.min(unknownSd, trustSd + estimateSd), estimateSd, dependent }
}

/** The error scale among the draws; null where it was not inferred. */
export function errorScaleResult(
  { errorScale }: Pick<Problem, 'errorScale'>,
  draws: Draws,
): ErrorScaleResult | null {
  if (errorScale.logSd === 0) return null
  return {
    reference: errorScale.reference,
    priorLogSd: errorScale.logSd,
    dependent: errorScale.dependent,
    scale: summaryOf(byChain(draws, draws.errorScale)),
  }
}
