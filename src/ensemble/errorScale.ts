import type { Curve, ErrorScaleResult } from './contract.ts'
import { scatterOverError } from './curve/noise.ts'
import { byChain, type Draws } from './posterior/draws.ts'
import { summaryOf } from './posterior/summary.ts'
import type { Problem } from './problem.ts'

/**
 * How far the stated errors are off: sigma_i -> f sigma_i, with log f ~ Normal(log f0, s^2).
 *
 * f0 is how much the points scatter about a smooth curve, in their errors (curve/noise.ts), which asks no model. So wrong errors
 * are put right, and a library that does not fit widens its intervals without the misfit being taken for noise: it stays what
 * chi2 says against f0 sigma.
 *
 * Everything is whitened by f0 sigma; x = log(f/f0) is what is sampled. The amounts of nuisance directions are Normal(mean, (f/f0)^2 sd^2), the
 * conjugate prior, so that they integrate out in the same way at every f.
 */

/** `inferred`; `fixed`: as stated; a number: by which the errors are multiplied. */
export type ErrorScaleSetting = 'inferred' | 'fixed' | number

/** f0, and s: 0 where f is not inferred. */
export interface ErrorScale {
  reference: number
  logSd: number
}

/** The estimate's own log sd is 1.5/sqrt(N) (0.12 at 160 points, 0.08 at 400); beside it f0 is not trusted further than this. */
const [estimateSd, trustSd] = [1.5, 0.1]
/** Without an estimate, as with few points. */
const unknownSd = 0.5
/** An estimate beyond these is of a curve without noise, or in other units. */
const [least, most] = [0.1, 10]

/** The prior of the error scale of a curve, of those of its points that are used. */
export function errorScaleOf(curve: Curve, setting: ErrorScaleSetting): ErrorScale {
  if (setting !== 'inferred') return { reference: setting === 'fixed' ? 1 : setting, logSd: 0 }
  const scatter = scatterOverError(curve)
  if (scatter === null) return { reference: 1, logSd: unknownSd }
  return {
    reference: Math.min(most, Math.max(least, scatter)),
    logSd: trustSd + estimateSd / Math.sqrt(curve.q.length),
  }
}

/** The error scale among the draws; null where it was not inferred. */
export function errorScaleResult({ errorScale }: Problem, draws: Draws): ErrorScaleResult | null {
  if (errorScale.logSd === 0) return null
  return {
    reference: errorScale.reference,
    priorLogSd: errorScale.logSd,
    scale: summaryOf(byChain(draws, draws.errorScale)),
  }
}
