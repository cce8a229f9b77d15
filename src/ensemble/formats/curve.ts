import type { Curve } from '../contract.ts'
import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import { isComment, isDataLine, type Line, linesOf, numberIn } from './numbers.ts'

/** The unit of q: reciprocal angstrom or reciprocal nanometre. */
export type QUnit = '1/A' | '1/nm'

/** How a curve is to be read. */
export interface CurveOptions {
  /** The unit of q in the file; `guess` (the default) takes the proposal of `unitGuess`. */
  unit?: QUnit | 'guess'
}

/** A curve file, read: the cleaned curve and everything a person may want to check. */
export interface CurveFile {
  /** q in 1/A, whatever the file's unit. */
  curve: Curve
  /** The unit that the file itself suggests, and the reason for it in words. */
  unitGuess: { unit: QUnit; reason: string }
  /** The unit that was used. */
  unit: QUnit
  /** Number of columns of the data; only the first three are used. */
  columns: number
  /** Lines of text that are not data, in file order: headers, comments, footers. */
  header: { line: number; text: string }[]
  /** Things done to the data that its owner should know of. */
  warnings: Fault<FaultCode>[]
}

/** Errors of this share of the intensity stand in for missing ones (as the original does for simulated data). */
const assumedRelativeError = 0.05
/** A largest q above this suggests 1/nm: few curves reach 1 1/A, few end below 1 1/nm. */
const largestAngstromQ = 1

/**
 * Reads a measured curve: q, intensity and standard error in the first three columns.
 *
 * Text before, after and between the data is kept as `header`; comments and blank lines are skipped; commas, tabs
 * and blanks separate; columns beyond the third are ignored. Where the error is missing, zero or negative, 5 % of
 * |I| stands in and a warning says so. Negative intensities are legitimate and kept.
 *
 * `name` is used in messages only. Throws a `FaultError` with file, line and cause: no data, fewer than three points,
 * a value that is not finite, a broken line, a row
 * without its error among others that have one, q negative or decreasing, every intensity zero. A row that repeats the
 * q of the row before it is left out with a warning.
 * O(length) time and memory.
 */
export function readCurve(text: string, name: string, options: CurveOptions = {}): CurveFile {
  const lines = linesOf(text)
  const found = dataLines(lines, name)
  const data = withoutRepeats(found)
  const foundSet = new Set(found)
  const header = lines
    .filter(line => line.text !== '' && !foundSet.has(line))
    .map(({ number, text }) => ({ line: number, text }))
  const columns = columnsOf(data, name)
  const unitGuess = guessUnit(header, numberIn(data[data.length - 1].fields[0])!)
  const unit = options.unit === undefined || options.unit === 'guess' ? unitGuess.unit : options.unit
  const perAngstrom = unit === '1/nm' ? 0.1 : 1

  const q = new Float64Array(data.length)
  const intensity = new Float64Array(data.length)
  const sigma = new Float64Array(data.length)
  data.forEach((line, i) => {
    q[i] = finite(line, 0, 'q', name) * perAngstrom
    intensity[i] = finite(line, 1, 'the intensity', name)
    sigma[i] = columns > 2 ? finite(line, 2, 'the error', name) : 0
    const place = { file: name, line: line.number }
    if (q[i] < 0) throw refusal('curve.q_negative', { q: line.fields[0] }, place)
    if (i > 0 && !(q[i] > q[i - 1]))
      throw refusal('curve.q_decreases', { q: line.fields[0], before: data[i - 1].fields[0] }, place)
  })
  if (intensity.every(value => value === 0)) throw refusal('curve.all_zero', {}, { file: name })

  const seen = new Set(data)
  const repeated = found.filter(row => !seen.has(row)).map(row => row.number)
  const warnings = [
    ...(repeated.length > 0 ? [fault('curve.repeated_q', { lines: repeated }, { file: name })] : []),
    ...replaceMissingErrors(data, columns, intensity, sigma, name),
  ]
  return { curve: { q, intensity, sigma }, unitGuess, unit, columns, header, warnings }
}

