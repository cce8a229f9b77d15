import { type SQL, sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  primaryKey,
  real,
  snakeCase,
  text,
  unique,
} from 'drizzle-orm/sqlite-core'
import { fold, variantsOf } from './foldedText.ts'

/**
 * The column kit: what schema.ts is made of, in words that mean the same on every database. This one speaks
 * SQLite; a kit for PostgreSQL or MySQL exports the same names and no query changes.
 *
 * Columns are camelCase here and snake_case in the database. A column may be empty unless it says `.notNull()`.
 */
export const table = snakeCase.table
export { index, primaryKey, unique }

/** A primary key that counts up and is never given out twice, even after its row is gone. */
export const id = () => integer().primaryKey({ autoIncrement: true })

type Row = () => AnySQLiteColumn

/** The id of a row that this one cannot outlive. */
export const belongsTo = (row: Row) => integer().notNull().references(row, { onDelete: 'cascade' })

/** The same, where there may be none. */
export const mayBelongTo = (row: Row) => integer().references(row, { onDelete: 'cascade' })

/** The id of a row elsewhere; emptied when that row goes. */
export const mentions = (row: Row) => integer().references(row, { onDelete: 'set null' })

/** A moment: whole milliseconds since 1970 in UTC. */
export const moment = () => integer()

export const whole = () => integer()
export const decimal = () => real()
export const words = () => text()
export const flag = () => integer({ mode: 'boolean' })

/** Any JSON value, typed by `.$type<...>()`. */
export const json = () => text({ mode: 'json' })

/** A number in a column of JSON, by its key. */
export const numberIn = (column: Parameters<typeof sql>[1], key: string) =>
  sql<number>`json_extract(${column}, ${sql.raw(`'$.${key}'`)})`

/** Whether a column holds a text, whatever its case and accents. PostgreSQL has its `glob` from db/postgres/translate.ts. */
export const holdsText = (column: AnySQLiteColumn, text: string): SQL => {
  const classes = [...fold(text)].map(letter => {
    const letters = variantsOf(letter)
    return letters.length > letter.length || '*?['.includes(letter) ? `[${letters}]` : letter
  })
  return sql`glob(${`*${classes.join('')}*`}, ${column})`
}

/** One word of a closed list; `onlyOneOf` has the database keep it closed. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(list: Words) =>
  text({ enum: list as unknown as [Words[number], ...Words[number][]] })

/** The constraint behind `oneOf`. */
export const onlyOneOf = (name: string, column: Parameters<typeof sql>[1], list: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(list.map(word => `'${word}'`).join(', '))})`)
