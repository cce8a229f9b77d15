import { AsyncLocalStorage } from 'node:async_hooks'
import { drizzle, type SQLiteBunDatabase } from 'drizzle-orm/bun-sqlite'
import { openConnections, openReadOnly, type Sqlite } from './connection.ts'
import { DatabaseBusy, DatabaseFull, sqliteCode } from './errors.ts'
import type { Migrated } from './migrate.ts'

export { breaksReference, brokenUniqueRule, DatabaseBusy, DatabaseFull, DatabaseUnusable } from './errors.ts'

/** What queries that only look take; a Tx will do as well. */
export type Reader = Pick<SQLiteBunDatabase, 'select' | 'selectDistinct' | '$count'>

/** What queries that change something take: there is none outside `write`. */
export type Tx = Reader & Pick<SQLiteBunDatabase, 'insert' | 'update' | 'delete'>

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
  version: () => number
  close: () => void
}

interface Options {
  /** How long a write waits for another process's. */
  waitMs?: number
  /** Is told when an older program's database was brought up to date. */
  onMigrated?: (facts: Migrated) => void
}

/**
 * Opens (and creates, and migrates) the database.
 *
 * SQLite has one writer at a time, and its drivers let an async transaction go wrong in two ways (see
 * test/db/transactions.test.ts). So all writes go through one door: a queue inside this process, BEGIN IMMEDIATE
 * against other processes, on a connection that nothing else can reach.
 *
 * @throws DatabaseUnusable it is damaged, another program's or newer than this code
 */
export function openDatabase(url: string, { waitMs = 5000, onMigrated }: Options = {}): Database {
  const { writer, reader, close } = openConnections(url, onMigrated)
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  let last: Promise<unknown> = Promise.resolve()

  function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (inside.getStore()?.open)
      throw new Error('A write inside a write would wait for itself: pass the tx on.')
    const mine = last.then(() => transact(work))
    last = mine.catch(() => {})
    return mine
  }

  async function transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await begin(writer, waitMs)
    const turn = { open: true }
    try {
      const result = await inside.run(turn, () => work(openTx(writer, turn)))
      writer.exec('COMMIT')
      return result
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK')
      throw sqliteCode(error) === 'SQLITE_FULL'
        ? new DatabaseFull('The disk is full.', { cause: error })
        : error
    } finally {
      turn.open = false
    }
  }

  const version = () => (reader.query('PRAGMA data_version').get() as { data_version: number }).data_version
  return { read: drizzle({ client: reader }), write, version, close }
}

/**
 * Opens a database of this version to look at it, and changes nothing, on the disk either.
 * @throws DatabaseUnusable it is not there, damaged, another program's, or of another version
 */
export function openDatabaseReadOnly(url: string): Pick<Database, 'read' | 'close'> {
  const client = openReadOnly(url)
  return { read: drizzle({ client }), close: () => client.close() }
}

/** A Tx that refuses to work once its transaction is over, so a forgotten await is found at once. */
function openTx(writer: Sqlite, turn: { open: boolean }): Tx {
  const query = (text: string) => {
    if (!turn.open) throw new Error('This transaction is over: a query in it was not awaited.')
    return writer.query(text)
  }
  return drizzle({ client: { query } as unknown as Sqlite })
}

/**
 * BEGIN IMMEDIATE, waiting for other processes without stopping this one: the connection itself waits only a few
 * milliseconds at a time, because SQLite's own wait would hold up every request meanwhile.
 */
async function begin(writer: Sqlite, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 20)) {
    try {
      return void writer.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (!sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error
      if (performance.now() > deadline)
        throw new DatabaseBusy('The database is busy. Please try again in a few seconds.', { cause: error })
      await Bun.sleep(pauseMs * (0.5 + Math.random()))
    }
  }
}
