import type { Details, MisfitResult, Result, ResultVerdict } from '../contract.ts'
import { chi2UpperTail } from '../numeric/special.ts'
import { thresholds } from './thresholds.ts'

/** Fewer points than this tell little, however well they are fitted. */
const pointsMin = 20
/** An error scale whose whole interval lies this far above the scatter of the points tells of a misfit. */
const scaleExcess = 1.15
/** More of the posterior than this outside the physical range of c1 or contrast means that hydration makes up for something. */
const outsideMax = 0.5

/**
 * chi2 of the posterior-mean curve with the errors as f0 sigma, and its p with as many degrees as points less the numbers that
 * were fitted: those that leave-one-out counts, at least 1 and at most `parametersMax` (rank, nuisance directions, error scale).
 * With N - 1 degrees, as `fit.chi2P` has for comparison with other programs, a misfit is seen later.
 */
export function misfitOf(
  chi2PerPoint: number,
  pointCount: number,
  reference: number,
  loo: Details['loo'],
  parametersMax: number,
): MisfitResult {
  const fitted = Math.min(Math.max(loo?.effectiveParameters ?? 1, 1), parametersMax)
  const chi2 = (chi2PerPoint * pointCount) / reference ** 2
  const degrees = Math.max(1, pointCount - fitted)
  return { chi2, degrees, p: chi2UpperTail(chi2, degrees) }
}

type Judged = Pick<Result, 'fit' | 'errorScale' | 'hydration'> & {
  sampler: Pick<Result['sampler'], 'converged' | 'reasons'>
  details: Pick<Details, 'misfit' | 'posteriorPredictiveP'>
}

/**
 * What a result is good for, in one word and one sentence, with every reason: the one place where that is decided, for
 * `result.json`, the command line and pages.
 *
 * A misfit comes first: where no mixture of the library explains the curve, its weights mean nothing, converged or not.
 */
export function verdictOf(result: Judged): ResultVerdict {
  const { fit, sampler, errorScale, hydration, details } = result
  const misfit: string[] = []
  const { p } = details.misfit!
  if (thresholds.chi2P.judge(p) === 'poor')
    misfit.push(
      `chi2 is ${details.misfit!.chi2.toFixed(0)} for ${details.misfit!.degrees.toFixed(0)} degrees of freedom, p ${words(p)}`,
    )
  if (details.posteriorPredictiveP < 0.01)
    misfit.push('hardly any curve simulated from the posterior fits as badly as the measured one')
  if (errorScale && errorScale.scale.q025 > scaleExcess * errorScale.reference)
    misfit.push(
      `the errors would have to be ${(errorScale.scale.mean / errorScale.reference).toFixed(2)} times what the points scatter by`,
    )
  const outside = hydration?.outside ?? 0
  if (outside > outsideMax)
    misfit.push(
      `${Math.round(100 * outside)} % of the posterior of the hydration lies outside its physical range`,
    )
  const strained = [
    ...(thresholds.cormapP.judge(fit.cormap.p) === 'poor'
      ? [`a run of ${fit.cormap.c} residuals of one sign, p ${words(fit.cormap.p)}`]
      : []),
    ...(fit.q.length < pointsMin ? [`the curve has only ${fit.q.length} points in use`] : []),
    ...(p > 0.99 ? ['the fit is better than the stated errors allow: they are likely too large'] : []),
  ]
  if (misfit.length > 0)
    return {
      code: 'misfit',
      grade: 'poor',
      words: 'No mixture of these models explains the curve: its weights mean nothing.',
      reasons: [...misfit, ...strained],
    }
  if (!sampler.converged)
    return {
      code: 'not-converged',
      grade: 'poor',
      words: 'The sampling has not converged: the weights may still change.',
      reasons: [...sampler.reasons, ...strained],
    }
  if (strained.length > 0)
    return {
      code: 'strained',
      grade: 'fair',
      words: 'The ensemble explains the curve, but not everything about it is as it should be.',
      reasons: strained,
    }
  return {
    code: 'explained',
    grade: 'good',
    words: 'The ensemble explains the curve within its errors.',
    reasons: [],
  }
}

const words = (p: number) => (p < 1e-4 ? 'below 0.0001' : p.toPrecision(2))
