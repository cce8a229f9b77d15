import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import { hasAmbiguousCommas, isComment, type Line, numberIn } from './numbers.ts'
import type { UnitGuess } from './qUnit.ts'

/** What a curve file is, as its head and columns say. */
export type CurveFormat = 'text' | 'pdh' | 'canSAS' | 'GNOM' | 'NIST' | 'fit' | 'sasCIF'

/** One row of numbers as it stands in the file; NaN marks a value that is missing or not finite. */
export interface DataRow {
  line: number
  values: number[]
}

/** The rows of a curve file in its own order and unit, before any is judged. */
export interface CurveTable {
  format: CurveFormat
  rows: DataRow[]
  /** Names of the columns where the file has them, in lower case. */
  names: string[] | null
  /** The unit that the format itself fixes. */
  unit: UnitGuess | null
  /** Lines of text that are not data, in file order: headers, comments, footers. */
  header: { line: number; text: string }[]
  warnings: Fault<FaultCode>[]
}

/** A run of rows with nothing but comments and blank lines between. */
interface Block {
  rows: DataRow[]
  columns: number
}

/** Shorter blocks among words are rows of a header. */
const blockRowsMin = 3
/** This share of a block's range of q lies in that of another: it is a second curve and not the next detector. */
const overlapMax = 0.8

/** Finds the rows of a text file; `refuse` every line that was meant as data and cannot be read. */
export function tableOfText(lines: Line[], name: string): Pick<CurveTable, 'rows' | 'header' | 'warnings'> {
  const blocks = blocksOf(lines, name)
  const longest = blocks.reduce<Block | null>(
    (best, block) => (!best || block.rows.length > best.rows.length ? block : best),
    null,
  )
  if (!longest) {
    const ambiguous = lines.find(hasAmbiguousCommas)
    if (ambiguous)
      throw refusal(
        'curve.ambiguous_commas',
        { text: ambiguous.text },
        { file: name, line: ambiguous.number },
      )
    throw refusal('curve.no_data', { like: lineLikeData(lines) }, { file: name })
  }
  const main = withoutCounts(longest)
  const isTaken = (block: Block) => block === longest || belongsTo(block, main)
  const [taken, aside] = [blocks.filter(isTaken), blocks.filter(block => !isTaken(block))]
  const large = aside.find(block => block.rows.length >= blockRowsMin)
  if (large)
    throw refusal(
      'curve.several_tables',
      {
        tables: [main, large].map(({ rows, columns }) => ({
          from: rows[0]!.line,
          to: rows.at(-1)!.line,
          rows: rows.length,
          columns,
        })),
      },
      { file: name },
    )
  const rows = taken.flatMap(block => (block === longest ? main.rows : block.rows))
  const isRow = new Set(rows.map(row => row.line))
  const [first, last] = [rows[0]!.line, rows.at(-1)!.line]
  for (const line of lines)
    if (line.number >= first - 1 && line.number <= last + 1 && !isRow.has(line.number))
      refuseBroken(line, main, first, name)
  const header = lines
    .filter(line => line.text !== '' && !isRow.has(line.number))
    .map(({ number, text }) => ({ line: number, text }))
  const between = lines.filter(
    line => line.number > first && line.number < last && !isComment(line) && !isRow.has(line.number),
  )
  const apart = [...aside, { rows: longest.rows.slice(0, longest.rows.length - main.rows.length) }]
    .flatMap(block => block.rows)
    .filter(row => row.values.length > 2 || row.line > first)
  return {
    rows,
    header,
    warnings: [
      ...(between.length > 0
        ? [fault('curve.words_between', { lines: between.map(line => line.number) }, { file: name })]
        : []),
      ...(apart.length > 0
        ? [fault('curve.rows_of_header', { lines: apart.map(row => row.line) }, { file: name })]
        : []),
    ],
  }
}

/** Refuses a file that holds several curves over the same range, one below the other. @param q of each row */
export function refuseSeveralCurves(rows: DataRow[], q: Float64Array, name: string): void {
  const pieces = piecesOf(q)
  if (pieces.length < 2 || pieces.length > q.length / 5 || pieces.some(piece => piece.length < blockRowsMin))
    return
  const ranges = pieces
    .map(piece => {
      const [a, b] = [q[piece[0]!]!, q[piece.at(-1)!]!]
      return { from: Math.min(a, b), to: Math.max(a, b) }
    })
    .toSorted((a, b) => a.from - b.from)
  const isSame = ranges.some((range, i) => {
    // In this order those that a range meets come next, up to the first that begins behind its end.
    for (let k = i + 1; k < ranges.length && ranges[k]!.from < range.to; k++) {
      const other = ranges[k]!
      const shared = Math.min(range.to, other.to) - other.from
      if (shared > overlapMax * Math.max(range.to - range.from, other.to - other.from)) return true
    }
    return false
  })
  if (isSame)
    throw refusal(
      'curve.several_curves',
      { points: pieces.map(piece => piece.length) },
      { file: name, line: rows[pieces[1]![0]!]!.line },
    )
}

