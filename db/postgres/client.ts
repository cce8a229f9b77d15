import type { SQL } from 'bun'
import { openClient } from '../server/client.ts'
import { abandonedMs, statementMs } from '../server/server.ts'

export const connect = (url: string, max: number, waitMs: number, readOnly = false): SQL =>
  openClient(url, {
    max,
    connection: {
      application_name: 'bioce',
      lock_timeout: String(waitMs),
      statement_timeout: String(statementMs),
      idle_in_transaction_session_timeout: String(abandonedMs),
      default_transaction_read_only: readOnly ? 'on' : 'off',
    },
  })

/** Writers of all processes take turns, as those of a file do: what they read is true until they commit. */
export const takeTurn = 'select pg_advisory_xact_lock(1114205007, 1);'
