import type { ReservedSQL } from 'bun'
import { notOurs } from '../errors.ts'
import { type Migration, migrations } from '../migrations/index.ts'
import { pendingSteps } from '../pending.ts'
import { rollBack } from '../server/client.ts'
import type { Execute, Pending } from '../server/server.ts'
import { takeTurn } from './client.ts'
import { functions, translate } from './translate.ts'

/** In one transaction: a kill at any moment leaves the old schema or the new one. */
export async function applyPending(
  connection: ReservedSQL,
  look: () => Promise<Pending>,
  now: number,
): Promise<Pending> {
  try {
    // Others may be at it, and it takes what it takes.
    const patience = "set local lock_timeout = '1h'; set local statement_timeout = 0;"
    await connection.unsafe(`begin; ${patience} ${takeTurn}`).simple()
    const found = await look()
    await connection.unsafe(textOf(found.pending, now)).simple()
    await connection.unsafe('commit').simple()
    return found
  } catch (error) {
    await rollBack(connection)
    throw error
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

export async function pendingIn(execute: Execute, name: string): Promise<Pending> {
  const tables = await execute('select tablename from pg_tables where schemaname = current_schema()', [])
  const names = tables.map(([table]) => table)
  const isNew = names.length === 0
  if (!isNew && !(names.includes('migrations') && names.includes('analyses'))) throw notOurs(name)
  const rows = isNew ? [] : await execute('select name from migrations', [])
  return { pending: pendingSteps(rows.flat() as string[], migrations), isNew }
}
