import { fault } from '../faults/index.ts'
import type { CurveTable, DataRow } from './curveTable.ts'
import { type Line, numberIn } from './numbers.ts'
import { unitInWords } from './qUnit.ts'

/**
 * Text files whose rows cannot be told apart by their looks: numbers of a head that look like data, or several tables.
 * Each reader gives nothing for a file that is not of its kind.
 */
export function knownTable(lines: Line[], name: string): CurveTable | undefined {
  return pdhTable(lines, name) ?? gnomTable(lines, name) ?? sasCifTable(lines)
}

const numbersIn = ({ fields }: Line) => fields.map(field => numberIn(field) ?? Number.NaN)

/**
 * Anton Paar's PDH, after Glatter: title, key words, a row of eight whole numbers of which the first counts the points, two
 * rows of five constants, the points, and in newer versions XML. q is in 1/nm unless the XML says otherwise.
 */
function pdhTable(lines: Line[], name: string): CurveTable | undefined {
  const counts = lines
    .slice(0, 8)
    .findIndex(line => line.fields.length === 8 && numbersIn(line).every(Number.isInteger))
  if (counts < 0) return
  const constants = lines.slice(counts + 1, counts + 3)
  if (constants.length < 2 || constants.some(line => line.fields.length !== 5)) return
  const rows: DataRow[] = []
  let end = counts + 3
  for (; end < lines.length && lines[end]!.fields.length >= 2; end++) {
    const values = numbersIn(lines[end]!)
    if (values.slice(0, 2).some(Number.isNaN) && !/^[-+\d.]/.test(lines[end]!.text)) break
    rows.push({ line: lines[end]!.number, values: values.slice(0, 3) })
  }
  const stated = numbersIn(lines[counts]!)[0]!
  const tail = lines.slice(end).map(line => line.text)
  const unit = unitInWords(tail.join('\n')) ?? '1/nm'
  return {
    format: 'pdh',
    rows,
    names: null,
    unit: {
      unit,
      reason: tail.some(text => unitInWords(text))
        ? `the file says ${unit}`
        : 'Anton Paar files have q in 1/nm',
    },
    header: headerOf(lines, rows),
    warnings:
      stated === rows.length
        ? []
        : [
            fault(
              'curve.other_count',
              { stated, points: rows.length },
              { file: name, line: lines[counts]!.number },
            ),
          ],
  }
}

/** GNOM's output: of its table the measured columns; rows that were extrapolated, and p(r), are no measurement. */
function gnomTable(lines: Line[], name: string): CurveTable | undefined {
  const head = lines.findIndex(({ text }) => /\bJ EXP\b.*\bERROR\b/i.test(text.slice(0, 1000)))
  if (head < 0) return
  const rows: DataRow[] = []
  let extrapolated = 0
  for (const line of lines.slice(head + 1)) {
    if (line.text === '') continue
    const values = numbersIn(line)
    if (values.some(Number.isNaN) || values.length < 2) break
    if (values.length < 4) extrapolated++
    else rows.push({ line: line.number, values: values.slice(0, 3) })
  }
  const words = lines
    .slice(0, head)
    .map(line => unitInWords(line.text))
    .find(unit => unit !== undefined)
  return {
    format: 'GNOM',
    rows,
    names: ['q', 'i', 'error'],
    unit: words ? { unit: words, reason: `the header says ${words}`, isStated: true } : null,
    header: headerOf(lines, rows),
    warnings: [fault('curve.gnom', { extrapolated }, { file: name })],
  }
}

/** sasCIF, as SASBDB and this program write it: the loop of measured intensities. */
function sasCifTable(lines: Line[]): CurveTable | undefined {
  const tags = lines.filter(({ text }) => text.startsWith('_sas_scan_intensity.'))
  if (tags.length === 0) return
  const names = tags.map(({ text }) => text.split(/\s/)[0]!.slice('_sas_scan_intensity.'.length))
  const tagsRead = ['momentum_transfer', 'intensity', 'intensity_su_counting', 'resolution_width']
  const columns = tagsRead.map(tag => names.indexOf(tag))
  const rows: DataRow[] = []
  for (const line of lines.slice(tags.at(-1)!.number)) {
    if (line.fields.length !== names.length) break
    const values = columns.map(column => numberIn(line.fields[column] ?? '') ?? Number.NaN)
    rows.push({ line: line.number, values })
  }
  // The dictionary asks for no width: a column of `?` is none.
  const width = rows.every(({ values }) => Number.isFinite(values[3])) ? 4 : 3
  for (const row of rows) row.values = row.values.slice(0, width)
  const unit = lines
    .filter(({ text }) => /^_sas_scan(?:_intensity)?\.(?:unit|momentum_transfer_units)\s/.test(text))
    .map(({ text }) => unitInWords(text))
    .find(Boolean)
  return {
    format: 'sasCIF',
    rows,
    names: ['q', 'i', 'sigma', 'dq'].slice(0, width),
    unit: unit ? { unit, reason: `the file says ${unit}`, isStated: true } : null,
    header: [],
    warnings: [],
  }
}

function headerOf(lines: Line[], rows: DataRow[]): CurveTable['header'] {
  const isRow = new Set(rows.map(row => row.line))
  return lines
    .filter(line => line.text !== '' && !isRow.has(line.number))
    .map(({ number, text }) => ({ line: number, text }))
}
