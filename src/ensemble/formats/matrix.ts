import { refusal } from '../faults/index.ts'
import type { TableName } from '../faults/tableFaults.ts'
import { eachLine, isComment, type Line, linesOf, numberIn } from './numbers.ts'

/** A plain table of numbers, row-major [rows, columns], with the names of its columns where the file has them. */
export interface Matrix {
  rows: number
  columns: number
  values: Float64Array
  names: string[] | null
  /** Line of the file, counted from 1, that each row came from. */
  lineOf: Int32Array
}

/**
 * Reads a plain matrix: one row a line, the same number of columns in each, blanks or commas between. One line of
 * words before the first row, as many as there are columns, is taken for their names.
 *
 * Throws the `FaultError` of that `table` with file and line: no numbers, a ragged row, a value that is not a finite
 * number. O(length) time; the values are a fresh array that the caller owns.
 */
export function readTable(text: string, name: string, table: TableName): Matrix {
  const rows: Line[] = []
  let words: Line | null = null
  for (const line of linesOf(text)) {
    if (isComment(line)) continue
    if (rows.length === 0 && line.fields.every(field => numberIn(field) === undefined)) words = line
    else rows.push(line)
  }
  if (rows.length === 0) throw refusal(`${table}.no_numbers`, {}, { file: name })

  const columns = rows[0].fields.length
  const values = new Float64Array(rows.length * columns)
  rows.forEach((line, row) => {
    const place = { file: name, line: line.number }
    if (line.fields.length !== columns)
      throw refusal(
        `${table}.ragged_row`,
        { columns: line.fields.length, firstLine: rows[0].number, firstColumns: columns },
        place,
      )
    line.fields.forEach((field, column) => {
      const value = numberIn(field)
      if (value === undefined || Number.isNaN(value))
        throw refusal(`${table}.not_finite`, { column: column + 1, text: field }, place)
      values[row * columns + column] = value
    })
  })
  const names = words !== null && words.fields.length === columns ? words.fields : null
  return { rows: rows.length, columns, values, names, lineOf: Int32Array.from(rows, line => line.number) }
}

/**
 * Reads one number a field, all lines taken together (predictor errors, energies). Throws as `readTable` does.
 * @param most reading ends after the line in which there are more
 */
export function readVector(
  text: string,
  name: string,
  table: TableName,
  most = Number.POSITIVE_INFINITY,
): Float64Array {
  const values: number[] = []
  for (const line of eachLine(text)) {
    if (values.length > most) break
    if (isComment(line)) continue
    line.fields.forEach((field, column) => {
      const value = numberIn(field)
      if (value === undefined || Number.isNaN(value))
        throw refusal(
          `${table}.not_finite`,
          { column: column + 1, text: field },
          { file: name, line: line.number },
        )
      values.push(value)
    })
  }
  if (values.length === 0) throw refusal(`${table}.no_numbers`, {}, { file: name })
  return Float64Array.from(values)
}

/** Reads names of models, one a line or separated by blanks; comments are skipped. */
export function readNames(text: string): string[] {
  return linesOf(text).flatMap(line => (isComment(line) ? [] : line.fields))
}
