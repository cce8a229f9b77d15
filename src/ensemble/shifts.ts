import { refusal } from './faults/index.ts'
import { hypot, ln } from './numeric/elementary.ts'
import { logSqrt2Pi } from './numeric/special.ts'
import type { MeasuredMeans } from './observables.ts'

/** Chemical shifts: M measured values and what each model predicts for them. */
export interface Shifts {
  /** Predicted shifts [M, K], row-major, in ppm. */
  values: Float64Array
  /** Measured shifts [M], ppm. */
  measured: Float64Array
  /** Standard errors of the measured shifts [M], >= 0. */
  error: Float64Array
  /** Root-mean-square errors of the predictor [M], >= 0; `error` and `rms` are not both 0. */
  rms: Float64Array
}

/** Means that were measured, as the likelihood takes them. @throws FaultError shifts.*, whose table says what each means */
export function meansOfShifts(shifts: Shifts, modelCount: number): MeasuredMeans {
  const { measured, error, rms, values } = shifts
  const count = measured.length
  if (error.length !== count || rms.length !== count)
    throw refusal('shifts.errors_differ', { measured: count, errors: error.length, rms: rms.length })
  if (values.length !== count * modelCount)
    throw refusal('shifts.predictions_differ', {
      measured: count,
      models: modelCount,
      predictions: values.length,
    })
  const sd = Float64Array.from(error, (value, j) => hypot(value, rms[j]))
  let logNormaliser = 0
  sd.forEach((value, j) => {
    if (!(value > 0 && Number.isFinite(value) && error[j] >= 0 && rms[j] >= 0))
      throw refusal('shifts.error_not_positive', { shift: j + 1 })
    logNormaliser -= ln(value) + logSqrt2Pi
  })
  if (![...measured, ...values].every(Number.isFinite)) throw refusal('shifts.value_not_finite', {})
  return { measured, sd, values, logNormaliser }
}
