import { Database as Sqlite } from 'bun:sqlite'

import type { Tx } from '#db/index.ts'
import { migrate } from '#db/sqlite/migrate.ts'
import { queriesOn } from '#db/sqlite/open.ts'

/** A migrated database in memory whose one connection reads and writes: for tests of queries alone, thousands a second. */
export function memoryDatabase(): { tx: Tx; client: Sqlite } {
  const client = new Sqlite(':memory:')
  client.exec('PRAGMA foreign_keys = ON')
  migrate(client)
  return { tx: queriesOn(client), client }
}
