import type { Server } from '../server/server.ts'
import { beforeReading, begin, connect } from './client.ts'
import { mariadbCounters } from './counters.ts'
import { applyPending, pendingIn } from './migrate.ts'
import { queriesOn } from './queries.ts'

export const mariadb: Server = {
  connect,
  beforeReading,
  begin,
  beginSnapshot: `set session idle_transaction_timeout = 0; set transaction isolation level repeatable read;
    start transaction with consistent snapshot, read only`,
  version: 'select total from commits',
  queriesOn,
  pendingIn,
  applyPending,
  counters: mariadbCounters,
}
