import { EnsembleError } from '../errors.ts'
import type { Shifts } from '../problem.ts'
import { readTable, readVector } from './matrix.ts'
import type { MeasuredShift, ShiftPrediction } from './shiftTables.ts'

/** A text and the name it goes by in messages. */
export interface TextFile {
  text: string
  name: string
}

/**
 * Reads chemical shifts from plain tables: measured values with errors [M, 2], predictions [M, K] and the predictor's
 * root-mean-square error of each shift [M].
 *
 * Throws `bad_shifts` with file, line and cause when a table is broken or the three do not go together.
 */
export function readShifts(measured: TextFile, predicted: TextFile, rms: TextFile): Shifts {
  const experiment = readTable(measured.text, measured.name, 'bad_shifts')
  const prediction = readTable(predicted.text, predicted.name, 'bad_shifts')
  const predictor = readVector(rms.text, rms.name, 'bad_shifts')
  if (experiment.columns < 2) throw bad(`${measured.name}: each line needs a shift and its error`)
  const count = experiment.rows
  if (prediction.rows !== count || predictor.length !== count)
    throw bad(
      `${measured.name} has ${count} shifts, ${predicted.name} ${prediction.rows} rows and ${rms.name} ${predictor.length} values; all must be equal`,
    )
  const column = (c: number) =>
    Float64Array.from({ length: count }, (_, j) => experiment.values[j * experiment.columns + c])
  return { values: prediction.values, measured: column(0), error: column(1), rms: predictor }
}

/**
 * Root-mean-square errors of SHIFTX2 (Han et al. 2011, J. Biomol. NMR 50:43, abstract) by atom, ppm: what a table of
 * predictions does not say itself.
 */
export const shiftx2Errors: Readonly<Record<string, number>> = {
  N: 1.1169,
  CA: 0.4412,
  CB: 0.5163,
  C: 0.533,
  H: 0.1711,
  HA: 0.1231,
}

/**
 * Puts measured shifts and the SHIFTX2 predictions of K models together: only shifts that every model predicts and
 * whose predictor error is known take part. Returns them with the number left out. Throws `bad_shifts` if none is left.
 */
export function joinShifts(
  measured: MeasuredShift[],
  predictions: ShiftPrediction[],
): { shifts: Shifts; leftOut: number } {
  const usable = measured.filter(
    ({ key, atom }) =>
      shiftx2Errors[atom] !== undefined && predictions.every(prediction => prediction.has(key)),
  )
  if (usable.length === 0) throw bad('No measured chemical shift is predicted for every model.')
  const values = new Float64Array(usable.length * predictions.length)
  usable.forEach(({ key }, j) => {
    predictions.forEach((prediction, k) => {
      values[j * predictions.length + k] = prediction.get(key)!
    })
  })
  return {
    shifts: {
      values,
      measured: Float64Array.from(usable, row => row.shift),
      error: Float64Array.from(usable, row => row.error),
      rms: Float64Array.from(usable, row => shiftx2Errors[row.atom]),
    },
    leftOut: measured.length - usable.length,
  }
}

function bad(message: string): EnsembleError {
  return new EnsembleError('bad_shifts', message)
}
