import type { Profiles } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import type { CurveFile } from './curve.ts'
import { notCurveInText } from './notCurve.ts'
import { isComment, type Line, lineOf, linesOf, numberIn, rawLines } from './numbers.ts'
import { plainNumbers } from './plainNumbers.ts'

/** What a table of profiles belongs to: the rows of the curve's file and which of them became points, and how many models. */
export interface ProfileContext {
  curve: Pick<CurveFile, 'rowQ' | 'rowOf'>
  /** Of the library, where there is one. */
  models?: number
}

type Numbers = readonly number[] | Float64Array

/** A table of numbers, each row with the word in front of it where the file has one. */
interface Table {
  rows: { line: number; label: string | null; values: Float64Array }[]
  /** Words of a line above the first row, or of the last comment above it. */
  head: string[]
}

/** q in a table may be rounded by this share of itself. */
const qTolerance = 2e-3

/**
 * Reads calculated profiles: one row a point and one column a model, or one row a model and one column a point. A column or a
 * row of q is recognised and aligns the points; otherwise the rows are those of the curve's file. Names are those of a header
 * or of the first column, else m1, m2, ...; numbers of rows, as spreadsheets and pandas write them, are no model. Of points that the curve left out or moved, so does the table.
 *
 * Without a curve rows are points. Throws a `FaultError` profiles.* with file and line. O(length).
 */
export function readMatrix(text: string, name: string, context?: ProfileContext): Profiles {
  const isNumPy = text.slice(1, 6) === 'NUMPY' || text.startsWith('PK\u0003\u0004')
  const binary = isNumPy ? 'NumPy' : notCurveInText(text)
  if (binary === 'NumPy' || binary === 'binary')
    throw refusal('profiles.not_text', { kind: binary }, { file: name })
  const table = withoutIndex(tableOf(text, name), context)
  refuseMeasured(table, name)
  if (!context) return downwards(table, name)
  const { rowQ, rowOf } = context.curve
  const width = table.rows[0]!.values.length
  const ofQ = (values: Numbers) => matchOf(values, context)

  const above = numbersIn(table.head)
  const first = table.rows[0]!.values
  const qInHead = [above, above.slice(1)].find(values => ofQ(values) !== null)
  const isFirstRowQ = table.rows.length > 1 && ofQ(first) !== null
  if (qInHead || isFirstRowQ) {
    const rows = isFirstRowQ && !qInHead ? table.rows.slice(1) : table.rows
    const row = qInHead ?? first
    return across(rows[0]?.values.length === row.length + 1 ? labelled(rows) : rows, ofQ(row)!, name)
  }
  const column = ofQ(table.rows.map(row => row.values[0]!))
  if (width > 1 && column) {
    const head = table.head.length === width ? table.head.slice(1) : table.head
    const rows = table.rows.map(row => ({ ...row, values: row.values.subarray(1) }))
    return downwards({ rows, head }, name, column)
  }
  const isPoints = (count: number) => count === rowQ.length || count === rowOf.length
  const count = table.rows.length
  const isAcross =
    !isPoints(count) ||
    (count === width && table.rows.every(row => row.label !== null)) ||
    (count === context.models && width !== context.models && isPoints(width))
  if (isAcross && isPoints(width)) return across(table.rows, placesOf(width, context), name)
  if (isAcross && isPoints(width - 1) && isRising(table.rows))
    return across(labelled(table.rows), placesOf(width - 1, context), name)
  if (!isPoints(count))
    throw refusal(
      'profiles.wrong_rows',
      { rows: count, columns: width, points: rowOf.length },
      { file: name },
    )
  refuseOtherQ(table, context, name)
  return downwards(table, name, placesOf(count, context))
}

/** Without the numbers of rows that stand before the columns; numbers above the columns are names of models. */
function withoutIndex({ rows, head }: Table, context: ProfileContext | undefined): Table {
  const isPoints = (count: number) =>
    count === context?.curve.rowQ.length || count === context?.curve.rowOf.length
  const first = rows[0]!.values
  const isNumbered =
    first.length > 1 &&
    (first[0] === 0 || first[0] === 1) &&
    first.every((value, k) => value === first[0]! + k)
  if (head.length === 0 && isNumbered && isPoints(rows.length - 1))
    return withoutIndex({ rows: rows.slice(1), head: Array.from(first, String) }, context)
  const isSaid = head[0] === '' && (!context || isPoints(rows.length))
  const isCounting =
    (first[0] === 0 || first[0] === 1) && rows.every((row, i) => row.values[0] === first[0]! + i)
  // Four profiles of a made-up example may count by chance.
  if (first.length < 2 || !isCounting || !(isSaid || (rows.length > 4 && isPoints(rows.length))))
    return { rows, head }
  return {
    rows: rows.map(row => ({ ...row, values: row.values.subarray(1) })),
    head: head.length === first.length ? head.slice(1) : head,
  }
}

/** Numbers or times of frames in the first column become the names of the models. */
const labelled = (rows: Table['rows']) =>
  rows.map(row => ({ ...row, label: String(row.values[0]), values: row.values.subarray(1) }))

const isRising = (rows: Table['rows']) =>
  rows.every((row, i) => i === 0 || row.values[0]! > rows[i - 1]!.values[0]!)

/** A measured curve beside the profiles would be taken for a model. */
function refuseMeasured({ head, rows }: Table, file: string): void {
  const name = head.find(word =>
    /^(?:i_?exp|exp_?int.*|i_?obs|i_?exp_?err|err(?:or)?s?|sigma|sd|std)$/i.test(word),
  )
  if (name) throw refusal('profiles.measured_column', { name }, { file, line: rows[0]!.line })
}

