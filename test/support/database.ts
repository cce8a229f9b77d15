import { Database as Sqlite } from 'bun:sqlite'
import { afterAll } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import type { Database, Options } from '#db/index.ts'
import { takeTurn as takeTurnOfMariadb } from '#db/mariadb/client.ts'
import { mariadb } from '#db/mariadb/index.ts'
import { takeTurn } from '#db/postgres/client.ts'
import { postgres } from '#db/postgres/index.ts'
import { openServer } from '#db/server/open.ts'
import { isOnServer, serverOf } from '#db/server/url.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { createMariadb } from './mariadb.ts'
import { copyPostgres } from './postgres.ts'

/** A migrated database on the server that tests use in place of files: see test/databases.ts. */
const template = process.env.TEST_DATABASE
const server = template === undefined ? undefined : serverOf(template)

let migrated: Uint8Array | undefined

/**
 * A real database, migrated once and copied for each caller; gone after the test file. It is SQLite's, or a
 * server's where test/databases.ts has started one. `path` is what opens it once more.
 */
export function freshDatabase(options?: Options): Database & { path: string } {
  if (server === 'postgres') {
    const path = copyPostgres(template!)
    return { ...openServer(postgres, path, options), path }
  }
  if (server === 'mariadb') {
    const path = createMariadb(template!)
    return { ...openServer(mariadb, path, options), path }
  }
  return freshSqlite(options)
}

/** The same for a test of SQLite's own. */
export function freshSqlite(options?: Options): Database & { path: string } {
  migrated ??= migrateOnce()
  const path = join(temporaryFolder(), 'bioce.sqlite')
  writeFileSync(path, migrated)
  return { ...openSqlite(path, options), path }
}

/** An empty folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)
  return folder
}

function migrateOnce(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-template-'))
  const path = join(folder, 'bioce.sqlite')
  openSqlite(path).close()
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  return bytes
}

/** Has another program keep all writers waiting, until it is told to let go. */
export async function holdUp(path: string): Promise<() => Promise<void>> {
  if (isOnServer(path)) {
    const client = clientOf(path)
    const turn = serverOf(path) === 'postgres' ? takeTurn : takeTurnOfMariadb
    await client.unsafe(`begin; ${turn}`).simple()
    return async () => {
      await client.unsafe('commit').simple()
      await client.close()
    }
  }
  const client = new Sqlite(path)
  client.exec('PRAGMA busy_timeout = 60000') // who holds the lock is no part of the test
  client.exec('BEGIN EXCLUSIVE')
  return async () => {
    client.exec('COMMIT')
    client.close()
  }
}

/** What is answered changes with every commit that wrote, of any program; on PostgreSQL in any database of the server. */
export function watchCommits(path: string): () => Promise<string> {
  if (isOnServer(path)) {
    const client = clientOf(path)
    afterAll(() => client.close())
    const text =
      serverOf(path) === 'postgres'
        ? 'select pg_snapshot_xmax(pg_current_snapshot())::text as version'
        : 'select total as version from commits'
    return async () => String((await client.unsafe(text))[0].version)
  }
  const client = new Sqlite(path, { readonly: true })
  afterAll(() => client.close())
  const version = client.query<{ data_version: number }, []>('PRAGMA data_version')
  return async () => String(version.get()!.data_version)
}

/** Has another program run statements. */
export async function runOutside(path: string, statements: string): Promise<void> {
  if (isOnServer(path)) {
    const client = clientOf(path)
    return void (await client
      .unsafe(statements)
      .simple()
      .finally(() => client.close()))
  }
  const client = new Sqlite(path)
  try {
    client.exec(statements)
  } finally {
    client.close()
  }
}

const clientOf = (path: string) => new SQL(path.replace(/^mariadb:/, 'mysql:'), { max: 1 })
