import { compareSchemas } from '../compareSchemas.ts'
import { sqliteCode } from '../errors.ts'
import { openReader, Sqlite } from './connection.ts'
import { migrate } from './migrate.ts'

/**
 * How a database differs from what the migrations make: one sentence per table, column, index or trigger that is
 * missing, changed or not ours. Empty when it is as it should be. Reads only.
 */
export function findDrift(path: string): string[] {
  const actual = openReader(path)
  const ideal = new Sqlite(':memory:')
  try {
    migrate(ideal)
    return compareSchemas(describe(ideal), describe(actual))
  } finally {
    ideal.close()
    actual.close()
  }
}

/** SQLite's own verdict on the file: empty when it is whole. */
export function findDamage(path: string): string[] {
  const client = openReader(path)
  try {
    const rows = client.query('PRAGMA integrity_check(20)').all() as { integrity_check: string }[]
    const orphans = client.query('PRAGMA foreign_key_check').all() as { table: string; parent: string }[]
    return [
      ...rows.map(row => row.integrity_check).filter(verdict => verdict !== 'ok'),
      ...orphans.map(
        ({ table, parent }) => `A row of ${table} points to a row of ${parent} that is not there.`,
      ),
    ]
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error
    return [(error as Error).message] // too damaged to be looked at
  } finally {
    client.close()
  }
}

/** Everything in a schema: its name for people, and the text that must be the same. */
function describe(client: Sqlite): Map<string, string> {
  const objects = client
    .query("SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    .all() as { type: string; name: string; owner: string; sql: string }[]
  const found = new Map<string, string>()
  for (const { type, name, owner, sql } of objects) {
    const text = sql.replace(/\s+/g, ' ')
    found.set(
      type === 'table' ? `table ${name}` : `${type} ${name} of ${owner}`,
      type === 'table' ? '' : text,
    )
    if (type !== 'table') continue
    const columns = client.query(`SELECT * FROM pragma_table_info('${name}')`).all() as { name: string }[]
    for (const { cid: _, ...column } of columns as { cid: number; name: string }[])
      found.set(`column ${name}.${column.name}`, JSON.stringify(column))
  }
  return found
}