/** A first column that rises throughout is no profile: it is q, but not that of the curve. */
function refuseOtherQ({ rows }: Table, { curve: { rowQ } }: ProfileContext, file: string): void {
  if (rows[0]!.values.length < 2 || rows.length < 5 || !isRising(rows) || !(rows[0]!.values[0]! >= 0)) return
  const [found, expected] = [rows[0]!.values[0]!, rowQ[0]!]
  throw refusal('profiles.other_q', { found, expected }, { file, line: rows[0]!.line })
}

function tableOf(text: string, name: string): Table {
  const rows: Table['rows'] = []
  let head: Line | null = null
  let comment: Line | null = null
  for (const [index, raw] of rawLines(text).entries()) {
    const first = rows[0]
    const values = first?.label === null ? plainNumbers(raw, first.values.length) : undefined
    if (values) {
      rows.push({ line: index + 1, label: null, values })
      continue
    }
    const line = lineOf(raw, index + 1)
    const isWords = line.fields.every(field => numberIn(field) === undefined)
    if (isComment(line)) {
      if (rows.length === 0 && line.text !== '') comment = line
    } else if (rows.length === 0 && (isWords || isHeadOfQ(line))) head = line
    else rows.push(rowOf(line, first, name))
  }
  if (rows.length === 0) throw refusal('profiles.no_numbers', {}, { file: name })
  const words = head?.fields ?? (comment ? linesOf(comment.text.replace(/^[#!%;@/\s]+/, ''))[0]!.fields : [])
  // Cut out of the text, words would keep all of it in memory.
  return { rows, head: JSON.parse(JSON.stringify(words)) }
}

/** A word such as `q` or `label` before numbers in the first line, which names what stands below. */
const isHeadOfQ = ({ fields }: Line) =>
  /^(?:q(?:[^a-z0-9].*)?|s|label|frame|model|name|time)?$/i.test(fields[0] ?? '') && fields.length > 2

function rowOf(line: Line, first: Table['rows'][number] | undefined, file: string): Table['rows'][number] {
  const isLabelled = first
    ? first.label !== null
    : numberIn(line.fields[0]!) === undefined && line.fields.length > 1
  const fields = isLabelled ? line.fields.slice(1) : line.fields
  const label = isLabelled ? line.fields[0]! : null
  const place = { file, line: line.number }
  if (first && fields.length !== first.values.length)
    throw refusal(
      'profiles.ragged_row',
      { columns: fields.length, firstLine: first.line, firstColumns: first.values.length },
      place,
    )
  const values = Float64Array.from(fields, (field, column) => {
    const value = numberIn(field)
    if (value === undefined || Number.isNaN(value))
      throw refusal('profiles.not_finite', { column: column + (isLabelled ? 2 : 1), text: field }, place)
    return value
  })
  return { line: line.number, label, values }
}

const numbersIn = (words: string[]) => words.map(word => numberIn(word) ?? Number.NaN)

/** For each point of the curve its place among `count` values, which follow the rows of the file or the points that were kept. */
function placesOf(count: number, { curve: { rowQ, rowOf } }: ProfileContext): Int32Array {
  if (count === rowQ.length) return rowOf
  const inFile = Int32Array.from(rowOf).sort()
  const place = new Map([...inFile].map((row, i) => [row, i]))
  return rowOf.map(row => place.get(row)!)
}

/** The same for values that are the curve's q, in either unit and in any order; null where they are not. */
function matchOf(values: Numbers, { curve }: ProfileContext): Int32Array | null {
  const { rowQ, rowOf } = curve
  const count = values.length
  if ((count !== rowQ.length && count !== rowOf.length) || values.some(Number.isNaN)) return null
  const rows = count === rowQ.length ? [...rowQ.keys()] : [...rowOf]
  const byQ = rows.filter(row => !Number.isNaN(rowQ[row])).toSorted((a, b) => rowQ[a]! - rowQ[b]! || a - b)
  if (byQ.length !== count) return null
  const order = [...values.keys()].toSorted((a, b) => values[a]! - values[b]! || a - b)
  const isSame = (factor: number) =>
    byQ.every(
      (row, i) => Math.abs(values[order[i]!]! * factor - rowQ[row]!) <= qTolerance * Math.abs(rowQ[row]!),
    )
  if (![1, 10, 0.1].some(isSame)) return null
  const place = new Map(byQ.map((row, i) => [row, order[i]!]))
  return rowOf.map(row => place.get(row)!)
}

/** Rows as points. @param places of each point among the rows; all in their order unless given */
function downwards({ rows, head }: Table, name: string, places?: Int32Array): Profiles {
  const columns = rows[0]!.values.length
  const hasLabels = rows[0]!.label !== null
  if (hasLabels && rows.some(row => row.label === null))
    throw refusal(
      'profiles.ragged_row',
      { columns, firstLine: rows[0]!.line, firstColumns: columns + 1 },
      { file: name, line: rows.find(row => row.label === null)!.line },
    )
  const named = [head, head.slice(1)].find(words => words.length === columns)
  const names = named ?? Array.from({ length: columns }, (_, k) => `m${k + 1}`)
  const count = places?.length ?? rows.length
  const values = new Float64Array(count * columns)
  for (let i = 0; i < count; i++) values.set(rows[places ? places[i]! : i]!.values, i * columns)
  return { names, values }
}

/** Rows of models turned into columns. @param places of each point among the values of a row */
function across(rows: Table['rows'], places: Int32Array, name: string): Profiles {
  if (rows.length === 0) throw refusal('profiles.no_numbers', {}, { file: name })
  const models = rows.length
  const values = new Float64Array(places.length * models)
  places.forEach((place, i) => {
    for (let k = 0; k < models; k++) values[i * models + k] = rows[k]!.values[place]!
  })
  return { names: rows.map((row, k) => row.label ?? `m${k + 1}`), values }
}
