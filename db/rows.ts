import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import { holdsText } from './columns.ts'
import type { Reader, Tx } from './index.ts'
import { ascending, descending } from './order.ts'
import { type Column, type Table, tables } from './tables.ts'
import { giveTurn, inBatches } from './turns.ts'

/** A row of any table, by the names of its columns. */
export type Row = Record<string, unknown>

/** Which rows of a table, in which order. */
export interface ListQuery {
  /** Words, each of which it holds, or a row that it names; or the number of a row. */
  search: string
  /** Values that columns must have; of a moment one of `timeFilters`, or two days such as 2026-01-31..2026-02-28. */
  filters: Record<string, string>
  /** Rows of a table between this and another, one of which must link a row to one of the other table. */
  links?: { through: Table; own: Column; other: Column; id: number }[]
  sort: string
  descending: boolean
  /** From when times are counted back. */
  now: number
  /** The rows that a search has found: see findMatches. */
  ids?: number[]
}

export const dayMs = 86_400_000

/** How long ago a moment may be; `some` and `none` are any and no moment. */
export const timeFilters = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs, some: Infinity, none: 0 }

const rowsAtATime = 4000
const namedMax = 5000

/**
 * Goes through a table for the words that are searched for, a part at a time, between which others have their turn. Answers
 * a query that names the rows instead; the same where there are too many, or rows have no numbers.
 */
export async function findMatches(
  db: Reader,
  table: Table,
  query: ListQuery,
  most = 50_000,
): Promise<ListQuery> {
  if (!query.search || !isNumbered(table)) return query
  const named: Named = new Map()
  for (const word of wordsOf(query.search))
    for (const other of new Set(
      table.columns.flatMap(({ refersTo }) => tables.get(refersTo?.table ?? '') ?? []),
    ))
      named.set(`${other.name} ${word}`, await scan(db, other, holdsWord(other, word), namedMax))
  const ids = await scan(db, table, conditionOf(table, query, named), most)
  return ids ? { ...query, search: '', ids } : query
}

/** By table and word: the rows that hold it; undefined where there are too many. */
type Named = Map<string, number[] | undefined>

const isNumbered = ({ key }: Table) => key.length === 1 && key[0]!.kind === 'number'

async function scan(
  db: Reader,
  table: Table,
  condition: SQL | undefined,
  most: number,
): Promise<number[] | undefined> {
  const { source } = table.key[0]!
  const [end] = await db.select({ id: sql<number | null>`max(${source})` }).from(table.source)
  const ids: number[] = []
  for (let from = 0; from < (end?.id ?? 0); from += rowsAtATime) {
    const isHere = and(gt(source, from), lte(source, from + rowsAtATime))
    const rows = await db.select({ id: source }).from(table.source).where(and(isHere, condition))
    ids.push(...rows.map(({ id }) => Number(id)))
    if (ids.length > most) return
    await giveTurn()
  }
  return ids
}

export async function listRows(
  db: Reader,
  table: Table,
  query: ListQuery,
  most: number,
  offset = 0,
): Promise<Row[]> {
  const column = table.columns.find(each => each.name === query.sort) ?? table.key[0]!
  const direction = query.descending ? descending : ascending
  const order = [column, ...table.key.filter(each => each !== column)].map(each => direction(each.source))
  const rows = db.select(fieldsOf(table)).from(table.source).where(conditionOf(table, query))
  return await rows
    .orderBy(...order)
    .limit(most)
    .offset(offset)
}

/** The rows that are wanted in the order of their keys, `most` at a time: those after a row that was read before. */
export async function listRowsAfter(
  db: Reader,
  table: Table,
  query: ListQuery,
  most: number,
  before?: Row,
): Promise<Row[]> {
  return await db
    .select(fieldsOf(table))
    .from(table.source)
    .where(and(conditionOf(table, query), before && comesAfter(table, before)))
    .orderBy(...table.key.map(({ source }) => asc(source)))
    .limit(most)
}

/** Whether a row comes after another in the order of their keys. */
export function comesAfter({ key }: Table, row: Row): SQL {
  const list = (parts: unknown[]) =>
    sql`(${sql.join(
      parts.map(part => sql`${part}`),
      sql`, `,
    )})`
  return sql`${list(key.map(({ source }) => source))} > ${list(key.map(({ name }) => row[name]))}`
}

export async function countRows(db: Reader, table: Table, query?: ListQuery): Promise<number> {
  return await db.$count(table.source, query && conditionOf(table, query))
}

/** @param id as `idOf` tells it */
export async function findRow(db: Reader, table: Table, id: string): Promise<Row | undefined> {
  const [row] = await db.select(fieldsOf(table)).from(table.source).where(isRow(table, id))
  return row
}

/** A statement has only so many parameters: 32,766 in SQLite. */
const valuesAtATime = 10_000

/** Rows whose column holds one of these values. */
export async function listRowsBy(
  db: Reader,
  table: Table,
  column: Column,
  values: unknown[],
): Promise<Row[]> {
  const rows: Row[] = []
  for (const batch of inBatches(values, valuesAtATime))
    rows.push(...(await db.select(fieldsOf(table)).from(table.source).where(inArray(column.source, batch))))
  return rows
}

