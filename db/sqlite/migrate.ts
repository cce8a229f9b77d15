import type { Database as Sqlite } from 'bun:sqlite'
import { notOurs } from '../errors.ts'
import { type Migration, migrations } from '../migrations/index.ts'
import { pendingSteps } from '../pending.ts'

/** What tells our databases from other programs' ("BioC"), in SQLite's header. */
const applicationId = 0x42696f43

/** The names of the migrations that a database lacks. @throws DatabaseUnusable as `migrate` does */
export function pendingOf(client: Sqlite): string[] {
  refuseForeign(client)
  return pendingSteps(namesOf(client), migrations).map(step => step.name)
}

/**
 * Brings the schema up to this code's, in one transaction: a kill or a power cut at any moment leaves the old
 * schema or the new one. Two processes may start at once; the second waits and finds nothing to do.
 *
 * Foreign keys are off meanwhile, so that a migration may rebuild a table, and are checked before the commit.
 *
 * @throws DatabaseUnusable the file is another program's, damaged, or newer than this code
 */
export function migrate(
  client: Sqlite,
  steps: readonly Migration[] = migrations,
  now = Date.now(),
): string[] {
  refuseForeign(client)
  if (pendingSteps(namesOf(client), steps).length === 0) return []
  client.exec('PRAGMA foreign_keys = OFF')
  client.exec('BEGIN IMMEDIATE')
  try {
    client.exec('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at integer NOT NULL)')
    const pending = pendingSteps(namesOf(client), steps)
    for (const step of pending) {
      client.exec(step.sql)
      client.query('INSERT INTO migrations (name, applied_at) VALUES (?, ?)').run(step.name, now)
    }
    const orphans = client.query('PRAGMA foreign_key_check').all()
    if (orphans.length > 0) throw new Error(`a migration left ${orphans.length} rows without their parent`)
    client.exec(`PRAGMA application_id = ${applicationId}`)
    client.exec('COMMIT')
    return pending.map(step => step.name)
  } catch (error) {
    if (client.inTransaction) client.exec('ROLLBACK')
    throw error
  } finally {
    client.exec('PRAGMA foreign_keys = ON')
  }
}

function refuseForeign(client: Sqlite): void {
  const { application_id: id } = client.query('PRAGMA application_id').get() as { application_id: number }
  const { tables } = client.query('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables > 0 && id !== applicationId) throw notOurs(client.filename)
}

function namesOf(client: Sqlite): string[] {
  const exists = client.query("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get()
  const rows = exists ? (client.query('SELECT name FROM migrations').all() as { name: string }[]) : []
  return rows.map(row => row.name)
}
