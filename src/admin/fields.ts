import type { Row } from '#db/rows.ts'
import type { Column } from '#db/tables.ts'
import { refuse } from '../errors.ts'
import { type Inputs, type PanelTable, titleOf } from './tables.ts'

/** One input of a form: a column, or one number inside a column of JSON, then called `column.part`. */
export interface Field {
  name: string
  title: string
  optional: boolean
  input: { kind: 'text'; max: number } | { kind: 'number'; min: number }
}

interface Part {
  column: Column
  field: Field
  part?: string
  min: number
}

/** The inputs of a table's form. */
export const fieldsOf = (table: PanelTable, inputs: Inputs): Field[] =>
  partsOf(table, inputs).map(({ field }) => field)

/** What stands in the inputs of a row before anything is typed. */
export function valuesOf(table: PanelTable, inputs: Inputs, row: Row): Record<string, string> {
  const held = ({ column, part }: Part) => {
    const value = row[column.name]
    return part ? (value as Record<string, unknown> | null)?.[part] : value
  }
  return Object.fromEntries(partsOf(table, inputs).map(each => [each.field.name, String(held(each) ?? '')]))
}

/** The columns as typed. Nothing but the inputs is looked at. @throws AppError invalid, by field */
export function readFields(table: PanelTable, inputs: Inputs, typed: Record<string, unknown>): Row {
  const row: Row = {}
  const wrong: Record<string, string> = {}
  for (const each of partsOf(table, inputs)) {
    const { column, field, part } = each
    const text = String(typed[field.name] ?? '').trim()
    const fault = faultOf(each, text)
    if (fault) wrong[field.name] = fault
    else if (!part) row[column.name] = text === '' && !column.required ? null : text
    else if (text !== '') row[column.name] = { ...(row[column.name] as object), [part]: Number(text) }
    else row[column.name] ??= null
  }
  if (Object.keys(wrong).length > 0) refuse(wrong)
  return row
}

function partsOf(table: PanelTable, inputs: Inputs): Part[] {
  return Object.entries(inputs).flatMap(([name, { min = 0, max = 400, numbers }]): Part[] => {
    const column = table.columns.find(each => each.name === name)!
    if (!numbers) {
      const optional = min === 0 && (!column.required || column.hasDefault)
      const field = { name, title: titleOf(name), optional, input: { kind: 'text', max } } as const
      return [{ column, min: optional ? 0 : Math.max(1, min), field }]
    }
    return numbers.map(part => ({
      column,
      part,
      min,
      field: {
        name: `${name}.${part}`,
        title: `${titleOf(name)}: ${titleOf(part).toLowerCase()}`,
        optional: true,
        input: { kind: 'number', min: 0 },
      },
    }))
  })
}

function faultOf({ field: { input }, min }: Part, text: string): string | undefined {
  if (input.kind === 'number')
    return /^\d{0,15}$/.test(text)
      ? undefined
      : 'Use a whole number, or leave it empty for the limit of the site.'
  if (text.length < min) return min === 1 ? 'This cannot be empty.' : `Use at least ${min} characters.`
  if (text.length > input.max) return `Use at most ${input.max} characters.`
  return /\p{Cc}/u.test(text) ? 'Use plain text on one line.' : undefined
}
