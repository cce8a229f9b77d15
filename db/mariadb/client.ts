import type { SQL } from 'bun'
import { openClient } from '../server/client.ts'
import { abandonedMs, statementMs } from '../server/server.ts'

export const connect = (url: string, max: number): SQL => openClient(url, { adapter: 'mysql', max })

const seconds = (ms: number) => Math.ceil(ms / 1000)

export const beforeReading = `set statement sql_mode = '', tx_read_only = 1, max_statement_time = ${seconds(statementMs)} for `

/** What a connection must hold to, whatever its server is used to: values are kept as they are or refused. */
export const strict = `set session sql_mode = 'STRICT_ALL_TABLES,SIMULTANEOUS_ASSIGNMENT,NO_ENGINE_SUBSTITUTION'`

/**
 * Writers of all processes take turns: each begins by changing one row, which the next cannot before it has ended. What
 * they read afterwards is true until they commit.
 */
export const begin = (waitMs: number): string =>
  `${strict}, innodb_lock_wait_timeout = ${seconds(waitMs)}, max_statement_time = ${seconds(statementMs)},
    idle_transaction_timeout = ${seconds(abandonedMs)};
  set transaction isolation level read committed;
  start transaction;
  ${takeTurn}`

export const takeTurn = 'update commits set total = total + 1'
