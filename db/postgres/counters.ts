import { isNotNull, sql } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { CounterAccess } from '../counters.ts'

/** PostgreSQL's own view; the sequence behind `users.id` is users_id_seq. */
const sequences = sqliteTable('pg_sequences', {
  name: text('sequencename').notNull(),
  last: integer('last_value'),
})

const suffix = '_id_seq'

export const postgresCounters: CounterAccess = {
  async read(db) {
    const rows = await db.select().from(sequences).where(isNotNull(sequences.last))
    return rows.map(({ name, last }) => ({ table: name.slice(0, -suffix.length), last: last! }))
  },
  async set(tx, counters) {
    for (const { table, last } of counters)
      await tx.select({ is: sql`setval(${table + suffix}::regclass, ${last})` }).from(sql`(select 1) as once`)
  },
}
