import type { CurveResult, Details, FitResult, Result } from '#src/ensemble/contract.ts'
import { misfitIn } from '#src/ensemble/diagnose/index.ts'
import { formatShort } from '../ui/numbers.ts'

/** What is told of each curve of a result. */
export interface CurveOfResult
  extends Pick<CurveResult, 'fit' | 'misfit' | 'points' | 'neutrons' | 'slit'>,
    Pick<Result, 'background' | 'errorScale' | 'distances'> {
  /** Null where there is but one. */
  name: string | null
  modelBand?: Details['modelBand']
}

/** The curves of a result: one, or several that were fitted together. */
export function curvesIn(result: Result): CurveOfResult[] {
  if (result.curves) return result.curves
  const { fit, background, errorScale, points, neutrons, slit, distances, details } = result
  const own = { fit, background, errorScale, points, neutrons, slit, distances }
  return [{ name: null, ...own, misfit: misfitIn(result), modelBand: details?.modelBand }]
}

/** Which curve a number is of, behind its name; nothing where there is but one. */
export const ofCurve = ({ name }: Pick<CurveOfResult, 'name'>) => (name === null ? '' : `, ${name}`)

/** The part of an id, or of a place, that tells charts of curves after the first apart. */
export const placeMark = (place: number) => (place === 0 ? '' : `-${place + 1}`)

/** The radiation of a curve whose profiles were calculated, in words. */
export const radiationOf = ({ neutrons }: Pick<CurveOfResult, 'neutrons'>) =>
  neutrons ? `neutrons, ${formatShort(100 * neutrons.d2o)} % D₂O` : 'X-rays'

/** Five regions of equally many points, as the core has them of one curve. */
export function regionsOf({ q, intensity, sigma, model }: FitResult): Details['chi2ByRegion'] {
  const count = Math.min(5, q.length)
  return Array.from({ length: count }, (_, region) => {
    const from = Math.floor((region * q.length) / count)
    const to = Math.floor(((region + 1) * q.length) / count)
    const squares = q.slice(from, to).map((_, i) => {
      const at = from + i
      return ((intensity[at]! - model[at]!) / sigma[at]!) ** 2
    })
    return {
      qMin: q[from]!,
      qMax: q[to - 1]!,
      points: to - from,
      chi2PerPoint: squares.reduce((sum, square) => sum + square, 0) / (to - from),
    }
  })
}
