import { refusal } from '../faults/index.ts'
import type { Shifts } from '../shifts.ts'
import { readTable, readVector } from './matrix.ts'
import {
  isShiftx2,
  type MeasuredShift,
  readShiftTable,
  readShiftx2,
  type ShiftPrediction,
} from './shiftTables.ts'

/** A text and the name it goes by in messages. */
export interface TextFile {
  text: string
  name: string
}

/** Chemical shifts as they come: see `gatherShifts`. */
export interface ShiftFiles {
  measured: TextFile
  /** One table [M, K] of predictions, or the output of SHIFTX2 in a file for each model, called like the model. */
  predicted: TextFile[]
  /** The predictor's errors [M]; absent with SHIFTX2, whose errors are known. */
  rms?: TextFile
}

/**
 * Reads chemical shifts in either way that they come, for the K `models` in their order: three plain tables, or measured
 * shifts by residue and atom (NMR-STAR or a table) and the predictions of SHIFTX2. Returns them with the number of
 * measured shifts left out, because a model has no prediction for them or their atom no known error.
 *
 * Throws a `FaultError` shifts.* with file and cause.
 */
export function gatherShifts(
  { measured, predicted, rms }: ShiftFiles,
  models: readonly string[],
): { shifts: Shifts; leftOut: number } {
  const [table] = predicted
  if (predicted.some(({ text }) => isShiftx2(text))) {
    if (rms) throw refusal('shifts.errors_not_needed', {}, { file: rms.name })
    const predictions = inOrder(predicted, models).map(readShiftx2)
    return joinShifts(readShiftTable(measured), predictions, measured.name)
  }
  if (!table || predicted.length > 1) throw refusal('shifts.several_tables', {}, { file: predicted[1]?.name })
  if (!rms) throw refusal('shifts.errors_missing', {}, { file: table.name })
  const shifts = readShifts(measured, table, rms)
  const columns = shifts.values.length / shifts.measured.length
  if (columns !== models.length)
    throw refusal('shifts.wrong_columns', { columns, models: models.length }, { file: table.name })
  return { shifts, leftOut: 0 }
}

/** The file of each model. */
function inOrder(files: readonly TextFile[], models: readonly string[]): TextFile[] {
  if (files.length === 1 && models.length === 1) return [...files]
  const byName = new Map(files.map(file => [stem(file.name), file]))
  return models.map(model => {
    const file = byName.get(stem(model))
    if (!file) throw refusal('shifts.no_file_of_model', { model, expected: `${stem(model)}.csv` })
    return file
  })
}

/** A name without its extensions, those that SHIFTX2 adds to a structure's name among them. */
function stem(name: string): string {
  const known = /\.(?:gz|csv|cs|txt|shiftx2|pdb|ent|cif)$/i
  let rest = name
  while (known.test(rest)) rest = rest.slice(0, rest.lastIndexOf('.'))
  return rest
}

/**
 * Reads chemical shifts from plain tables: measured values with errors [M, 2], predictions [M, K] and the predictor's
 * root-mean-square error of each shift [M].
 *
 * Throws a `FaultError` shifts.* with file, line and cause when a table is broken or the three do not go together.
 */
export function readShifts(measured: TextFile, predicted: TextFile, rms: TextFile): Shifts {
  const experiment = readTable(measured.text, measured.name, 'shifts')
  const prediction = readTable(predicted.text, predicted.name, 'shifts')
  const predictor = readVector(rms.text, rms.name, 'shifts')
  if (experiment.columns < 2) throw refusal('shifts.no_error_column', {}, { file: measured.name })
  const count = experiment.rows
  if (prediction.rows !== count || predictor.length !== count)
    throw refusal(
      'shifts.unequal_lengths',
      { measured: count, predicted: prediction.rows, errors: predictor.length },
      { file: measured.name },
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
 * whose predictor error is known take part. Returns them with the number left out.
 * `file` is the name of the measured ones. Throws shifts.none_predicted if none is left.
 */
export function joinShifts(
  measured: MeasuredShift[],
  predictions: ShiftPrediction[],
  file: string,
): { shifts: Shifts; leftOut: number } {
  const usable = measured.filter(
    ({ key, atom }) =>
      Object.hasOwn(shiftx2Errors, atom) && predictions.every(prediction => prediction.has(key)),
  )
  if (usable.length === 0) throw refusal('shifts.none_predicted', {}, { file })
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
