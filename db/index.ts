import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { CounterAccess } from './counters.ts'
import type { Server } from './server/server.ts'
import { type ServerKind, serverOf } from './server/url.ts'
import { openSqlite, openSqliteReadOnly } from './sqlite/open.ts'

export { breaksReference, brokenUniqueRule } from './brokenRules.ts'
export { DatabaseBusy, DatabaseFull, DatabaseUnusable, troubleIn, unlessBusy } from './errors.ts'
export { isOnServer, nameOf } from './server/url.ts'

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
  /**
   * Calls `written` about when anybody has written, until its result is called. A notification may be early or fail to
   * come, so `version` has the last word. Undefined where there are none: on a server, or where the system gives none.
   */
  watch?: (written: () => void) => (() => void) | undefined
  /** Lets `work` see one moment, however long it takes and whoever writes meanwhile. */
  snapshot: <T>(work: (db: Reader) => Promise<T>) => Promise<T>
  /** For copies: see db/copy.ts. */
  counters: CounterAccess
  /** Counts the rows after many came at once, which queries are planned by: a server does so by itself a minute or more later. */
  updateStatistics: () => Promise<void>
  close: () => Promise<void>
}

export interface Options {
  /** How long a write waits for another process's. */
  waitMs?: number
  /** Is called before a new database is made; throws to refuse. */
  onCreate?: () => void
  /** Is told when an older program's database was brought up to date. */
  onMigrated?: (facts: Migrated) => void
}

/** What was done to a database that an older program left. */
export interface Migrated {
  /** The migrations, in their order. */
  steps: string[]
  /** The copy that was made before, where the database is a file. */
  copy?: string
}

/**
 * Opens (and creates, and migrates) the database.
 * @throws DatabaseUnusable it is damaged, another program's or newer than this code
 */
export async function openDatabase(url: string, options: Options = {}): Promise<Database> {
  const kind = serverOf(url)
  if (!kind) return openSqlite(url, options)
  const { openServer } = await import('./server/open.ts')
  const { ready, ...db } = openServer(await loadServer[kind](), url, options)
  await ready
  return db
}

/**
 * Opens a database of this version to look at it, and changes nothing, on the disk either.
 * @throws DatabaseUnusable it is not there, damaged, another program's, or of another version
 */
export async function openDatabaseReadOnly(url: string): Promise<Pick<Database, 'read' | 'close'>> {
  const kind = serverOf(url)
  if (!kind) return openSqliteReadOnly(url)
  const { openServerReadOnly } = await import('./server/open.ts')
  return await openServerReadOnly(await loadServer[kind](), url)
}

/** What only a database on a server needs is not loaded for one in a file. */
const loadServer: Record<ServerKind, () => Promise<Server>> = {
  postgres: async () => (await import('./postgres/index.ts')).postgres,
  mariadb: async () => (await import('./mariadb/index.ts')).mariadb,
}
