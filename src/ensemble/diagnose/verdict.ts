import type { Details, MisfitResult, Result, ResultVerdict, Verdict } from '../contract.ts'
import { varianceOver } from '../curve/noise.ts'
import type { ErrorScale } from '../errorScale.ts'
import { exp } from '../numeric/elementary.ts'
import { overNormal } from '../numeric/overNormal.ts'
import { chi2UpperTail } from '../numeric/special.ts'
import { cormapGradeOf } from './cormap.ts'
import { graded, outsideMax } from './thresholds.ts'
import { equalsP, formatShare, formatWhole } from './words.ts'

/**
 * chi2 of the posterior-mean curve with the errors as f0 sigma, and its p with as many degrees as points less the numbers that
 * were fitted: those that leave-one-out counts, at least 1 and at most `parametersMax` (rank, nuisance directions, error scale).
 *
 * f0 is an estimate and points that were smoothed are fewer than they look, so p is the mean over log f ~ Normal(log f0, s), and chi2
 * varies as neighbours depend on one another: otherwise a chance f0 makes a misfit of a right fit.
 */
export function misfitOf(
  chi2PerPoint: number,
  pointCount: number,
  { reference, estimateSd, dependent }: ErrorScale,
  loo: Details['loo'],
  parametersMax: number,
): MisfitResult {
  const fitted = Math.min(Math.max(loo?.effectiveParameters ?? 1, 1), parametersMax)
  const chi2 = (chi2PerPoint * pointCount) / reference ** 2
  const degrees = Math.max(1, pointCount - fitted)
  const each = varianceOver(dependent)
  const tail = (z: number) => chi2UpperTail((chi2 / each) * exp(-2 * estimateSd * z), degrees / each)
  return { chi2, degrees, p: estimateSd > 0 ? overNormal(tail) : tail(0) }
}

type Judged = Pick<
  Result,
  | 'models'
  | 'fit'
  | 'curves'
  | 'agreement'
  | 'observables'
  | 'boundsOutside'
  | 'errorScale'
  | 'hydration'
  | 'points'
> & {
  sampler: Pick<Result['sampler'], 'converged' | 'reasons'>
  details?: Pick<Details, 'misfit' | 'posteriorPredictiveP' | 'shape'>
}

type Words = [grade: Verdict, ofMany: string, ofOne: string]

const words: Record<ResultVerdict['code'], Words> = {
  misfit: [
    'poor',
    'No mixture of these models explains the curve: its weights mean nothing.',
    'This model does not explain the curve.',
  ],
  'too-few-points': [
    'poor',
    'The curve has too few points to tell anything about the ensemble.',
    'The curve has too few points to tell whether the model is right.',
  ],
  'not-converged': [
    'poor',
    'The sampling has not converged: the weights may still change.',
    'The sampling has not converged: the weights may still change.',
  ],
  strained: [
    'fair',
    'Mixtures of these models explain the curve, but not everything about it is as it should be.',
    'The model explains the curve, but not everything about it is as it should be.',
  ],
  explained: [
    'good',
    'Mixtures of these models explain the curve within its errors.',
    'The model explains the curve within its errors.',
  ],
}

/** Of such results weights, sizes and groups mean nothing, and are not to be shown as findings. */
export const voidCodes = ['misfit', 'too-few-points'] as const satisfies ResultVerdict['code'][]

/** Where the residuals are not noise, beyond doubt, the curve is not explained, whatever chi2 says. */
const systematic: Words = [
  'fair',
  'Mixtures of these models come close to the curve, but what is left is more than noise.',
  'The model comes close to the curve, but what is left is more than noise.',
]

/**
 * What a result is good for, in one word and one sentence, with every reason: the one place where that is decided, for
 * `result.json`, the command line and pages.
 *
 * A misfit comes first: where no mixture of the library explains the curve, its weights mean nothing, converged or not.
 */
