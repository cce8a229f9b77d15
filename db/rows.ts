import { and, asc, eq, gt, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { ascending, descending } from './order.ts'
import type { Column, Table } from './tables.ts'

/** A row of any table, by the names of its columns. */
export type Row = Record<string, unknown>

/** Which rows of a table, in which order. */
export interface ListQuery {
  /** Letters that any of its texts holds, or the number of a row. */
  search: string
  /** Values that columns must have; of a moment one of `timeFilters`. */
  filters: Record<string, string>
  sort: string
  descending: boolean
  /** From when times are counted back. */
  now: number
}

const dayMs = 86_400_000

/** How long ago a moment may be; `some` and `none` are any and no moment. */
export const timeFilters = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs, some: Infinity, none: 0 }

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
  const list = (parts: unknown[]) =>
    sql`(${sql.join(
      parts.map(part => sql`${part}`),
      sql`, `,
    )})`
  const later =
    before &&
    sql`${list(table.key.map(({ source }) => source))} > ${list(table.key.map(({ name }) => before[name]))}`
  return await db
    .select(fieldsOf(table))
    .from(table.source)
    .where(and(conditionOf(table, query), later))
    .orderBy(...table.key.map(({ source }) => asc(source)))
    .limit(most)
}

export async function countRows(db: Reader, table: Table, query?: ListQuery): Promise<number> {
  return await db.$count(table.source, query && conditionOf(table, query))
}

/** @param id as `idOf` tells it */
export async function findRow(db: Reader, table: Table, id: string): Promise<Row | undefined> {
  const [row] = await db.select(fieldsOf(table)).from(table.source).where(isRow(table, id))
  return row
}

/** Rows whose column holds one of these values. */
export async function listRowsBy(
  db: Reader,
  table: Table,
  column: Column,
  values: unknown[],
): Promise<Row[]> {
  if (values.length === 0) return []
  return await db.select(fieldsOf(table)).from(table.source).where(inArray(column.source, values))
}

/** The key of a row as one word. */
export const idOf = (table: Table, row: Row): string => table.key.map(({ name }) => row[name]).join(',')

/** The condition that picks the row with this id. */
function isRow(table: Table, id: string): SQL | undefined {
  const parts = table.key.length === 1 ? [id] : id.split(',')
  return and(...table.key.map((column, index) => eq(column.source, typed(column, parts[index] ?? ''))))
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

function conditionOf(table: Table, { search, filters, now }: ListQuery): SQL | undefined {
  const chosen = table.columns
    .filter(column => filters[column.name])
    .map(column => {
      const wanted = filters[column.name]!
      if (column.kind === 'time' && wanted in timeFilters) return isWithin(column, wanted as TimeFilter, now)
      return eq(column.source, typed(column, wanted))
    })
  return and(...chosen, search ? holds(table, search) : undefined)
}

type TimeFilter = keyof typeof timeFilters

function isWithin({ source }: Column, filter: TimeFilter, now: number): SQL {
  if (filter === 'none') return isNull(source)
  return filter === 'some' ? isNotNull(source) : gt(source, now - timeFilters[filter])
}

function holds(table: Table, search: string): SQL | undefined {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  const texts = table.columns.filter(({ kind }) => kind === 'text')
  const [key] = table.key
  const byNumber =
    /^\d{1,15}$/.test(search) && key?.kind === 'number' ? eq(key.source, Number(search)) : undefined
  return (
    or(byNumber, ...texts.map(({ source }) => sql`lower(${source}) like lower(${pattern}) escape '\\'`)) ??
    sql`false`
  )
}

/** A word of an address as the column's own type. What is no number equals no number. */
function typed({ kind }: Column, word: string): unknown {
  if (kind === 'flag') return word === 'yes'
  return kind === 'number' || kind === 'time' ? (/^-?\d{1,15}$/.test(word) ? Number(word) : -1) : word
}
