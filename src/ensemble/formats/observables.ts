import { refusal } from '../faults/index.ts'
import { type Average, type Observable, powers } from '../observables.ts'
import { withoutEnding } from '../structures/withoutEnding.ts'
import { type Line, numberIn, tableLinesOf } from './numbers.ts'

/** The columns beside those of the models. */
const ownColumns = ['name', 'kind', 'average', 'measured', 'error']
const kinds = ['mean', 'lower', 'upper'] as const
/** As people write powers. */
const averages: Record<string, Average> = {
  linear: 'linear',
  'r^-3': 'r^-3',
  'r-3': 'r^-3',
  'r^-6': 'r^-6',
  'r-6': 'r^-6',
}

/**
 * Reads numbers that were measured of the ensemble, and what each model has of them: a line of names, then one line an observable,
 * tabs, commas, semicolons or blanks between. The columns are name, kind (mean, lower or upper), average (linear, r^-3 or r^-6), measured, error,
 * and one for each model, called like it, in any order. A bound may have no error, written 0.
 *
 * @param models the names of the library, in its order
 * @throws FaultError observables.* with file and line
 */
export function readObservables(text: string, file: string, models: readonly string[]): Observable[] {
  const [head, ...rows] = tableLinesOf(text)
  if (!head || rows.length === 0) throw refusal('observables.no_numbers', {}, { file })
  const names = head.fields.map(withoutEnding)
  const placeOf = firstPlaces(names)
  const lowerPlaceOf = firstPlaces(names.map(name => name.toLowerCase()))
  const columnOf = (name: string) => lowerPlaceOf.get(name) ?? -1
  const missing = ownColumns.find(name => columnOf(name) < 0)
  if (missing) throw refusal('observables.no_column', { missing }, { file, line: head.number })
  const places = models.map(model => placeOf.get(withoutEnding(model)) ?? -1)
  const absent = models.find((_, k) => places[k] < 0)
  if (absent !== undefined)
    throw refusal('observables.missing_model', { model: absent }, { file, line: head.number })
  const known = new Set([...places, ...ownColumns.map(columnOf)])
  const unknown = names.findIndex((_, column) => !known.has(column))
  if (unknown >= 0)
    throw refusal('observables.unknown_model', { model: head.fields[unknown] }, { file, line: head.number })
  const [name, kind, average, measured, error] = ownColumns.map(columnOf)
  return rows.map(line => {
    if (line.fields.length !== names.length)
      throw refusal(
        'observables.ragged_row',
        { columns: line.fields.length, firstLine: head.number, firstColumns: names.length },
        { file, line: line.number },
      )
    const number = (column: number) => numberOf(line, column, file)
    return checked(
      {
        name: line.fields[name],
        kind: wordIn(line, kind, Object.fromEntries(kinds.map(each => [each, each])), file),
        average: wordIn(line, average, averages, file),
        measured: number(measured),
        error: number(error),
        values: Float64Array.from(places, number),
      },
      { file, line: line.number },
    )
  })
}

/** Where each name stands, one that repeats at its first place. */
const firstPlaces = (names: string[]) =>
  new Map(names.map((name, place) => [name, place] as const).toReversed())

function wordIn<Word extends string>(
  { fields, number }: Line,
  column: number,
  words: Record<string, Word>,
  file: string,
): Word {
  const text = fields[column]
  const word = text.toLowerCase()
  if (Object.hasOwn(words, word)) return words[word]
  throw refusal(
    'observables.unknown_word',
    { text, words: [...new Set(Object.values(words))] },
    { file, line: number },
  )
}

function numberOf({ fields, number }: Line, column: number, file: string): number {
  const value = numberIn(fields[column])
  if (value === undefined || Number.isNaN(value))
    throw refusal(
      'observables.not_finite',
      { column: column + 1, text: fields[column] },
      { file, line: number },
    )
  return value
}

function checked(observable: Observable, place: { file: string; line: number }): Observable {
  const { name, kind, average, measured, error, values } = observable
  if (!(kind === 'mean' ? error > 0 : error >= 0))
    throw refusal('observables.error_not_positive', { name, error }, place)
  const odd = powers[average] < 0 ? [measured, ...values].find(value => !(value > 0)) : undefined
  if (odd !== undefined) throw refusal('observables.not_positive', { name, average, value: odd }, place)
  return observable
}
