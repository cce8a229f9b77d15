/**
 * Splits the lines of a text table into numbers, the way measured files write them.
 *
 * Separators are blanks, tabs, commas and semicolons; where a line has semicolons, or blanks only, and its commas
 * stand between digits of a number with no point, they are decimal commas. FORTRAN's `1.5D-03` counts as a number.
 */

// Digits are taken in one way only: a long row of them would otherwise be tried in all ways before it is refused.
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?$/
const nonFinitePattern = /^[+-]?(?:nan|inf|infinity|1\.#(?:ind|inf|qnan))$/i
const decimalComma = /^[+-]?\d*,\d+(?:[eEdD][+-]?\d+)?$/

/** One line of a file: its number counted from 1, its text without the line end, and its fields. */
export interface Line {
  number: number
  text: string
  fields: string[]
}

/** The lines of `text`, whatever ends them (LF, CRLF, CR), without a byte-order mark or DOS end-of-file
 * characters. O(length). */
export function linesOf(text: string): Line[] {
  return [...eachLine(text)]
}

/** The same one by one, for those who may have seen enough before the end. */
export function* eachLine(text: string): Generator<Line> {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\u001A', '')
    .split(/\r\n|\n|\r/)
  for (let index = 0; index < lines.length; index++)
    yield { number: index + 1, text: lines[index].trim(), fields: fieldsOf(lines[index]) }
}

/**
 * The value of one field: a number, NaN for a written `nan` or `inf`, undefined for anything else.
 * Exponents may be E or D; a value that overflows counts as not finite (NaN).
 */
export function numberIn(field: string): number | undefined {
  if (numberPattern.test(field)) {
    const value = Number(field.replace(/[dD]/, 'e'))
    return Number.isFinite(value) ? value : Number.NaN
  }
  return nonFinitePattern.test(field) ? Number.NaN : undefined
}

/** A line is data when it has fields and all of its first `columns` (or fewer) are numbers, `nan` included. */
export function isDataLine(line: Line, columns = 3): boolean {
  const leading = line.fields.slice(0, columns)
  return leading.length > 0 && leading.every(field => numberIn(field) !== undefined)
}

/** True for a line that every program skips: empty, or beginning with `#`, `!`, `%`, `;`, `//` or `@`. */
export function isComment(line: Line): boolean {
  return line.text === '' || /^(?:[#!%;@]|\/\/)/.test(line.text)
}

function fieldsOf(line: string): string[] {
  const text = line.trim()
  if (text === '') return []
  if (text.includes(';')) return split(text, /[\s;]+/).map(pointed)
  const blankSplit = split(text, /\s+/)
  const decimalCommas = blankSplit.length > 1 && blankSplit.every(field => decimalComma.test(field))
  return decimalCommas ? blankSplit.map(pointed) : split(text, /\s*,\s*|\s+/)
}

function split(text: string, separator: RegExp): string[] {
  return text.split(separator).filter(field => field !== '')
}

function pointed(field: string): string {
  return decimalComma.test(field) ? field.replace(',', '.') : field
}