export function verdictOf(result: Judged): ResultVerdict {
  const { models, sampler } = result
  const misfit = misfitReasons(result)
  const strained = strainReasons(result)
  const verdict = (code: ResultVerdict['code'], reasons: string[]): ResultVerdict => {
    const [grade, ofMany, ofOne] = code === 'strained' && isSystematic(result) ? systematic : words[code]
    const sentence = models.length === 1 ? ofOne : ofMany
    return { code, grade, words: result.curves ? ofSeveralCurves(sentence) : sentence, reasons }
  }
  if (misfit.length > 0) return verdict('misfit', [...misfit, ...strained])
  if (graded('points', pointCountOf(result)).grade === 'poor') return verdict('too-few-points', strained)
  if (!sampler.converged) return verdict('not-converged', [...sampler.reasons, ...strained])
  return verdict(strained.length > 0 ? 'strained' : 'explained', strained)
}

function isSystematic({ fit, details }: Judged): boolean {
  return graded('shapeP', details?.shape?.p ?? 1).grade === 'poor' || cormapGradeOf(fit)?.grade === 'poor'
}

const ofSeveralCurves = (sentence: string) =>
  sentence
    .replace('the curve within its errors', 'the curves within their errors')
    .replace(/the curve(?!s)/, 'the curves')
    .replace('The curve has', 'The curves have')

/** Points in use, of all curves. */
const pointCountOf = ({ fit, curves }: Pick<Judged, 'fit' | 'curves'>) =>
  curves ? curves.reduce((sum, curve) => sum + curve.fit.q.length, 0) : fit.q.length

/** The misfit of a result; of older ones as chi2 with the stated errors says. */
export const misfitIn = ({ fit, details }: Pick<Judged, 'fit' | 'details'>): MisfitResult =>
  details?.misfit ?? { chi2: fit.chi2PerPoint * fit.q.length, degrees: fit.q.length - 1, p: fit.chi2P }

const withoutStop = (sentence: string) => sentence[0]!.toLowerCase() + sentence.slice(1).replace(/\.$/, '')

/** chi2 with its degrees of freedom; where its errors are not those of the file, with which, and what plots of the fit say. */
function misfitText(
  { chi2, degrees, p }: MisfitResult,
  errorScale: Result['errorScale'],
  { chi2PerPoint }: Result['fit'],
): string {
  const factor = errorScale?.reference ?? 1
  const errors =
    graded('errorScale', factor).grade === 'good'
      ? ''
      : ` with errors as the points scatter, ${factor.toFixed(2)} times those stated (with those, chi2 per point is ${chi2PerPoint.toFixed(2)})`
  return `is ${formatWhole(chi2)} for ${degrees.toFixed(0)} degrees of freedom${errors}, ${equalsP(p)}`
}

/** How the fit is worse than noise makes it, where that is of this grade. */
function fitReasons({ fit, curves, details, errorScale }: Judged, grade: Verdict): string[] {
  const reasons: string[] = []
  const misfit = misfitIn({ fit, details })
  if (graded('chi2P', misfit.p).grade === grade)
    reasons.push(`chi2 ${misfitText(misfit, curves ? null : errorScale, fit)}`)
  // The more curves there are, the more likely one of them is off by chance.
  for (const { name, misfit, errorScale, fit } of curves ?? [])
    if (graded('chi2P', Math.min(1, misfit.p * curves!.length)).grade === grade)
      reasons.push(`chi2 of ${name} ${misfitText(misfit, errorScale, fit)}`)
  const predictive = details?.posteriorPredictiveP ?? 0.5
  if (predictive < 0.5 && graded('ppcP', predictive).grade === grade)
    reasons.push(
      grade === 'poor'
        ? 'hardly any curve simulated from the posterior fits as badly as the measured one'
        : 'few curves simulated from the posterior fit as badly as the measured one',
    )
  return reasons
}

