import type { LabelColumn } from '../diagnose/groupings.ts'
import { type FaultPlace, refusal } from '../faults/index.ts'
import type { Property } from '../posterior/distributions.ts'
import { withoutEnding } from '../structures/withoutEnding.ts'
import { type Line, numberIn, tableLinesOf } from './numbers.ts'

/** The most columns that are taken, and the most groups in one that names groups. */
const columnsMax = 10
const groupsMax = 50

/** What a column is called whose numbers are names. */
const namesOfModels = /^(?:models?|names?|files?|structures?|frames?)$/i

/** What a column is called whose whole numbers are groups, and no amounts. */
const namesOfGroups =
  /^(?:clusters?|groups?|labels?|class(?:es)?|states?|basins?)(?:[_ -]?(?:ids?|numbers?))?$/i

/** What people know of their models: numbers, and groups that they belong to. */
export interface ModelProperties {
  properties: Property[]
  labels: LabelColumn[]
}

/**
 * Reads what people know of their models (an angle, a distance, the cluster of each): a line of names, then one line a model, blanks,
 * commas or semicolons between. A unit stands in brackets behind a name, as in `angle(deg)`. Where the first column holds words, or is
 * called `model`, it names the models, and the lines may be in any order; otherwise they are in that of the library. A column of
 * words, or one called `cluster`, `group`, `label`, `class`, `state` or `basin` with whole numbers, says which group a model belongs to.
 *
 * @param models the names of the library, in its order
 * @throws FaultError properties.* with file and line
 */
export function readProperties(text: string, file: string, models: readonly string[]): ModelProperties {
  const [head, ...rows] = tableLinesOf(text)
  if (!head || rows.length === 0) throw refusal('properties.no_numbers', {}, { file })
  const place = { file, line: head.number }
  if (head.fields.every(field => numberIn(field) !== undefined))
    throw refusal('properties.no_names', {}, place)
  const names = withUnits(head.fields)
  for (const { fields, number } of rows)
    if (fields.length !== names.length)
      throw refusal(
        'properties.ragged_row',
        { columns: fields.length, firstLine: head.number, firstColumns: names.length },
        { file, line: number },
      )
  const isNamed =
    namesOfModels.test(names[0]) ||
    (!namesOfGroups.test(names[0]) && rows.some(row => numberIn(row.fields[0]) === undefined))
  const ordered = isNamed ? inOrderOf(models, rows, file) : rows
  if (ordered.length !== models.length)
    throw refusal('properties.wrong_count', { rows: rows.length, models: models.length }, { file })
  const columns = names.map((name, column) => ({ ...namedBy(name), column })).slice(isNamed ? 1 : 0)
  if (columns.length === 0) throw refusal('properties.no_numbers', {}, { file })
  if (columns.length > columnsMax)
    throw refusal('properties.too_many', { columns: columns.length, most: columnsMax }, place)
  const repeated = columns.find(({ name }, i) => columns.findIndex(each => each.name === name) < i)
  if (repeated) throw refusal('properties.repeated_name', { name: repeated.name }, place)
  const found: ModelProperties = { properties: [], labels: [] }
  for (const { name, unit, column } of columns) {
    const labels = ordered.map(({ fields }) => fields[column])
    if (areGroups(name, labels)) found.labels.push({ name, labels: checkedGroups(name, labels, place) })
    else
      found.properties.push({
        name,
        unit,
        values: Float64Array.from(ordered, line => valueIn(line, column, file)),
      })
  }
  return found
}

/** Whether a column names groups: by words alone, or by its own name with whole numbers or words. */
function areGroups(name: string, labels: string[]): boolean {
  const numbers = labels.map(numberIn)
  return (
    numbers.every(value => value === undefined) ||
    (namesOfGroups.test(name) && numbers.every(value => value === undefined || Number.isInteger(value)))
  )
}

function checkedGroups(name: string, labels: string[], place: FaultPlace): string[] {
  const groups = new Set(labels).size
  if (groups > groupsMax)
    throw refusal('properties.too_many_groups', { name, groups, most: groupsMax }, place)
  return labels
}

function valueIn({ fields, number }: Line, column: number, file: string): number {
  const value = numberIn(fields[column])
  if (value === undefined || Number.isNaN(value))
    throw refusal(
      'properties.not_finite',
      { column: column + 1, text: fields[column] },
      { file, line: number },
    )
  return value
}

/** Puts a unit after a blank, as in `angle (deg)`, behind its name. */
function withUnits(words: string[]): string[] {
  const names: string[] = []
  for (const word of words)
    if (names.length > 0 && /^[([].*[)\]]$/.test(word)) names.push(names.pop()! + word)
    else names.push(word)
  return names
}

function namedBy(text: string): { name: string; unit: string } {
  const [, before, unit] = /^(.[^([]*)[([](.*)[)\]]$/.exec(text) ?? []
  return before === undefined ? { name: text, unit: '' } : { name: before.replace(/(?<=.)[_ ]$/, ''), unit }
}

/** The lines in the order of the models that they name, with or without the ending of a file. */
function inOrderOf(models: readonly string[], rows: Line[], file: string): Line[] {
  const places = new Map(models.flatMap((name, k) => [[withoutEnding(name), k] as const, [name, k] as const]))
  const ordered = new Array<Line | undefined>(models.length)
  for (const line of rows) {
    const [model] = line.fields
    const k = places.get(model) ?? places.get(withoutEnding(model))
    const place = { file, line: line.number }
    if (k === undefined) throw refusal('properties.unknown_model', { model }, place)
    if (ordered[k]) throw refusal('properties.repeated_model', { model }, place)
    ordered[k] = line
  }
  const missing = models.find((_, k) => !ordered[k])
  if (missing !== undefined) throw refusal('properties.missing_model', { model: missing }, { file })
  return ordered as Line[]
}
