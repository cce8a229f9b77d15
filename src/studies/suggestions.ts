import { type GuinierFit, judgeErrors } from '#src/ensemble/curve/index.ts'
import type { StudyRecord } from './record.ts'

/** What the check of a curve suggests for its analyses; its owner takes each with one click. */
export interface Suggestions {
  /** The points at low q that do not lie on the Guinier line. */
  leaveOut: { points: number; qMin: number } | null
  /** By what the errors are to be multiplied. */
  errorScale: number | null
}

export function suggestionsOf(curve: {
  q: Float64Array
  intensity: ArrayLike<number>
  sigma: ArrayLike<number>
  guinier: GuinierFit | null
  scatter: number | null
}): Suggestions {
  const { q, guinier, scatter } = curve
  const from = guinier?.from ?? 0
  const errors = scatter === null ? 'right' : judgeErrors(curve, scatter)
  // Between the last point that is left out and the first that stays.
  const qMin = from > 0 ? Number(((q[from - 1]! + q[from]!) / 2).toPrecision(6)) : 0
  return {
    leaveOut: from > 0 ? { points: from, qMin } : null,
    errorScale: errors === 'small' || errors === 'large' ? Number(scatter!.toPrecision(2)) : null,
  }
}

/** The parameters of a new analysis as far as they were suggested and taken, curve by curve. */
export function suggestedSettings({ suggested, more = [] }: Pick<StudyRecord, 'suggested' | 'more'>) {
  const further = more.map(curve => curve.suggested ?? {})
  return { ...suggested, ...(further.length > 0 ? { more: further } : {}) }
}