/** The lines that hold the data: the longest run of numeric lines with at least two columns, comments aside. */
function dataLines(lines: Line[], name: string): Line[] {
  let best: Line[] = []
  let run: Line[] = []
  for (const line of lines) {
    if (isComment(line)) continue
    if (line.fields.length >= 2 && isDataLine(line)) run.push(line)
    else {
      if (run.length > 0 && looksBroken(line))
        throw refusal('curve.not_numbers', { text: line.text }, { file: name, line: line.number })
      if (run.length > best.length) best = run
      run = []
    }
  }
  if (run.length > best.length) best = run
  best = withoutCounts(best)
  if (best.length === 0) throw refusal('curve.no_data', {}, { file: name })
  if (best.length < 3)
    throw refusal('curve.too_few_points', { count: best.length }, { file: name, line: best[0].number })
  return best
}

/** The fewest columns of any row. A row of two among rows with errors was cut off, or a value between commas is missing. */
function columnsOf(rows: Line[], name: string): number {
  const short = rows.filter(row => row.fields.length < 3)
  if (short.length > 0 && short.length < rows.length / 2)
    throw refusal('curve.short_row', {}, { file: name, line: short[0].number })
  return rows.reduce((least, row) => Math.min(least, row.fields.length), Number.POSITIVE_INFINITY)
}

/** A row that starts with two numbers, or one number among several fields of which one is not, was meant as data. */
function looksBroken(line: Line): boolean {
  const numeric = line.fields.slice(0, 3).map(field => numberIn(field) !== undefined)
  return numeric[0] && line.fields.length >= 2 && (numeric[1] || numeric[2] === true)
}

/** Header rows such as `1.0  104` pass for data of two columns; drop them when the rows that follow have more. */
function withoutCounts(rows: Line[]): Line[] {
  if (rows.length < 2) return rows
  const usual = rows[rows.length >> 1].fields.length
  const first = rows.findIndex(row => row.fields.length >= Math.min(usual, 3))
  return first > 0 && first <= 3 ? rows.slice(first) : rows
}

/** Drops a row that repeats the q of the row before it: some programs write the last point twice. */
function withoutRepeats(rows: Line[]): Line[] {
  return rows.filter((row, i) => i === 0 || numberIn(row.fields[0]) !== numberIn(rows[i - 1].fields[0]))
}

type Quantity = 'q' | 'the intensity' | 'the error'

function finite(line: Line, column: number, what: Quantity, name: string): number {
  const field = line.fields[column]
  const value = field === undefined ? undefined : numberIn(field)
  if (value === undefined || Number.isNaN(value))
    throw refusal('curve.not_finite', { what, text: field ?? '' }, { file: name, line: line.number })
  return value
}

function guessUnit(header: { text: string }[], largestQ: number): { unit: QUnit; reason: string } {
  const words = header.map(({ text }) => text.toLowerCase()).join('\n')
  if (/1\s*\/\s*nm|nm\s*\^?\s*\(?-1|nm-1|inverse nanomet/.test(words))
    return { unit: '1/nm', reason: 'the header says 1/nm' }
  if (/1\s*\/\s*(?:a\b|ang|å)|(?:\ba|å|angstroms?)\s*\^?\s*\(?-1|inverse angstrom/.test(words))
    return { unit: '1/A', reason: 'the header says 1/A' }
  if (largestQ > largestAngstromQ)
    return { unit: '1/nm', reason: `q reaches ${shown(largestQ)}, too far for 1/A` }
  return { unit: '1/A', reason: `q ends at ${shown(largestQ)}, usual for 1/A` }
}

/** Puts 5 % of |I| (of the mean |I| where I is 0) wherever `sigma` is not positive; returns the warnings. */
function replaceMissingErrors(
  rows: Line[],
  columns: number,
  intensity: Float64Array,
  sigma: Float64Array,
  file: string,
): Fault<FaultCode>[] {
  const missing = rows.filter((_, i) => !(sigma[i] > 0))
  if (missing.length === 0) return []
  const meanIntensity = intensity.reduce((sum, value) => sum + Math.abs(value), 0) / intensity.length
  for (let i = 0; i < sigma.length; i++)
    if (!(sigma[i] > 0)) sigma[i] = assumedRelativeError * (Math.abs(intensity[i]) || meanIntensity)
  if (columns < 3) return [fault('curve.no_errors', {}, { file })]
  return [fault('curve.bad_errors', { lines: missing.map(row => row.number) }, { file })]
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}
