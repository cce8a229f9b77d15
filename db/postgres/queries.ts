import { getColumns, is, type Query, SQL } from 'drizzle-orm'
import { bunSQLiteCodecs } from 'drizzle-orm/bun-sqlite/codecs'
import { SQLiteDialect, SQLiteInteger } from 'drizzle-orm/sqlite-core'
import type { Reader, Tx } from '../index.ts'
import { remoteQueries } from '../server/queries.ts'
import type { Execute } from '../server/server.ts'

/**
 * The queries of SQLite's tables, put to PostgreSQL: the tables there have the same names and hold the same values, and
 * what the query builder writes for one is understood by the other, but for three things.
 */
class PostgresDialect extends SQLiteDialect {
  override escapeParam(index: number): string {
    return `$${index + 1}`
  }

  /** SQLite counts a key up where it is given null; PostgreSQL where it is given nothing. */
  override buildInsertQuery(insert: Parameters<SQLiteDialect['buildInsertQuery']>[0]): SQL {
    if (is(insert.values, SQL) || !Array.isArray(insert.values)) return super.buildInsertQuery(insert)
    const [row = {}] = insert.values
    const given = Object.entries(getColumns(insert.table))
      .filter(
        ([name, column]) => !(is(column, SQLiteInteger) && column.autoIncrement) || row[name] !== undefined,
      )
      .map(([name]) => name)
    return super.buildInsertQuery({ ...insert, columnList: given })
  }

  /** After "on conflict" PostgreSQL wants the name of a column without its table's. */
  override sqlToQuery(...query: Parameters<SQLiteDialect['sqlToQuery']>): Query {
    const built = super.sqlToQuery(...query)
    return { ...built, sql: built.sql.replace(/ on conflict \("\w+"\.("\w+")\)/, ' on conflict ($1)') }
  }
}

/** Values are read as SQLite's are: a JSON text is parsed, 1 is true. */
const dialect = new PostgresDialect({ codecs: bunSQLiteCodecs })

export const queriesOn = (execute: Execute): Tx & Reader => remoteQueries(dialect, execute)
