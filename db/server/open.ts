import type { ReservedSQL, SQL } from 'bun'
import { DatabaseUnusable, olderVersion } from '../errors.ts'
import type { Database, Options, Reader } from '../index.ts'
import { createWrite, type Transaction } from '../write.ts'
import { executeOn, overLostConnection, rollBack } from './client.ts'
import { explain, explainStart } from './errors.ts'
import { migrate } from './migrate.ts'
import type { Execute, Server } from './server.ts'
import { nameOf } from './url.ts'

const readersMax = 8

/**
 * Opens a database on a server, and makes its tables or brings them up to date. Queries wait for that; `ready` tells when
 * it is done, or why it cannot be.
 */
export function openServer(
  server: Server,
  url: string,
  { waitMs = 5000, ...options }: Options = {},
): Database & { ready: Promise<void> } {
  const { connect, queriesOn } = server
  const readers = connect(url, readersMax, waitMs, true)
  const writer = connect(url, 1, waitMs)
  const close = async () => void (await Promise.all([readers.close(), writer.close()]))
  const ready = migrate(server, writer, nameOf(url), options).catch(async error => {
    await close()
    throw explainStart(error, nameOf(url))
  })
  ready.catch(() => {}) // whoever queries hears of it

  const read: Execute = async (text, parameters) => {
    await ready
    try {
      return await overLostConnection(() => executeOn(readers)(server.beforeReading + text, parameters))
    } catch (error) {
      throw explain(error)
    }
  }

  async function begin(): Promise<ReservedSQL> {
    const connection = await writer.reserve()
    try {
      await connection.unsafe(server.begin(waitMs)).simple()
      return connection
    } catch (error) {
      await leave(connection)
      throw error
    }
  }

  async function start(refuseLate: () => void): Promise<Transaction> {
    await ready
    const connection = await overLostConnection(begin).catch(error => {
      throw explain(error)
    })
    const execute = executeOn(connection)
    let failed: unknown
    const tx = queriesOn(async (text, parameters) => {
      refuseLate()
      try {
        return await execute(text, parameters)
      } catch (error) {
        failed ??= error
        throw error
      }
    })
    return {
      tx,
      async commit() {
        if (failed) throw failed // the server would roll back, and not say so
        await connection.unsafe('commit').simple()
        connection.release()
      },
      rollback: () => leave(connection),
    }
  }

  const version = async () => (await read(server.version, []))[0]![0] as string | number
  return {
    read: queriesOn(read),
    write: createWrite(start, explain),
    version,
    snapshot: async work => {
      await ready
      return await snapshot(server, readers, work)
    },
    counters: server.counters,
    async updateStatistics() {
      if (server.updateStatistics) await writer.unsafe(server.updateStatistics).simple()
    },
    close,
    ready,
  }
}

async function snapshot<T>(server: Server, client: SQL, work: (db: Reader) => Promise<T>): Promise<T> {
  const connection = await client.reserve()
  try {
    await connection.unsafe(server.beginSnapshot).simple()
    return await work(server.queriesOn(executeOn(connection)))
  } catch (error) {
    throw explain(error)
  } finally {
    await leave(connection)
  }
}

async function leave(connection: ReservedSQL): Promise<void> {
  await rollBack(connection)
  connection.release()
}

/** @throws DatabaseUnusable it is not there, another program's, or of another version */
export async function openServerReadOnly(
  server: Server,
  url: string,
): Promise<Pick<Database, 'read' | 'close'>> {
  const client = server.connect(url, readersMax, 5000, true)
  const name = nameOf(url)
  try {
    const { pending, isNew } = await server.pendingIn(executeOn(client), name)
    if (isNew) throw new DatabaseUnusable(`There are no tables in ${name}.`)
    if (pending.length > 0) throw olderVersion(pending.map(step => step.name))
    const execute = executeOn(client)
    const read: Execute = (text, parameters) => execute(server.beforeReading + text, parameters)
    return { read: server.queriesOn(read), close: () => client.close() }
  } catch (error) {
    await client.close()
    throw explainStart(error, name)
  }
}
