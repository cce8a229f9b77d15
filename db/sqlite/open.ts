import { drizzle } from 'drizzle-orm/bun-sqlite'
import { DatabaseBusy, DatabaseFull, sqliteCode } from '../errors.ts'
import type { Database, Options, Reader, Tx } from '../index.ts'
import { createWrite, type Transaction } from '../write.ts'
import { openConnections, openReader, openReadOnly, type Sqlite } from './connection.ts'
import { sqliteCounters } from './counters.ts'
import { watchWrites } from './watchWrites.ts'

/**
 * Opens (and creates, and migrates) a database in a file.
 *
 * SQLite has one writer at a time, and its drivers let an async transaction go wrong in two ways (see
 * test/db/transactions.test.ts). So all writes go through one door: a queue inside this process, BEGIN IMMEDIATE
 * against other processes, on a connection that nothing else can reach.
 */
export function openSqlite(url: string, { waitMs = 5000, ...options }: Options = {}): Database {
  const { path, writer, reader, close } = openConnections(url, options)

  async function start(refuseLate: () => void): Promise<Transaction> {
    await begin(writer, waitMs)
    return {
      tx: openTx(writer, refuseLate),
      commit: () => void writer.exec('COMMIT'),
      rollback: () => {
        if (writer.inTransaction) writer.exec('ROLLBACK')
      },
    }
  }

  const version = reader.query('PRAGMA data_version')
  return {
    read: queriesOn(reader),
    write: createWrite(start, explain),
    version: async () => (version.get() as { data_version: number }).data_version,
    watch: written => watchWrites(path, written),
    snapshot: work => snapshot(path, work),
    counters: sqliteCounters,
    updateStatistics: async () => void writer.exec('PRAGMA optimize=0x10002'),
    close: async () => close(),
  }
}

async function snapshot<T>(path: string, work: (db: Reader) => Promise<T>): Promise<T> {
  const client = openReader(path)
  try {
    client.exec('BEGIN') // the first read after it is the moment
    return await work(queriesOn(client))
  } finally {
    client.close()
  }
}

export function openSqliteReadOnly(path: string): Pick<Database, 'read' | 'close'> {
  const client = openReadOnly(path)
  return { read: queriesOn(client), close: async () => client.close() }
}

/** The driver answers at once; everybody awaits it all the same, as another database needs it. */
export const queriesOn = (client: Sqlite) => drizzle({ client }) as unknown as Tx & Reader

function openTx(writer: Sqlite, refuseLate: () => void): Tx {
  const query = (text: string) => {
    refuseLate()
    return writer.query(text)
  }
  return queriesOn({ query } as unknown as Sqlite)
}

const explain = (error: unknown) =>
  sqliteCode(error) === 'SQLITE_FULL' ? new DatabaseFull('The disk is full.', { cause: error }) : error

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
