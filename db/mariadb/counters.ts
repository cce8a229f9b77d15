import { sql } from 'drizzle-orm'
import type { CounterAccess } from '../counters.ts'
import { executeIn } from './queries.ts'

export const mariadbCounters: CounterAccess = {
  async read(db) {
    return await db
      .select({ table: sql<string>`table_name`, last: sql<number>`auto_increment - 1` })
      .from(sql`information_schema.tables`)
      .where(sql`table_schema = database() and auto_increment > 1`)
  },
  /** The words for it would end the transaction. A row that comes and goes counts up as well. */
  async set(tx, counters) {
    const execute = executeIn(tx)
    await execute('set session foreign_key_checks = 0, check_constraint_checks = 0', [])
    for (const { table, last } of counters) {
      const [[newest] = []] = await execute(`select max(id) from \`${table}\``, [])
      if (Number(newest ?? 0) >= last) continue
      await execute(`insert ignore into \`${table}\` (id) values (?)`, [last])
      await execute(`delete from \`${table}\` where id = ?`, [last])
    }
    await execute('set session foreign_key_checks = 1, check_constraint_checks = 1', [])
  },
}
