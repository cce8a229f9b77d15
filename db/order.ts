import { asc, desc, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'

/** Rows in the order of a column; those without a value come first, on every database. */
export const ascending = (column: AnySQLiteColumn): SQL =>
  column.notNull ? asc(column) : sql`${column} asc nulls first`

/** The other way round: rows without a value come last. */
export const descending = (column: AnySQLiteColumn): SQL =>
  column.notNull ? desc(column) : sql`${column} desc nulls last`
