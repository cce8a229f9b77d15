import { type ReservedSQL, SQL } from 'bun'
import { isDisconnected } from './errors.ts'
import type { Execute } from './queries.ts'

/** A transaction that a process left open, because it or its network stopped, holds up all others for so long. */
const abandonedMs = 30_000
const statementMs = 60_000

/** So many connections, opened when they are called for, and again when they were lost. */
export function connect(url: string, max: number, waitMs: number, readOnly = false): SQL {
  return new SQL({
    url,
    max,
    bigint: true,
    connectionTimeout: 5,
    connection: {
      application_name: 'bioce',
      lock_timeout: String(waitMs),
      statement_timeout: String(statementMs),
      idle_in_transaction_session_timeout: String(abandonedMs),
      default_transaction_read_only: readOnly ? 'on' : 'off',
    },
  })
}

/** Puts statements to one connection, or each to any of a pool. */
export const executeOn =
  (client: SQL | ReservedSQL): Execute =>
  async (text, parameters) => {
    const rows = (await client.unsafe(text, parameters).values()) as unknown[][]
    return rows.map(row => row.map(value => (typeof value === 'bigint' ? Number(value) : value)))
  }

/** Does again, once, what came upon a connection that had been lost before: nothing came of it. */
export async function overLostConnection<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDisconnected(error)) throw error
    return await work()
  }
}

/** Writers of all processes take turns, as those of a file do: what they read is true until they commit. */
export const takeTurn = 'select pg_advisory_xact_lock(1114205007, 1);'
