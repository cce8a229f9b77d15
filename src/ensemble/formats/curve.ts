import type { Curve } from '../contract.ts'
import { type Fault, type FaultCode, refusal } from '../faults/index.ts'
import { isCanSas, tableOfCanSas } from './canSas.ts'
import { readColumns } from './curveColumns.ts'
import { columnNames } from './curveNames.ts'
import { pointsOf } from './curvePoints.ts'
import { type CurveFormat, type CurveTable, refuseSeveralCurves, tableOfText } from './curveTable.ts'
import { knownTable } from './knownTables.ts'
import { notCurveIn, notCurveInText } from './notCurve.ts'
import { linesOf } from './numbers.ts'
import { refuseOtherAxis } from './otherAxis.ts'
import { guessUnit, type QUnit, type UnitGuess } from './qUnit.ts'
import { decodeText } from './text.ts'

export type { QUnit }

/** How a curve is to be read. */
export interface CurveOptions {
  /** The unit of q in the file; `guess` (the default) takes the proposal of `unitGuess`. */
  unit?: QUnit | 'guess'
}

/** A curve file, read: the cleaned curve and everything a person may want to check. */
export interface CurveFile {
  format: CurveFormat
  /** q in 1/A, whatever the file's unit. */
  curve: Curve
  /** The unit that the file itself suggests, and the reason for it in words. */
  unitGuess: UnitGuess
  /** The unit that was used. */
  unit: QUnit
  /** q of every row of data in the file's own order and unit, NaN where it has none. */
  rowQ: Float64Array
  /** For each point of the curve the row that it came from: profiles in a table of their own have the file's rows. */
  rowOf: Int32Array
  /** Number of columns of the data. */
  columns: number
  /** Lines of text that are not data, in file order: headers, comments, footers. */
  header: { line: number; text: string }[]
  /** Things done to the data that its owner should know of. */
  warnings: Fault<FaultCode>[]
}

/**
 * Reads a measured curve, from its bytes or its text: columns of text in any of the usual dialects, PDH, canSAS 1D, the
 * measured part of GNOM's output and of fits, NIST's six columns, sasCIF.
 *
 * Columns are found by their names or by what they hold. Rows are sorted by q; rows that were not measured (beam stop, masked,
 * no value) are left out, missing errors are filled in, and each of it is told in `warnings`. Rows that share their q are kept
 * unless all their numbers are the same. Negative intensities are legitimate and kept.
 *
 * `name` is used in messages only. Throws a `FaultError` with file, line and cause for what cannot be a curve, for a
 * calculated profile, for several curves in one file, and for lines that were meant as data and cannot be read.
 * O(length log length) time.
 */
export function readCurve(content: string | Uint8Array, name: string, options: CurveOptions = {}): CurveFile {
  const table = tableOf(content, name)
  if (table.rows.length === 0) throw refusal('curve.no_data', { like: null }, { file: name })
  if (table.rows.length < 3)
    throw refusal(
      'curve.too_few_points',
      { count: table.rows.length },
      { file: name, line: table.rows[0]!.line },
    )
  const reading = readColumns(table, name)
  const rowQ = Float64Array.from(table.rows, row => row.values[reading.roles.q]!)
  refuseSeveralCurves(table.rows, rowQ, name)
  const largestQ = rowQ.filter(Number.isFinite).reduce((most, q) => Math.max(most, q), 0)
  if (largestQ > largestPossibleQ)
    throw refusal('curve.q_too_large', { q: largestQ }, { file: name, line: table.rows[0]!.line })
  const unitGuess = table.unit ?? guessUnit(table.header, table.rows[0]!.line, largestQ)
  const unit = options.unit === undefined || options.unit === 'guess' ? unitGuess.unit : options.unit
  const { curve, rowOf, warnings } = pointsOf(table.rows, reading, unit === '1/nm' ? 0.1 : 1, name)
  return {
    format: reading.isFit ? 'fit' : table.format,
    curve,
    unitGuess,
    unit,
    rowQ,
    rowOf,
    columns: table.rows.reduce((least, row) => Math.min(least, row.values.length), Number.POSITIVE_INFINITY),
    header: table.header,
    warnings: [...table.warnings, ...reading.warnings, ...warnings],
  }
}

/** No instrument for solutions reaches 10 1/A; beyond, the first column is an angle, a time or in another unit. */
const largestPossibleQ = 100

function tableOf(content: string | Uint8Array, name: string): CurveTable {
  const refuse = (kind: ReturnType<typeof notCurveIn>) => {
    if (kind) throw refusal('curve.not_a_curve', { kind }, { file: name })
  }
  if (typeof content !== 'string') refuse(notCurveIn(content))
  const text = typeof content === 'string' ? content : decodeText(content)
  if (isCanSas(text)) return tableOfCanSas(text, name)
  refuse(notCurveInText(text))
  const lines = linesOf(text)
  const known = knownTable(lines, name)
  if (known) return known
  const found = tableOfText(lines, name)
  refuseOtherAxis(found.header, found.rows, name)
  const isNist = found.header.some(({ text }) => /\bThe 6 columns are\b/i.test(text))
  return {
    format: isNist ? 'NIST' : 'text',
    unit: null,
    names: columnNames(found.header, found.rows),
    ...found,
  }
}