function misfitReasons(result: Judged): string[] {
  const { outside = 0, c1Sd, contrastSd } = result.hydration ?? {}
  const isHeld = c1Sd === 0 && contrastSd === 0
  return [
    ...fitReasons(result, 'poor'),
    ...(graded('hydrationOutside', outside).grade === 'poor'
      ? [
          `${formatShare(outside)} of the posterior of the hydration lies outside its physical range${isHeld ? ', so that it is held where it fits best inside' : ''}`,
        ]
      : []),
  ]
}

/** Other measurements that the ensemble does not have. */
function observableReasons({ observables = [], boundsOutside = 0 }: Judged): string[] {
  const means = observables.filter(({ kind }) => kind === 'mean')
  const chi2 = means.reduce((sum, { residual }) => sum + residual! ** 2, 0)
  const p = means.length > 0 ? chi2UpperTail(chi2, means.length) : 1
  return [
    ...(graded('chi2P', p).grade === 'poor'
      ? [`the observables are off: chi2 is ${formatWhole(chi2)} for ${means.length}, ${equalsP(p)}`]
      : []),
    ...(boundsOutside > outsideMax
      ? ['hardly any of the posterior keeps the bounds among the observables, which were left out therefore']
      : []),
  ]
}

function strainReasons(result: Judged): string[] {
  const { models, fit, curves, agreement, details, points, hydration, errorScale } = result
  const reasons = fitReasons(result, 'fair')
  if (agreement && agreement.grade !== 'good')
    reasons.push(
      `${withoutStop(agreement.words)} (log evidence of one ensemble over one for each curve: ${agreement.logBayesFactor.toFixed(1)})`,
    )
  reasons.push(...observableReasons(result))
  const change = (hydration?.check?.median ?? 0) / (curves ? 1 : (errorScale?.reference ?? 1)) ** 2
  if (graded('hydrationCheck', Math.abs(change)).grade === 'poor')
    reasons.push(
      `with exact profiles chi2 is ${formatWhole(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}: the hydration reaches further than curves are linear in it, so that it and the weights may be off`,
    )
  const dependent = errorScale?.dependent ?? 1
  if (dependent > 1)
    reasons.push(
      `about ${dependent} neighbouring points share their noise, as in a curve that was smoothed: intervals are too narrow, by up to ${Math.sqrt(dependent).toFixed(1)} times`,
    )
  const shape = details?.shape
  if (shape && graded('shapeP', shape.p).grade !== 'good')
    reasons.push(
      `what is smooth in the residuals has a chi2 of ${formatWhole(shape.chi2)} for ${shape.degrees.toFixed(0)} degrees of freedom, ${equalsP(shape.p)}: ${models.length === 1 ? 'the sample may have other conformations too' : 'a conformation may be missing from the library'}, or profiles or buffer are a little wrong`,
    )
  const noiseless = (curves ?? [{ name: '', fit }]).filter(curve => curve.fit.noiseless)
  for (const { name } of noiseless)
    reasons.push(
      `the points${name && ` of ${name}`} have no noise, so the curve was calculated or smoothed: its errors are taken as stated, and intervals are only as right as these are`,
    )
  const { c, p } = fit.cormap
  if (cormapGradeOf(fit)?.grade === 'poor') reasons.push(`a run of ${c} residuals of one sign, ${equalsP(p)}`)
  const count = pointCountOf(result)
  if (graded('points', count).grade !== 'good')
    reasons.push(`the ${curves ? 'curves have' : 'curve has'} only ${count} points in use`)
  if (points?.channels && points.used < points.channels)
    reasons.push(
      `the ${points.used} points in use are fewer than the ${Math.round(points.channels)} independent numbers that their range of q can hold`,
    )
  if (points && points.used < points.read / 2) reasons.push('less than half of the points are used')
  if (noiseless.length === 0 && graded('chi2P', 1 - misfitIn({ fit, details }).p).grade === 'poor')
    reasons.push('the fit is better than the stated errors allow: they are likely too large')
  return reasons
}
