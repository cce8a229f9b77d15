import { type FaultCode, type FaultValues, refusal } from '../faults/index.ts'
import { isComment, type Line, linesOf, numberIn } from './numbers.ts'
import type { TextFile } from './shifts.ts'

/** Chemical shifts by residue and atom: what SHIFTX2 predicts and what was measured. */

/** Predicted shifts of one model, ppm, by `residue number atom`. */
export type ShiftPrediction = Map<string, number>

/** A measured shift: `key` is `residue number atom`; values in ppm, the error 0 where the table has none. */
export interface MeasuredShift {
  key: string
  atom: string
  shift: number
  error: number
}

/** True for the output of SHIFTX2: its first line names the columns NUM, ATOMNAME and SHIFT. */
export function isShiftx2(text: string): boolean {
  const head = linesOf(text.slice(0, 2000)).find(line => !isComment(line))
  return head !== undefined && columnsOf(head, ['NUM', 'ATOMNAME', 'SHIFT']) !== null
}

/**
 * Reads one model's SHIFTX2 output: NUM,RES,ATOMNAME,SHIFT with a header line, in newer versions after a column CHAIN.
 * Throws a `FaultError` shifts.* with file and line.
 */
export function readShiftx2({ text, name }: TextFile): ShiftPrediction {
  const [head, ...rows] = linesOf(text).filter(line => !isComment(line))
  const columns = head && columnsOf(head, ['NUM', 'ATOMNAME', 'SHIFT'])
  if (!columns) throw refusal('shifts.no_header', {}, { file: name, line: head?.number ?? 1 })
  const prediction: ShiftPrediction = new Map()
  for (const line of rows) {
    const [residue, atom, shift] = columns.map(column => line.fields[column] ?? '')
    const key = keyOf(name, line, residue, atom)
    if (prediction.has(key)) throw bad('shifts.repeated', { key }, name, line)
    prediction.set(key, numberOf(name, line, shift, 'shift'))
  }
  if (prediction.size === 0) throw refusal('shifts.no_numbers', {}, { file: name })
  return prediction
}

/**
 * Reads measured shifts: an NMR-STAR loop of chemical shifts (versions 2.1 and 3), or a table of residue number, residue
 * name if there is one, atom, shift and, if there is one, its error, under at most one line of words.
 * Throws a `FaultError` shifts.* with file and line.
 */
export function readShiftTable({ text, name }: TextFile): MeasuredShift[] {
  const lines = linesOf(text)
  const star = lines.some(line => /^(?:loop_|_Atom_chem_shift\.|_Residue_seq_code)/.test(line.text))
  const rows = star ? starRows(lines, name) : plainRows(lines, name)
  if (rows.length === 0) throw refusal('shifts.no_numbers', {}, { file: name })
  const seen = new Set<string>()
  for (const { key } of rows) {
    if (seen.has(key)) throw refusal('shifts.repeated', { key }, { file: name })
    seen.add(key)
  }
  return rows
}

function plainRows(lines: Line[], name: string): MeasuredShift[] {
  const rows: MeasuredShift[] = []
  let headers = 0
  for (const line of lines) {
    if (isComment(line)) continue
    const { fields } = line
    if (rows.length === 0 && headers === 0 && fields.every(field => numberIn(field) === undefined)) {
      headers++
      continue
    }
    // A residue name may stand second: then the third field is the atom.
    const [residue, ...rest] = fields
    const atomAt = rest[1] !== undefined && numberIn(rest[1]) === undefined ? 1 : 0
    const [atom = '', shift = '', error] = rest.slice(atomAt)
    const key = keyOf(name, line, residue, atom)
    rows.push({
      key,
      atom: key.split(' ')[1],
      shift: numberOf(name, line, shift, 'shift'),
      error: error === undefined ? 0 : errorOf(name, line, error),
    })
  }
  return rows
}

/** Tags of NMR-STAR 3 and 2.1: residue, atom, shift, error. */
const starTags = [
  ['_Atom_chem_shift.Comp_index_ID', '_Atom_chem_shift.Seq_ID', '_Residue_seq_code'],
  ['_Atom_chem_shift.Atom_ID', '_Atom_name'],
  ['_Atom_chem_shift.Val', '_Chem_shift_value'],
  ['_Atom_chem_shift.Val_err', '_Chem_shift_value_error'],
]

function starRows(lines: Line[], name: string): MeasuredShift[] {
  const rows: MeasuredShift[] = []
  let tags: string[] = []
  let columns: number[] | null = null
  for (const line of lines) {
    const [first] = line.fields
    if (first === undefined || line.text.startsWith('#')) continue
    if (first === 'loop_') tags = []
    if (first.startsWith('_')) tags.push(first)
    if (first === 'loop_' || first === 'stop_' || first.startsWith('_') || first.startsWith('save_')) {
      columns = null
      continue
    }
    columns ??= starTags.map(names => tags.findIndex(tag => names.includes(tag)))
    if (columns.slice(0, 3).some(column => column < 0)) continue
    if (line.fields.length < tags.length)
      throw bad('shifts.short_row', { values: line.fields.length, columns: tags.length }, name, line)
    const [residue, atom, shift, error] = columns.map(column => line.fields[column])
    const key = keyOf(name, line, residue, atom)
    rows.push({
      key,
      atom: key.split(' ')[1],
      shift: numberOf(name, line, shift, 'shift'),
      error: error === undefined || error === '.' || error === '?' ? 0 : errorOf(name, line, error),
    })
  }
  return rows
}

/** `number atom`, the amide proton by its newer name. */
function keyOf(name: string, line: Line, residue: string, atom: string): string {
  if (!/^-?\d+$/.test(residue)) throw bad('shifts.bad_residue', { text: residue }, name, line)
  if (!/^[A-Za-z][\w'*#]*$/.test(atom)) throw bad('shifts.bad_atom', { text: atom }, name, line)
  const upper = atom.toUpperCase()
  return `${residue} ${upper === 'HN' ? 'H' : upper}`
}

function numberOf(name: string, line: Line, field: string, what: 'shift' | 'error'): number {
  const value = numberIn(field)
  if (value === undefined || Number.isNaN(value))
    throw bad('shifts.bad_value', { what, text: field }, name, line)
  return value
}

function errorOf(name: string, line: Line, field: string): number {
  const error = numberOf(name, line, field, 'error')
  if (error < 0) throw bad('shifts.negative_error', { error }, name, line)
  return error
}

/** Positions of the columns named, or null if one is missing. */
function columnsOf(head: Line, names: string[]): number[] | null {
  const upper = head.fields.map(field => field.toUpperCase())
  const columns = names.map(column => upper.indexOf(column))
  return columns.includes(-1) ? null : columns
}

function bad<Code extends FaultCode>(code: Code, values: FaultValues<Code>, file: string, line: Line) {
  return refusal(code, values, { file, line: line.number })
}