/** The rows between turns of q: one piece where q only rises or only falls. */
function piecesOf(q: Float64Array): number[][] {
  const known = [...q.keys()].filter(row => Number.isFinite(q[row]))
  const step = (i: number) => q[known[i]!]! - q[known[i - 1]!]!
  const rises = known.filter((_, i) => i > 0 && step(i) > 0).length
  const sign = rises >= known.length / 2 ? 1 : -1
  const pieces: number[][] = []
  known.forEach((row, i) => {
    if (i === 0 || sign * step(i) < 0) pieces.push([])
    pieces.at(-1)!.push(row)
  })
  return pieces
}

function blocksOf(lines: Line[], name: string): Block[] {
  const blocks: Block[] = []
  let rows: DataRow[] = []
  const end = () => {
    if (rows.length > 0) blocks.push({ rows, columns: usualColumns(rows) })
    rows = []
  }
  for (const line of lines) {
    if (isComment(line)) continue
    const values = valuesOf(line)
    if (values) {
      if (hasAmbiguousCommas(line))
        throw refusal('curve.ambiguous_commas', { text: line.text }, { file: name, line: line.number })
      // A row of another width begins another table, but one that only lost its end is refused with its line.
      if (rows.length >= blockRowsMin && values.length > rows.at(-1)!.values.length + 1) end()
      rows.push({ line: line.number, values })
    } else end()
  }
  end()
  return blocks
}

/** The numbers of a line of data: at least two, the first two or three all numbers or marks of a missing value. */
function valuesOf(line: Line): number[] | undefined {
  if (line.fields.length < 2 || numberIn(line.fields[0]!) === undefined) return
  const values: number[] = []
  for (const field of line.fields) {
    const value = numberIn(field) ?? (missing.test(field) ? Number.NaN : undefined)
    if (value === undefined) break
    values.push(value)
  }
  return values.length >= Math.min(3, line.fields.length) ? values : undefined
}

/** The first line that holds several numbers, though not as a row of data. */
function lineLikeData(lines: Line[]): string | null {
  const numbers = /(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?/g
  const found = lines.find(
    line => !isComment(line) && [...line.text.slice(0, 500).matchAll(numbers)].length > 1,
  )
  return found ? found.text.slice(0, 40) : null
}

/** How programs write that there is no value. */
const missing = /^(?:n\/?a|null|none|masked|-+|\?)?$/i

const usualColumns = (rows: DataRow[]) => rows[rows.length >> 1]!.values.length

/** Header rows such as `1.0  104` pass for data of two columns: they go where the rows that follow have more. */
function withoutCounts(block: Block): Block {
  const first = block.rows.findIndex(row => row.values.length >= Math.min(block.columns, 3))
  return first > 0 && first <= 3 ? { ...block, rows: block.rows.slice(first) } : block
}

/** Whether a block beside the longest is part of the same table. */
function belongsTo(block: Block, main: Block): boolean {
  if (Math.min(block.columns, 4) !== Math.min(main.columns, 4)) return false
  if (block.rows.length >= blockRowsMin) return true
  const [row, next] = [block.rows.at(-1)!, main.rows[0]!]
  if (row.line > main.rows[0]!.line) return block.columns === main.columns
  const [q, intensity] = row.values
  const size = Math.abs(intensity! / next.values[1]!)
  return block.columns === main.columns && q! > 0 && q! < next.values[0]! && size > 0.1 && size < 10
}

/** A line among the rows that begins with two numbers, or with one number and holds another, was meant as data. */
function refuseBroken(line: Line, { columns }: Block, first: number, name: string): void {
  if (isComment(line)) return
  if (hasAmbiguousCommas(line))
    throw refusal('curve.ambiguous_commas', { text: line.text }, { file: name, line: line.number })
  const numeric = line.fields.slice(0, 3).map(field => numberIn(field) !== undefined)
  const isCutOff = numeric[0] && line.number > first && /^[-+\d.eEdD\s,;]+$/.test(line.text)
  const isMeant = isCutOff || (numeric[0] && (numeric[1] || numeric[2]) && line.fields.length <= columns + 1)
  if (isMeant) throw refusal('curve.not_numbers', { text: line.text }, { file: name, line: line.number })
}
