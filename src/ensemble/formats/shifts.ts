import { EnsembleError } from '../errors.ts'
import type { Shifts } from '../problem.ts'
import { readTable, readVector } from './matrix.ts'
import { isComment, linesOf, numberIn } from './numbers.ts'

/** A text and the name it goes by in messages. */
export interface TextFile {
  text: string
  name: string
}

/** Predicted shifts of one model, by residue number and atom name. */
export type ShiftPrediction = Map<string, number>

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
 * Reads one model's SHIFTX2 output: comma-separated NUM,RES,ATOMNAME,SHIFT with a header line (and a leading chain
 * column in newer versions). Throws `bad_shifts` with file and line.
 */
export function readShiftx2({ text, name }: TextFile): ShiftPrediction {
  const prediction: ShiftPrediction = new Map()
  let order: { number: number; atom: number; shift: number } | null = null
  for (const line of linesOf(text)) {
    if (isComment(line)) continue
    const fields = line.text.split(/\s*,\s*|\s+/)
    const upper = fields.map(field => field.toUpperCase())
    if (order === null) {
      order = { number: upper.indexOf('NUM'), atom: upper.indexOf('ATOMNAME'), shift: upper.indexOf('SHIFT') }
      if (Math.min(order.number, order.atom, order.shift) < 0)
        throw bad(`${name}, line ${line.number}: the header must name NUM, ATOMNAME and SHIFT`)
      continue
    }
    const shift = numberIn(fields[order.shift] ?? '')
    if (shift === undefined || Number.isNaN(shift))
      throw bad(`${name}, line ${line.number}: "${line.text.slice(0, 60)}" has no shift`)
    prediction.set(`${fields[order.number]} ${upper[order.atom]}`, shift)
  }
  if (prediction.size === 0) throw bad(`${name}: no shifts found`)
  return prediction
}

/**
 * Reads measured shifts as a table of residue number, atom name, shift and, where there is one, its error; a residue
 * name may stand between number and atom. Where the error is missing 0 is taken, as the predictor's is larger.
 */
export function readShiftTable({
  text,
  name,
}: TextFile): { key: string; atom: string; shift: number; error: number }[] {
  const rows: { key: string; atom: string; shift: number; error: number }[] = []
  for (const line of linesOf(text)) {
    if (isComment(line)) continue
    const [number, ...rest] = line.fields
    if (numberIn(number) === undefined) continue
    const words = rest.filter(field => numberIn(field) === undefined)
    const values = rest.map(numberIn).filter(value => value !== undefined)
    const atom = words.at(-1)?.toUpperCase()
    if (atom === undefined || values.length === 0 || values.some(Number.isNaN))
      throw bad(
        `${name}, line ${line.number}: "${line.text.slice(0, 60)}" is not residue, atom, shift and error`,
      )
    rows.push({ key: `${number} ${atom}`, atom, shift: values[0], error: values[1] ?? 0 })
  }
  if (rows.length === 0) throw bad(`${name}: no shifts found`)
  return rows
}

/**
 * Puts measured shifts and the SHIFTX2 predictions of K models together: only shifts that every model predicts and
 * whose predictor error is known take part. Returns them with the number left out. Throws `bad_shifts` if none is left.
 */
export function joinShifts(
  measured: ReturnType<typeof readShiftTable>,
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
