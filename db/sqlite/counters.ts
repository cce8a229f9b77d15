import { gt, inArray } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { CounterAccess } from '../counters.ts'

/** SQLite's own table. */
const sequence = sqliteTable('sqlite_sequence', {
  table: text('name').notNull(),
  last: integer('seq').notNull(),
})

export const sqliteCounters: CounterAccess = {
  // A migration that copied no rows leaves a 0: no number was given yet.
  read: async db => await db.select().from(sequence).where(gt(sequence.last, 0)),
  async set(tx, counters) {
    const names = counters.map(({ table }) => table)
    await tx.delete(sequence).where(inArray(sequence.table, names))
    for (const counter of counters) await tx.insert(sequence).values(counter)
  },
}
