import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { Migrated } from './sqlite/migrate.ts'
import { openSqlite, openSqliteReadOnly } from './sqlite/open.ts'

export { breaksReference, brokenUniqueRule, DatabaseBusy, DatabaseFull, DatabaseUnusable } from './errors.ts'

/** What queries that only look take; a Tx will do as well. */
export type Reader = Pick<SqliteRemoteDatabase, 'select' | 'selectDistinct' | '$count'>

/** What queries that change something take: there is none outside `write`. */
export type Tx = Reader & Pick<SqliteRemoteDatabase, 'insert' | 'update' | 'delete'>

export interface Database {
  /** Reads what is committed. Waits for no writer. */
  read: Reader
  /**
   * Runs `work` as one transaction: all of it is committed and on disk when the promise resolves, none of it if
   * `work` throws. Writers take turns, so keep slow things (hashing, files, mail) outside.
   *
   * @throws DatabaseBusy another process held the lock too long
   * @throws DatabaseFull the disk is full
   */
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Changes whenever anybody, here or in another process, has committed something: cheaper than to look what. */
  version: () => Promise<string | number>
  close: () => Promise<void>
}

export interface Options {
  /** How long a write waits for another process's. */
  waitMs?: number
  /** Is told when an older program's database was brought up to date. */
  onMigrated?: (facts: Migrated) => void
}

/**
 * Opens (and creates, and migrates) the database.
 * @throws DatabaseUnusable it is damaged, another program's or newer than this code
 */
export async function openDatabase(url: string, options: Options = {}): Promise<Database> {
  return openSqlite(url, options)
}

/**
 * Opens a database of this version to look at it, and changes nothing, on the disk either.
 * @throws DatabaseUnusable it is not there, damaged, another program's, or of another version
 */
export async function openDatabaseReadOnly(url: string): Promise<Pick<Database, 'read' | 'close'>> {
  return openSqliteReadOnly(url)
}
