import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { CounterAccess } from './counters.ts'
import { isPostgres } from './postgres/url.ts'
import { openSqlite, openSqliteReadOnly } from './sqlite/open.ts'

export {
  breaksReference,
  brokenUniqueRule,
  DatabaseBusy,
  DatabaseFull,
  DatabaseUnusable,
  troubleIn,
} from './errors.ts'
export { isPostgres, nameOf } from './postgres/url.ts'

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
  /** Lets `work` see one moment, however long it takes and whoever writes meanwhile. */
  snapshot: <T>(work: (db: Reader) => Promise<T>) => Promise<T>
  /** For copies: see db/copy.ts. */
  counters: CounterAccess
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
  if (!isPostgres(url)) return openSqlite(url, options)
  const { openPostgres } = await import('./postgres/open.ts')
  const { ready, ...db } = openPostgres(url, options)
  await ready
  return db
}

/**
 * Opens a database of this version to look at it, and changes nothing, on the disk either.
 * @throws DatabaseUnusable it is not there, damaged, another program's, or of another version
 */
export async function openDatabaseReadOnly(url: string): Promise<Pick<Database, 'read' | 'close'>> {
  if (!isPostgres(url)) return openSqliteReadOnly(url)
  const { openPostgresReadOnly } = await import('./postgres/open.ts')
  return await openPostgresReadOnly(url)
}
