import { constants, Database as Sqlite } from 'bun:sqlite'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DatabaseUnusable, olderVersion, sqliteCode } from '../errors.ts'
import type { Migrated, Options } from '../index.ts'
import { copyBeforeMigration } from './copyBeforeMigration.ts'
import { migrate, pendingOf } from './migrate.ts'

export { Sqlite }

interface Connections {
  path: string
  writer: Sqlite
  reader: Sqlite
  close: () => void
}

/**
 * One connection that writes and one that cannot. The file and its folder are made if absent, private to us; one of
 * an older program is copied, then brought up to date.
 */
export function openConnections(url: string, { onCreate, onMigrated = () => {} }: Options = {}): Connections {
  const path = pathOf(url)
  if (!existsSync(path)) onCreate?.()
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const writer = openWriter(path, onMigrated)
    const reader = new Sqlite(path, { readonly: true, strict: true })
    reader.exec('PRAGMA busy_timeout = 5000')
    return { path, writer, reader, close: () => close(writer, reader) }
  } catch (error) {
    if (error instanceof DatabaseUnusable) throw error
    throw new DatabaseUnusable(explain(path, error), { cause: error })
  }
}

/**
 * A connection that only looks, and leaves no file behind: where no other process has the database open, SQLite is
 * told so, or it would make the two files of a write-ahead log beside it.
 * @throws DatabaseUnusable there is none
 */
export function openReader(path: string): Sqlite {
  if (!existsSync(path)) throw new DatabaseUnusable(`There is no database at ${path}.`)
  if (existsSync(`${path}-wal`)) return new Sqlite(path, { readonly: true, strict: true })
  const { SQLITE_OPEN_READONLY, SQLITE_OPEN_URI } = constants
  return new Sqlite(`${pathToFileURL(path)}?immutable=1`, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
}

/** @throws DatabaseUnusable there is none, or it is not of this version */
export function openReadOnly(url: string): Sqlite {
  const path = pathOf(url)
  const client = openReader(path)
  try {
    client.exec('PRAGMA busy_timeout = 5000')
    const pending = pendingOf(client)
    if (pending.length === 0) return client
    throw olderVersion(pending)
  } catch (error) {
    client.close()
    throw error instanceof DatabaseUnusable
      ? error
      : new DatabaseUnusable(explain(path, error), { cause: error })
  }
}

/** The file behind `sqlite:db/bioce.sqlite`, or behind a plain path. */
function pathOf(url: string): string {
  return resolve(url.replace(/^(sqlite|file):(\/\/(?=\/))?/, ''))
}

function openWriter(path: string, onMigrated: (facts: Migrated) => void): Sqlite {
  const writer = new Sqlite(path, { create: true, readwrite: true, strict: true })
  chmodSync(path, 0o600)
  writer.exec('PRAGMA busy_timeout = 5000') // first: switching to WAL needs the lock too
  writer.exec('PRAGMA journal_mode = WAL')
  writer.exec('PRAGMA synchronous = FULL') // NORMAL loses acknowledged commits in a power cut
  writer.exec('PRAGMA foreign_keys = ON')
  writer.exec('PRAGMA secure_delete = ON') // what a person deletes is overwritten, not just forgotten
  refuseDamaged(writer, path)
  const [next] = pendingOf(writer)
  const copy = next && copyBeforeMigration(writer, path, next)
  const steps = migrate(writer)
  if (copy && steps.length > 0) onMigrated({ steps, copy })
  writer.exec('PRAGMA busy_timeout = 5') // from here on open.ts waits, without blocking the process
  return writer
}

function refuseDamaged(writer: Sqlite, path: string): void {
  const { quick_check: verdict } = writer.query('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (verdict === 'ok') return
  throw new DatabaseUnusable(`${path} is damaged (${verdict}). Nothing was changed; restore a backup.`)
}

function close(writer: Sqlite, reader: Sqlite): void {
  reader.close()
  try {
    writer.exec('PRAGMA optimize')
  } catch {
    // another process is writing: it will do
  }
  writer.close()
}

function explain(path: string, error: unknown): string {
  const code = sqliteCode(error)
  const cause = error instanceof Error ? error.message : String(error)
  if (code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT'))
    return `${path} is damaged (${cause}). Nothing was changed; restore a backup.`
  return `The database ${path} cannot be opened: ${cause}.`
}
