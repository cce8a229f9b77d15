import type { Server } from '../server/server.ts'
import { connect, takeTurn } from './client.ts'
import { postgresCounters } from './counters.ts'
import { applyPending, pendingIn } from './migrate.ts'
import { queriesOn } from './queries.ts'

export const postgres: Server = {
  connect,
  beforeReading: '',
  begin: () => `begin; ${takeTurn}`,
  beginSnapshot: 'begin isolation level repeatable read; set local idle_in_transaction_session_timeout = 0',
  // The transactions that are under way and the number of the next one: no table is looked at.
  version: 'select pg_current_snapshot()::text',
  queriesOn,
  pendingIn,
  applyPending,
  counters: postgresCounters,
  updateStatistics: 'analyze',
}
