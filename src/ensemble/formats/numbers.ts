/**
 * Splits the lines of a text table into numbers, the way measured files write them.
 *
 * Separators are blanks, tabs, commas and semicolons; fields may be quoted. Where a line is separated by something
 * else, commas between the digits of numbers without a point are decimal commas. FORTRAN's `1.5D-03` counts as a number.
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
  /** Whether commas part the fields. */
  commaSeparated: boolean
}

/** The lines of `text`, whatever ends them (LF, CRLF, CR), without a byte-order mark or DOS end-of-file
 * characters. O(length). */
export function linesOf(text: string): Line[] {
  return [...eachLine(text)]
}

/** The same one by one, for those who may have seen enough before the end. */
export function* eachLine(text: string): Generator<Line> {
  for (const [index, line] of rawLines(text).entries()) yield lineOf(line, index + 1)
}

/** The texts of the lines as they stand there. */
export const rawLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .replaceAll('\u001A', '')
    .split(/\r\n|\n|\r/)

/** One line, from its text. */
export const lineOf = (text: string, number: number): Line => ({
  number,
  text: text.trim(),
  ...fieldsOf(text),
})

/**
 * The lines of a table with words in it, comments left out: where semicolons, tabs or commas part the names in its first line, they alone
 * part the others that have them, so that a name may have blanks.
 */
export function tableLinesOf(text: string): Line[] {
  const lines = linesOf(text).filter(line => !isComment(line))
  const separator = [';', '\t', ','].find(each => lines[0]?.text.includes(each))
  if (separator === undefined) return lines
  return lines.map(line => {
    if (!line.text.includes(separator)) return line
    const fields = withoutTrailing(pieces(line.text, separator))
    const isPointed = separator === ',' || fields.some(field => /^[+-]?\d*\.\d/.test(field))
    return { ...line, fields: isPointed ? fields : fields.map(pointed) }
  })
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

/**
 * Whether it cannot be told which commas of a line are decimal, part thousands or part fields: `549,375.932`, `1.234.567,8`,
 * `554,047` beside a number with a point, or `0,012,0,55` with nothing but commas.
 */
export function hasAmbiguousCommas({ fields, commaSeparated }: Line): boolean {
  if (fields.some(field => groupedBoth.test(field))) return true
  // A group of digits that begins with 0 is the rest of a number.
  if (commaSeparated) return fields.slice(1).some(field => /^0\d+(?:\.\d*)?$/.test(field))
  return fields.some(field => /\d\.\d/.test(field)) && fields.some(field => grouped.test(field))
}

const groupedBoth =
  /^[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d*|(?:\.\d{3})+,\d*|(?:['\u2019\u00a0\u202f]\d{3})+(?:[.,]\d*)?)$/
const grouped = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+$/

function fieldsOf(line: string): Pick<Line, 'fields' | 'commaSeparated'> {
  // A table of Markdown, and errors behind a sign of their own.
  const text = line.replaceAll(/±|\+\/-|\|/g, ' ').trim()
  const isQuoted = text.includes('"')
  const bare = isQuoted ? text.replace(/"[^"]*"?/g, '') : text
  if (bare.includes(';')) return between(pieces(text, ';'))
  if (isQuoted && bare.includes('\t')) return between(pieces(text, '\t'))
  if (isQuoted && bare.includes(',')) return between(pieces(text, ','))
  if (isQuoted) return between(pieces(text, ' '))
  const blankSplit = split(text, /,?\s+/)
  if (blankSplit.length > 1 && areDecimalCommas(blankSplit)) return between(blankSplit)
  if (blankSplit.length > 1 && blankSplit.some(field => groupedBoth.test(field)))
    return { fields: blankSplit, commaSeparated: false }
  if (!text.includes(',')) return { fields: split(text, /\s+/), commaSeparated: false }
  return { fields: withoutTrailing(text.split(/\s*,\s*|\s+/)), commaSeparated: true }
}

/** Fields whose own commas are decimal, unless a number among them has a point. */
function between(found: string[]) {
  const fields = withoutTrailing(found.flatMap(field => (field === '' ? [''] : split(field, /\s+/))))
  const isPointed = fields.some(field => /\d\.\d/.test(field))
  return { fields: isPointed ? fields : fields.map(pointed), commaSeparated: false }
}

const areDecimalCommas = (fields: string[]) =>
  fields.some(field => decimalComma.test(field)) &&
  fields.every(field => decimalComma.test(field) || /^[+-]?\d+(?:[eEdD][+-]?\d+)?$/.test(field))

/** The pieces between separators outside quotes, without their quotes. */
function pieces(text: string, separator: string): string[] {
  const found: string[] = []
  let [piece, isInside] = ['', false]
  for (const char of text) {
    if (char === '"') isInside = !isInside
    else if (char === separator && !isInside) {
      found.push(piece.trim())
      piece = ''
    } else piece += char
  }
  return [...found, piece.trim()]
}

/** An empty field between others is a missing value; those behind the last value are none. */
function withoutTrailing(fields: string[]): string[] {
  let end = fields.length
  while (end > 0 && fields[end - 1] === '') end--
  return fields.slice(0, end)
}

function split(text: string, separator: RegExp): string[] {
  return text.split(separator).filter(field => field !== '')
}

function pointed(field: string): string {
  return decimalComma.test(field) ? field.replace(',', '.') : field
}