/** The key of a row as one word. */
export const idOf = (table: Table, row: Row): string => table.key.map(({ name }) => row[name]).join(',')

/** The condition that picks the row with this id. */
function isRow(table: Table, id: string): SQL | undefined {
  const parts = table.key.length === 1 ? [id] : id.split(',')
  return and(...table.key.map((column, index) => equals(column, parts[index] ?? '')))
}

/** @returns the id of the new row */
export async function insertRow(tx: Tx, table: Table, row: Row): Promise<string> {
  const [inserted] = await tx.insert(table.source).values(row).returning(fieldsOf(table))
  return idOf(table, inserted as Row)
}

export async function updateRow(tx: Tx, table: Table, id: string, changes: Row): Promise<void> {
  await tx.update(table.source).set(changes).where(isRow(table, id))
}

export async function deleteRow(tx: Tx, table: Table, id: string): Promise<void> {
  await tx.delete(table.source).where(isRow(table, id))
}

const fieldsOf = (table: Table) =>
  Object.fromEntries(table.columns.map(({ name, source }) => [name, source] as const))

function conditionOf(
  table: Table,
  { search, filters, links = [], now, ids }: ListQuery,
  named?: Named,
): SQL | undefined {
  const chosen = table.columns
    .filter(column => filters[column.name])
    .map(column => {
      const wanted = filters[column.name]!
      if (column.kind === 'time' && Object.hasOwn(timeFilters, wanted))
        return isWithin(column, wanted as TimeFilter, now)
      if (column.kind === 'time' && wanted.includes('..')) return isBetween(column, wanted)
      return equals(column, wanted)
    })
  const linked = links.map(
    ({ through, own, other, id }) =>
      sql`${table.key[0]!.source} in (select ${own.source} from ${through.source} where ${eq(other.source, id)})`,
  )
  const found = ids && isOneOf(table.key[0]!.source, ids)
  return and(...chosen, ...linked, found, search ? holds(table, search, named) : undefined)
}

/** From the beginning of one day to the end of another, in UTC; either may be left out. */
function isBetween({ source }: Column, days: string): SQL | undefined {
  const [from, until] = days.split('..').map(day => Date.parse(`${day}T00:00Z`))
  return and(
    Number.isNaN(from) ? undefined : gte(source, from),
    Number.isNaN(until) ? undefined : lt(source, until! + dayMs),
    isNotNull(source),
  )
}

type TimeFilter = keyof typeof timeFilters

function isWithin({ source }: Column, filter: TimeFilter, now: number): SQL {
  if (filter === 'none') return isNull(source)
  return filter === 'some' ? isNotNull(source) : gt(source, now - timeFilters[filter])
}

/** Numbers, and no parameters: a statement has only so many of those. */
const isOneOf = (source: AnySQLiteColumn, ids: number[]): SQL =>
  ids.length === 0 ? sql`false` : sql`${source} in (${sql.raw(ids.join())})`

const wordsOf = (search: string) => search.split(/\s+/)

/** Every word stands in one of its texts, in a text of a row that it names, or is its number. */
function holds(table: Table, search: string, named?: Named): SQL | undefined {
  return and(...wordsOf(search).map(word => or(...placesOf(table, word, named)) ?? sql`false`))
}

function placesOf(table: Table, word: string, named?: Named): SQL[] {
  const [key] = table.key
  const isNumber = /^\d{1,15}$/.test(word) && key?.kind === 'number'
  const others = table.columns.flatMap(({ source, refersTo }) => {
    const other = refersTo && tables.get(refersTo.table)
    const found = other && holdsWord(other, word)
    if (!found) return []
    const ids = named?.get(`${other.name} ${word}`)
    if (ids) return [isOneOf(source, ids)]
    const { source: id } = other.key[0]!
    // Of many rows each is looked at by itself: those of a list would be gathered anew for each part of a table.
    return named
      ? [sql`exists (select 1 from ${other.source} where ${id} = ${source} and ${found})`]
      : [sql`${source} in (select ${id} from ${other.source} where ${found})`]
  })
  return [...(isNumber ? [eq(key.source, Number(word))] : []), ...ownPlaces(table, word), ...others]
}

const ownPlaces = (table: Table, word: string) => textsOf(table).map(text => holdsText(text, word))

const holdsWord = (table: Table, word: string) => or(...ownPlaces(table, word))

const textsOf = ({ columns }: Table) =>
  columns.filter(({ kind }) => kind === 'text').map(({ source }) => source)

/** Whether a column holds what a word of an address says. What is no number equals no number. */
function equals({ kind, source }: Column, word: string): SQL {
  if (kind === 'flag') return eq(source, word === 'yes')
  if (kind !== 'number' && kind !== 'time') return eq(source, word)
  return /^-?\d{1,15}$/.test(word) ? eq(source, Number(word)) : sql`false`
}
