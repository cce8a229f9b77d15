import type { ReservedSQL } from 'bun'
import { DatabaseUnusable, notOurs } from '../errors.ts'
import { migrations } from '../migrations/index.ts'
import { pendingSteps } from '../pending.ts'
import type { Execute, Pending } from '../server/server.ts'
import { strict } from './client.ts'
import { made, type Steps, translateAll } from './translate.ts'

const ours = 'BioCE Web'
const lock = `concat('bioce ', md5(database()))`

/**
 * MariaDB commits each change of a table by itself: what was broken off in the middle of a migration is taken up at the
 * next start, and every statement of it does nothing where it was done.
 */
export async function applyPending(
  connection: ReservedSQL,
  look: () => Promise<Pending>,
  now: number,
): Promise<Pending> {
  try {
    await connection.unsafe(`${strict}; select get_lock(${lock}, 3600)`).simple()
    const found = await look()
    for (const statement of ownTables) await connection.unsafe(statement).simple()
    const names = new Set(found.pending.map(step => step.name))
    for (const steps of translateAll(migrations))
      if (names.has(steps.name)) await apply(connection, steps, now)
    return found
  } finally {
    await connection
      .unsafe(`rollback; do release_lock(${lock})`)
      .simple()
      .catch(() => {})
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

export async function pendingIn(execute: Execute, name: string): Promise<Pending> {
  const [[version] = []] = await execute('select version()', [])
  refuseServer(String(version), name)
  const tables = await execute(
    'select table_name, table_comment from information_schema.tables where table_schema = database()',
    [],
  )
  if (tables.length === 0) return { pending: migrations, isNew: true }
  if (!tables.some(([table, comment]) => table === 'migrations' && comment === ours)) throw notOurs(name)
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
