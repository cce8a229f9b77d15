import type { SQLiteDialect } from 'drizzle-orm/sqlite-core'
import { SQLiteRemoteSession, SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { Reader, Tx } from '../index.ts'
import type { Execute } from './server.ts'

/** The query builder of SQLite's tables, with a dialect that says everything in a server's words. */
export function remoteQueries(dialect: SQLiteDialect, execute: Execute): Tx & Reader {
  const executors = {
    all: execute,
    get: async (text: string, parameters: unknown[]) => (await execute(text, parameters))[0],
    run: execute,
  }
  return new SqliteRemoteDatabase('async', dialect, new SQLiteRemoteSession(executors, dialect, {}), {})
}
