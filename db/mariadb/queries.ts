import { getColumns, type Query, type SQL, sql } from 'drizzle-orm'
import { bunSQLiteCodecs } from 'drizzle-orm/bun-sqlite/codecs'
import { SQLiteDialect } from 'drizzle-orm/sqlite-core'
import type { Reader, Tx } from '../index.ts'
import { remoteQueries } from '../server/queries.ts'
import type { Execute } from '../server/server.ts'

const next = '\n;\n'
const theseKeys = '/* these keys */'

/** The queries of SQLite's tables, put to MariaDB, where the tables have the same names and hold the same values. */
class MariadbDialect extends SQLiteDialect {
  override escapeName(name: string): string {
    return `\`${name.replaceAll('`', '``')}\``
  }

  /** An update cannot answer what it changed. As nobody else writes meanwhile, the rows are asked for before and after. */
  override buildUpdateQuery(update: Parameters<SQLiteDialect['buildUpdateQuery']>[0]): SQL {
    const { table, where, returning } = update
    if (!returning) return super.buildUpdateQuery(update)
    const keys = Object.values(getColumns(table)).filter(column => column.primary)
    if (keys.length !== 1) throw new Error('Only rows with a key of one column can be changed and answered.')
    const [key] = keys
    const isOne = sql`${key} in ${sql.raw(theseKeys)}`
    const changed = super.buildUpdateQuery({ ...update, where: isOne, returning: undefined })
    const rows = sql.join(
      returning.map(({ field }) => sql`${field}`),
      sql`, `,
    )
    return sql.join(
      [
        sql`select ${key} from ${table}${where && sql` where ${where}`}`,
        changed,
        sql`select ${rows} from ${table} where ${isOne}`,
      ],
      sql.raw(next),
    )
  }

  override sqlToQuery(...query: Parameters<SQLiteDialect['sqlToQuery']>): Query {
    const built = super.sqlToQuery(...query)
    return { ...built, sql: translate(built.sql), params: translatePatterns(built.sql, built.params) }
  }
}

/** SQLite's words that MariaDB has others for. Rows without a value come first there anyway. */
function translate(text: string): string {
  return text
    .replaceAll(' asc nulls first', ' asc')
    .replaceAll(' desc nulls last', ' desc')
    .replaceAll('json_extract(', 'json_value(')
    .replace(/\bglob\(\?, ([^)]+)\)/g, '$1 regexp ?')
    .replace(/ on conflict \([^)]*\) do update set /, ' on duplicate key update ')
    .replace(/^insert into `\w+` \((`\w+`)[\s\S]* on conflict do nothing/, (found, column) =>
      found.replace(/ on conflict do nothing$/, ` on duplicate key update ${column} = ${column}`),
    )
}

/** Patterns between two stars, in which letters and classes of letters stand (see holdsText), as regular expressions. */
function translatePatterns(text: string, params: unknown[]): unknown[] {
  const places = [...text.matchAll(/\bglob\(\?/g)].map(({ index }) => countParameters(text.slice(0, index)))
  return params.map((value, at) =>
    places.includes(at)
      ? String(value)
          .slice(1, -1)
          .replace(/[.\\+(){}|^$]/g, '\\$&')
      : value,
  )
}

const countParameters = (text: string) => text.replace(/'[^']*'|`[^`]*`/g, '').split('?').length - 1

const dialect = new MariadbDialect({ codecs: bunSQLiteCodecs })

export const queriesOn = (execute: Execute): Tx & Reader => {
  const db = remoteQueries(dialect, executeSteps(execute))
  executors.set(db, execute)
  return db
}

const executors = new WeakMap<Tx | Reader, Execute>()

/** What puts statements of MariaDB's own into a transaction. */
export const executeIn = (tx: Tx): Execute => executors.get(tx)!

const executeSteps =
  (execute: Execute): Execute =>
  async (text, parameters) => {
    const [before, change, after] = text.split(next)
    if (change === undefined || after === undefined) return await execute(text, parameters)
    const asked = countParameters(before!)
    const changing = countParameters(change)
    const keys = (await execute(before!, parameters.slice(0, asked))).flat()
    if (keys.length === 0) return []
    const list = `(${keys.map(() => '?').join(', ')})`
    await execute(change.replace(theseKeys, list), [...parameters.slice(asked, asked + changing), ...keys])
    return await execute(after.replace(theseKeys, list), [...parameters.slice(asked + changing), ...keys])
  }
