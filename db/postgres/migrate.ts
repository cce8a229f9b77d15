import type { SQL } from 'bun'
import { DatabaseUnusable } from '../errors.ts'
import type { Options } from '../index.ts'
import { type Migration, migrations } from '../migrations/index.ts'
import { pendingSteps } from '../pending.ts'
import { executeOn, overLostConnection } from '../server/client.ts'
import type { Execute } from '../server/server.ts'
import { takeTurn } from './client.ts'
import { functions, translate } from './translate.ts'

/**
 * Brings the schema up to this code's, in one transaction: a kill at any moment leaves the old schema or the new one. Of
 * processes that start at once one does it, and the others wait and find nothing to do.
 * @throws DatabaseUnusable the database is another program's, or newer than this code
 */
export async function migrate(
  client: SQL,
  name: string,
  { onCreate, onMigrated }: Options,
  now = Date.now(),
): Promise<void> {
  const look = await overLostConnection(() => pendingIn(executeOn(client), name))
  if (look.pending.length === 0) return
  if (look.isNew) onCreate?.()
  const connection = await client.reserve()
  try {
    // Others may be at it, and it takes what it takes.
    const patience = "set local lock_timeout = '1h'; set local statement_timeout = 0;"
    await connection.unsafe(`begin; ${patience} ${takeTurn}`).simple()
    const { pending, isNew } = await pendingIn(executeOn(connection), name)
    await connection.unsafe(textOf(pending, now)).simple()
    await connection.unsafe('commit').simple()
    if (!isNew && pending.length > 0) onMigrated?.({ steps: pending.map(step => step.name) })
  } catch (error) {
    await connection.unsafe('rollback').simple()
    throw error
  } finally {
    connection.release()
  }
}

const migrationsTable = translate(
  'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at integer NOT NULL);',
)

/** What makes these steps, as one text of many statements. */
export function textOf(steps: readonly Migration[], now: number): string {
  const texts = steps.map(
    ({ name, sql }) =>
      `${translate(sql)}; INSERT INTO migrations (name, applied_at) VALUES ('${name}', ${now});`,
  )
  return [functions, migrationsTable, ...texts].join('\n')
}

/** What a database lacks. @throws DatabaseUnusable as `migrate` does */
export async function pendingIn(
  execute: Execute,
  name: string,
): Promise<{ pending: readonly Migration[]; isNew: boolean }> {
  const tables = await execute('select tablename from pg_tables where schemaname = current_schema()', [])
  const names = tables.map(([table]) => table)
  const isNew = names.length === 0
  if (!isNew && !(names.includes('migrations') && names.includes('analyses')))
    throw new DatabaseUnusable(`${name} is not a database of this program. Nothing was changed.`)
  const rows = isNew ? [] : await execute('select name from migrations', [])
  return { pending: pendingSteps(rows.flat() as string[], migrations), isNew }
}
