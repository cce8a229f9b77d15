import { refusal } from '../faults/index.ts'
import type { Property } from '../posterior/distributions.ts'
import { isComment, type Line, linesOf, numberIn } from './numbers.ts'

/** The most columns of numbers that are taken. */
const columnsMax = 10

/** What a column is called whose numbers are names. */
const namesOfModels = /^(?:models?|names?|files?|structures?|frames?)$/i

/**
 * Reads numbers that people know of their models (an angle, a distance): a line of names, then one line a model, blanks, commas or
 * semicolons between. A unit stands in brackets behind a name, as in `angle(deg)`. Where the first column holds words, or is
 * called `model`, it names the models, and the lines may be in any order; otherwise they are in that of the library.
 *
 * @param models the names of the library, in its order
 * @throws FaultError properties.* with file and line
 */
export function readProperties(text: string, file: string, models: readonly string[]): Property[] {
  const [head, ...rows] = linesOf(text).filter(line => !isComment(line))
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
  const isNamed = namesOfModels.test(names[0]) || rows.some(row => numberIn(row.fields[0]) === undefined)
  const ordered = isNamed ? inOrderOf(models, rows, file) : rows
  if (ordered.length !== models.length)
    throw refusal('properties.wrong_count', { rows: rows.length, models: models.length }, { file })
  const columns = names.map((name, column) => ({ ...namedBy(name), column })).slice(isNamed ? 1 : 0)
  if (columns.length === 0) throw refusal('properties.no_numbers', {}, { file })
  if (columns.length > columnsMax)
    throw refusal('properties.too_many', { columns: columns.length, most: columnsMax }, place)
  const repeated = columns.find(({ name }, i) => columns.findIndex(each => each.name === name) < i)
  if (repeated) throw refusal('properties.repeated_name', { name: repeated.name }, place)
  return columns.map(({ name, unit, column }) => ({
    name,
    unit,
    values: Float64Array.from(ordered, line => valueIn(line, column, file)),
  }))
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
  const [, name, unit] = /^(.+?)[_ ]?[([](.*)[)\]]$/.exec(text) ?? [text, text, '']
  return { name, unit }
}

/** The lines in the order of the models that they name, with or without the ending of a file. */
function inOrderOf(models: readonly string[], rows: Line[], file: string): Line[] {
  const places = new Map(models.flatMap((name, k) => [[bare(name), k] as const, [name, k] as const]))
  const ordered = new Array<Line | undefined>(models.length)
  for (const line of rows) {
    const [model] = line.fields
    const k = places.get(model) ?? places.get(bare(model))
    const place = { file, line: line.number }
    if (k === undefined) throw refusal('properties.unknown_model', { model }, place)
    if (ordered[k]) throw refusal('properties.repeated_model', { model }, place)
    ordered[k] = line
  }
  const missing = models.find((_, k) => !ordered[k])
  if (missing !== undefined) throw refusal('properties.missing_model', { model: missing }, { file })
  return ordered as Line[]
}

const bare = (name: string) => name.replace(/\.(pdb|ent|cif|mmcif|gro)$/i, '')
