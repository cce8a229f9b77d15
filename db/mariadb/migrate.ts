import type { ReservedSQL, SQL } from 'bun'
import { DatabaseUnusable } from '../errors.ts'
import type { Options } from '../index.ts'
import { type Migration, migrations } from '../migrations/index.ts'
import { pendingSteps } from '../pending.ts'
import { executeOn, overLostConnection } from '../server/client.ts'
import type { Execute } from '../server/server.ts'
import { strict } from './client.ts'
import { made, type Steps, translateAll } from './translate.ts'

const ours = 'BioCE Web'
const lock = `concat('bioce ', md5(database()))`

/**
 * Brings the schema up to this code's. MariaDB commits each change of a table by itself: what was broken off in the middle
 * of a migration is taken up at the next start, and every statement of it does nothing where it was done. Of processes that
 * start at once one does it, and the others wait and find nothing to do.
 * @throws DatabaseUnusable the database is another program's, or newer than this code, or its server cannot be used
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
    await connection.unsafe(`${strict}; select get_lock(${lock}, 3600)`).simple()
    const { pending, isNew } = await pendingIn(executeOn(connection), name)
    for (const statement of ownTables) await connection.unsafe(statement).simple()
    const names = new Set(pending.map(step => step.name))
    for (const steps of translateAll(migrations))
      if (names.has(steps.name)) await apply(connection, steps, now)
    if (!isNew && pending.length > 0) onMigrated?.({ steps: [...names] })
  } finally {
    await connection
      .unsafe(`rollback; do release_lock(${lock})`)
      .simple()
      .catch(() => {})
    connection.release()
  }
}

/** The first of them tells our databases from other programs'. */
const ownTables = [
  `create table if not exists migrations (name varchar(255) primary key, applied_at bigint not null) ${made} comment = '${ours}'`,
  `create table if not exists commits (id bigint primary key, total bigint not null) ${made}`,
  'insert ignore into commits values (1, 0)',
]

async function apply(connection: ReservedSQL, { name, tables, rows }: Steps, now: number): Promise<void> {
  for (const statement of tables) await connection.unsafe(statement).simple()
  const record = `insert into migrations (name, applied_at) values ('${name}', ${now})`
  await connection.unsafe(['start transaction', ...rows, record, 'commit'].join(';\n')).simple()
}

/** What a database lacks. @throws DatabaseUnusable as `migrate` does */
export async function pendingIn(
  execute: Execute,
  name: string,
): Promise<{ pending: readonly Migration[]; isNew: boolean }> {
  const [[version] = []] = await execute('select version()', [])
  refuseServer(String(version), name)
  const tables = await execute(
    'select table_name, table_comment from information_schema.tables where table_schema = database()',
    [],
  )
  if (tables.length === 0) return { pending: migrations, isNew: true }
  if (!tables.some(([table, comment]) => table === 'migrations' && comment === ours))
    throw new DatabaseUnusable(`${name} is not a database of this program. Nothing was changed.`)
  const had = (await execute('select name from migrations', [])).flat() as string[]
  return { pending: pendingSteps(had, migrations), isNew: had.length === 0 }
}

/** Before 10.6 a server that is killed may leave half a change of a table. */
function refuseServer(version: string, name: string): void {
  const [, major, minor] = (version.match(/^(?:5\.5\.5-)?(\d+)\.(\d+)\..*MariaDB/) ?? []).map(Number)
  if (major !== undefined && minor !== undefined && (major > 10 || (major === 10 && minor >= 6))) return
  throw new DatabaseUnusable(
    `${name} is on a server of version ${version}. This program needs MariaDB 10.6 or later; ` +
      'MySQL cannot tell what it wrote (it has no RETURNING). Use MariaDB, PostgreSQL or SQLite. Nothing was changed.',
  )
}
