import {
  and,
  asc,
  count,
  countDistinct,
  desc,
  eq,
  gte,
  isNotNull,
  isNull,
  type SQL,
  sql,
  sum,
} from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Reader, Tx } from './index.ts'
import { type Analysis, usage, users } from './schema.ts'

/** Counts a run that ended, with where its person works at this moment. */
export async function insertUsage(tx: Tx, analysis: Analysis): Promise<void> {
  const { id, userId, method, state, reason, waitedMs, cpuMs, finishedAt } = analysis
  const [person] = await tx
    .select({ institution: users.institution, country: users.country })
    .from(users)
    .where(eq(users.id, userId))
  if (finishedAt === null) return
  const facts = { analysisId: id, userId, method, state, reason, waitedMs, cpuMs, endedAt: finishedAt }
  await tx.insert(usage).values({ ...facts, ...person })
}

/** What is counted of one person, oldest first. */
export async function listUsageOf(db: Reader, userId: number): Promise<(typeof usage.$inferSelect)[]> {
  return await db.select().from(usage).where(eq(usage.userId, userId)).orderBy(asc(usage.id))
}

/** What a group of runs comes to. */
export interface UsageSum {
  runs: number
  failed: number
  people: number
  cpuMs: number
}

const sums = {
  runs: count(),
  failed: count(sql`case when ${usage.state} = 'failed' then 1 end`),
  people: countDistinct(usage.userId),
  cpuMs: sum(usage.cpuMs),
}

const read = <Row extends { cpuMs: string | null }>(row: Row) => ({ ...row, cpuMs: Number(row.cpuMs ?? 0) })

/** By institution, country or method, the largest first; those of nobody we know under null. */
export async function sumUsageBy(
  db: Reader,
  column: 'institution' | 'country' | 'method',
  since: number,
): Promise<(UsageSum & { key: string | null })[]> {
  const rows = await db
    .select({ key: usage[column], ...sums })
    .from(usage)
    .where(gte(usage.endedAt, since))
    .groupBy(usage[column])
    .orderBy(desc(count()))
  return rows.map(read)
}

/** How often runs failed, by reason. */
export async function countFailures(
  db: Reader,
  since: number,
): Promise<{ reason: string | null; total: number }[]> {
  return await db
    .select({ reason: usage.reason, total: count() })
    .from(usage)
    .where(and(eq(usage.state, 'failed'), gte(usage.endedAt, since)))
    .groupBy(usage.reason)
    .orderBy(desc(count()))
}

/**
 * By month, as the number of the month in `starts`; months without runs are left out.
 * @param starts of the months, oldest first
 */
export async function sumUsageByMonth(
  db: Reader,
  starts: number[],
): Promise<(UsageSum & { month: number; waitedMs: number | null })[]> {
  const month = monthOf(usage.endedAt, starts)
  const since = gte(usage.endedAt, starts[0]!)
  const rows = await db
    .select({ month, ...sums })
    .from(usage)
    .where(since)
    .groupBy(month)
  // The median wait: the middle one or two of each month, in order.
  const waits = db
    .select({
      month: month.as('month'),
      waited: sql<number>`${usage.waitedMs}`.as('waited'),
      place: sql<number>`row_number() over (partition by ${month} order by ${usage.waitedMs})`.as('place'),
      total: sql<number>`count(*) over (partition by ${month})`.as('total'),
    })
    .from(usage)
    .where(and(since, isNotNull(usage.waitedMs)))
    .as('waits')
  const middles = await db
    .select({ month: waits.month, waited: sql<number>`avg(${waits.waited})` })
    .from(waits)
    .where(sql`2 * ${waits.place} between ${waits.total} and ${waits.total} + 2`)
    .groupBy(waits.month)
  const waited = new Map(middles.map(row => [row.month, Number(row.waited)]))
  return rows.map(row => ({ ...read(row), waitedMs: waited.get(row.month) ?? null }))
}

/** How many accounts that still exist were opened in each month. */
export async function countUsersByMonth(db: Reader, starts: number[]): Promise<Map<number, number>> {
  const month = monthOf(users.createdAt, starts)
  const rows = await db
    .select({ month, total: count() })
    .from(users)
    .where(and(gte(users.createdAt, starts[0]!), isNull(users.guestUntil)))
    .groupBy(month)
  return new Map(rows.map(row => [row.month, row.total]))
}

/** Numbers and no parameters: PostgreSQL would take the expressions of "select" and "group by" for two. */
function monthOf(at: AnySQLiteColumn, starts: number[]): SQL<number> {
  const cases = starts.slice(1).map((start, month) => sql`when ${at} < ${sql.raw(`${start} then ${month}`)}`)
  return sql<number>`case ${sql.join(cases, sql.raw(' '))} else ${sql.raw(String(starts.length - 1))} end`
}
