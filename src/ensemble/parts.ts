import { type Background, type BackgroundSetting, backgroundOf } from './background.ts'
import { checkBackground, checkCurve, checkErrorScale } from './checkInput.ts'
import type { Curve } from './contract.ts'
import { qMaxByDefault } from './curve/upTo.ts'
import { type ErrorScale, type ErrorScaleSetting, errorScaleOf } from './errorScale.ts'
import { refusal } from './faults/index.ts'

/**
 * Several curves of one ensemble. Their points stand one after another in the arrays of one problem, which is then that of any curve; a
 * part is what belongs to one of them alone: a range of q, a background and an error scale.
 */

/** How one curve is to be taken. */
export interface PartOptions {
  /** Smallest q used, 1/A; 0 by default. */
  qMin?: number
  /** Largest q used, 1/A; 0.5 by default: the calculated profiles are poor beyond it. */
  qMax?: number
  /** A constant background and the sd of its prior; `none` by default. */
  background?: BackgroundSetting
  /** By what the stated errors are multiplied; `fixed`, by 1, by default. */
  errorScale?: ErrorScaleSetting
}

/** One of the curves of an input. */
export interface InputPart extends PartOptions {
  /** `curve 1` and so on, unless given. */
  name?: string
  /** How many points it has. */
  points: number
  /** By what its errors are multiplied while sampling (errorScale.ts); as the scatter of its points says, by default. */
  whitening?: number
}

/** One of the curves of a problem. */
export interface Part {
  name: string
  /** Where it stands among the points in use, from `start` up to `end`. */
  start: number
  end: number
  /** The same among all points of the input. */
  from: number
  to: number
  /** Places of its points in use among all points of the input. */
  kept: number[]
  errorScale: ErrorScale
  /** What the problem's `sigma` are of the stated errors: f0, or of several curves what is most likely. */
  whitening: number
  background: Background | null
}

/** Where each of several curves stands among all points. */
export function placesOf<Some extends { points: number }>(
  parts: Some[],
): (Some & { from: number; to: number })[] {
  let from = 0
  return parts.map(part => {
    const to = from + part.points
    const place = { ...part, from, to }
    from = to
    return place
  })
}

/** Some points of a curve, as views. */
export function pointsFrom({ q, intensity, sigma }: Curve, from: number, to: number): Curve {
  return { q: q.subarray(from, to), intensity: intensity.subarray(from, to), sigma: sigma.subarray(from, to) }
}

/** @throws FaultError curve.*, options.* */
export function checkParts(curve: Curve, parts: InputPart[]): void {
  for (const { from, to, background = 'none', errorScale = 'fixed' } of placesOf(parts)) {
    checkCurve(parts.length === 1 ? curve : pointsFrom(curve, from, to))
    checkBackground(background)
    checkErrorScale(errorScale)
  }
}

/** The parts of checked curves. @throws FaultError options.q_range, curve.few_in_range, curve.zero_in_range */
export function partsOf(curve: Curve, parts: InputPart[]): Part[] {
  let start = 0
  return placesOf(parts).map(
    (
      {
        name,
        from,
        to,
        qMin = 0,
        qMax = qMaxByDefault,
        background = 'none',
        errorScale = 'fixed',
        whitening,
      },
      m,
    ) => {
      const whole = pointsFrom(curve, from, to)
      const inside = pointsInRange(whole.q, qMin, qMax, name)
      const take = (values: Float64Array) => Float64Array.from(inside, i => values[i])
      const used = { q: take(whole.q), intensity: take(whole.intensity), sigma: take(whole.sigma) }
      const scale = errorScaleOf(used, errorScale)
      if (used.intensity.every(value => value === 0)) throw refusal('curve.zero_in_range', {}, { file: name })
      const part = {
        name: name ?? `curve ${m + 1}`,
        start,
        end: start + inside.length,
        from,
        to,
        kept: inside.map(i => from + i),
        errorScale: scale,
        whitening: whitening ?? scale.reference,
        background: backgroundOf(whole, background),
      }
      start = part.end
      return part
    },
  )
}

function pointsInRange(q: Float64Array, qMin: number, qMax: number, file?: string): number[] {
  if (!(qMin >= 0 && qMax > qMin)) throw refusal('options.q_range', { qMin, qMax })
  const kept = Array.from(q.keys()).filter(i => q[i] >= qMin && q[i] <= qMax)
  if (kept.length < 3)
    throw refusal('curve.few_in_range', { kept: kept.length, points: q.length, qMin, qMax }, { file })
  return kept
}
