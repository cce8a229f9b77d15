import type { Reader } from '#db/index.ts'
import { countRows, idOf, listRows, type Row } from '#db/rows.ts'
import type { Column } from '#db/tables.ts'
import { refuse } from '../errors.ts'
import type { Input, RowInputs } from './descriptions.ts'
import { getPanelTable, type PanelTable, titleOf, titleOfPart } from './tables.ts'

/** One input of a form: a column, or one number inside a column of JSON, then called `column.part`. */
export interface RowField {
  name: string
  title: string
  help?: string
  optional: boolean
  /** What holds while it is empty. */
  placeholder?: string
  input: FieldInput
}

type FieldInput =
  | { kind: 'text'; max: number; lines?: number }
  | { kind: 'number'; min?: number; unit?: 'MB' }
  | { kind: 'choice'; options: { value: string; text: string }[] }
  | { kind: 'time' }
  | { kind: 'flag' }

interface Part {
  column: Column
  input: Input
  field: RowField
  part?: string
}

/** More rows than this are too many to choose one from: then its number is typed. */
const choicesMax = 200

/** The inputs of a table's form; a column that names another row offers the rows there are. */
export async function rowFieldsOf(
  db: Reader,
  table: PanelTable,
  inputs: RowInputs,
  siteLimits: Readonly<Record<string, number>> = {},
): Promise<RowField[]> {
  const fields = partsOf(table, inputs).map(async ({ column, part, field }) => {
    const limit = part && Object.hasOwn(siteLimits, part) ? siteLimits[part]! : undefined
    if (limit !== undefined) return { ...field, placeholder: String(limit / scaleOf(field.input)) }
    const choices = column.refersTo && (await choicesOf(db, getPanelTable(column.refersTo.table)))
    if (!choices) return field
    const options = field.optional ? [{ value: '', text: 'none' }, ...choices] : choices
    return { ...field, input: { kind: 'choice', options } as const }
  })
  return await Promise.all(fields)
}

/** Bytes are typed in MB. */
const scaleOf = (input: FieldInput) => (input.kind === 'number' && input.unit === 'MB' ? 1e6 : 1)

/** What stands in the inputs of a row before anything is typed. */
export function valuesOf(table: PanelTable, inputs: RowInputs, row: Row): Record<string, string> {
  const held = ({ column, part }: Part) => {
    const value = row[column.name]
    return part ? (value as Record<string, unknown> | null)?.[part] : value
  }
  return Object.fromEntries(
    partsOf(table, inputs).map(each => {
      const value = held(each)
      const shown = typeof value === 'number' ? value / scaleOf(each.field.input) : value
      return [each.field.name, textOf(shown, each.field.input.kind)]
    }),
  )
}

/** The columns as typed. Nothing but the inputs is looked at. @throws AppError invalid, by field */
export function readRowFields(table: PanelTable, inputs: RowInputs, typed: Record<string, unknown>): Row {
  const row: Row = {}
  const wrong: Record<string, string> = {}
  for (const each of partsOf(table, inputs)) {
    const { column, field, part } = each
    const text = tidied(each, String(typed[field.name] ?? '').trim())
    const fault = faultOf(each, text)
    if (fault) wrong[field.name] = fault
    else if (!part) row[column.name] = read(each, text)
    else if (text !== '')
      row[column.name] = {
        ...(row[column.name] as object),
        [part]: Math.round(Number(text) * scaleOf(field.input)),
      }
    else row[column.name] ??= null
  }
  if (Object.keys(wrong).length > 0) refuse(wrong)
  return row
}

async function choicesOf(db: Reader, table: PanelTable) {
  if ((await countRows(db, table)) > choicesMax) return
  const query = { search: '', filters: {}, sort: '', descending: false, now: 0 }
  const rows = await listRows(db, table, query, choicesMax)
  return rows.map(row => ({ value: idOf(table, row), text: table.nameOf(row) || idOf(table, row) }))
}

function partsOf(table: PanelTable, inputs: RowInputs): Part[] {
  return Object.entries(inputs).flatMap(([name, input]): Part[] => {
    const column = table.columns.find(each => each.name === name)!
    const { min = 0, help } = input
    const title = titleOf(name)
    if (!input.numbers) {
      const optional = min === 0 && (!column.required || column.hasDefault)
      return [{ column, input, field: { name, title, help, optional, input: inputOf(column, input) } }]
    }
    return Object.entries(input.numbers).map(([part, least]) => ({
      column,
      input,
      part,
      field: {
        name: `${name}.${part}`,
        title: `${title}: ${titleOfPart(part).toLowerCase()}`,
        help,
        optional: true,
        input: { kind: 'number', min: least, unit: /bytesMax$/i.test(part) ? 'MB' : undefined },
      },
    }))
  })
}

const tidied = ({ input: { tidy } }: Part, text: string) =>
  tidy && text ? tidy(text) : text.replaceAll('\r\n', '\n')

function inputOf({ kind, options }: Column, { min, max = 400, lines }: Input): FieldInput {
  if (kind === 'number') return { kind, min }
  if (kind === 'time' || kind === 'flag') return { kind }
  if (kind === 'choice') return { kind, options: options.map(value => ({ value, text: value })) }
  return { kind: 'text', max, lines }
}

function faultOf(
  { field, input: { min = 0, fault, most }, column, part }: Part,
  text: string,
): string | undefined {
  const { input, optional } = field
  if (input.kind === 'flag') return
  if (text === '') return optional ? undefined : 'This cannot be empty.'
  if (input.kind === 'number') {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return 'Use a number.'
    if ((part ? input.unit !== 'MB' : column.isWhole) && text.includes('.')) return 'Use a whole number.'
    const limit = part && most && Object.hasOwn(most, part) ? most[part] : undefined
    if (limit && Number(text) * scaleOf(input) > limit.value)
      return `Use ${(limit.value / scaleOf(input)).toLocaleString('en')} or less: ${limit.because}.`
    return Number(text) < (input.min ?? -Infinity) ? `Use ${input.min} or more.` : undefined
  }
  if (input.kind === 'time')
    return Number.isNaN(momentOf(text)) ? 'Enter a date and a time, in UTC.' : undefined
  if (input.kind === 'choice')
    return input.options.some(({ value }) => value === text) ? undefined : 'Choose one of the list.'
  if (text.length < min) return `Use at least ${min} characters.`
  if (text.length > input.max) return `Use at most ${input.max} characters.`
  const oneLine = input.lines ? text.replaceAll('\n', ' ') : text
  return /\p{Cc}/u.test(oneLine) ? 'Use plain text on one line.' : fault?.(text)
}

/** Nothing typed is an empty text, the column's default, or null. */
function read({ column, field: { input } }: Part, text: string): unknown {
  if (input.kind === 'flag') return text === 'on'
  if (text === '') return column.required ? (input.kind === 'text' ? '' : undefined) : null
  if (input.kind === 'time') return momentOf(text)
  return input.kind === 'number' || column.kind === 'number' ? Number(text) : text
}

function textOf(value: unknown, kind: FieldInput['kind']): string {
  if (value === null || value === undefined) return ''
  if (kind === 'time') return new Date(Number(value)).toISOString().slice(0, 16)
  if (kind === 'flag') return value ? 'on' : ''
  return String(value)
}

/** Of what a browser's input for day and time sends, read as UTC. */
const momentOf = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN
