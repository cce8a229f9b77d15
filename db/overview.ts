import { and, count, desc, eq, gt, min, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Reader } from './index.ts'
import { ascending, descending } from './order.ts'
import { dayMs } from './rows.ts'
import { analyses, jobs, mails, studies, users } from './schema.ts'
import { listWorkers, workerSilentMs } from './workers.ts'

const weekMs = 7 * dayMs
const weeksShown = 8

/** How the server does: what administrators see first. */
export async function findOverview(db: Reader, now: number) {
  const running = await db
    .select({ analysis: analyses, owner: users })
    .from(analyses)
    .innerJoin(users, eq(users.id, analyses.userId))
    .where(eq(analyses.state, 'running'))
    .orderBy(ascending(analyses.startedAt))
    .limit(20)
  const failures = await db
    .select({ analysis: analyses, owner: users, study: studies })
    .from(analyses)
    .innerJoin(users, eq(users.id, analyses.userId))
    .innerJoin(studies, eq(studies.id, analyses.studyId))
    .where(eq(analyses.state, 'failed'))
    .orderBy(descending(analyses.finishedAt))
    .limit(8)
  const failed = and(eq(analyses.state, 'failed'), gt(analyses.finishedAt, now - 30 * dayMs))
  const reasons = await db
    .select({ reason: analyses.reason, total: count() })
    .from(analyses)
    .where(failed)
    .groupBy(analyses.reason)
    .orderBy(desc(count()))
  const mailsWaiting = await db.$count(mails, eq(mails.state, 'waiting'))
  const isWaiting = and(eq(jobs.kind, 'analysis'), eq(jobs.state, 'waiting'))
  const [queue] = await db
    .select({ waiting: count(), oldestAt: min(jobs.createdAt) })
    .from(jobs)
    .where(isWaiting)
  const workers = (await listWorkers(db, now - workerSilentMs)).map(async ({ name, seenAt, drainAt }) => {
    const running = await db.$count(jobs, and(eq(jobs.worker, name), eq(jobs.state, 'running')))
    return { name, seenAt, drainAt, running }
  })
  return {
    queue: queue ?? { waiting: 0, oldestAt: null },
    workers: await Promise.all(workers),
    running,
    failures,
    reasons,
    mailsWaiting,
    weeks: await listWeeks(db, now),
  }
}

/** New people and analyses by week, oldest week first. */
async function listWeeks(db: Reader, now: number) {
  const perWeek = async (table: typeof users | typeof analyses, at: AnySQLiteColumn) => {
    // Numbers and no parameters: PostgreSQL would take the expressions of "select" and "group by" for two. MariaDB
    // rounds what it casts, so nothing is left to round.
    const age = sql`(${sql.raw(`${now}`)} - ${at})`
    const ago = sql<number>`cast((${age} - ${age} % ${sql.raw(`${weekMs}`)}) / ${sql.raw(`${weekMs}`)} as integer)`
    const rows = await db
      .select({ ago, total: count() })
      .from(table)
      .where(gt(at, now - weeksShown * weekMs))
      .groupBy(ago)
    return new Map(rows.map(row => [row.ago, row.total]))
  }
  const people = await perWeek(users, users.createdAt)
  const runs = await perWeek(analyses, analyses.createdAt)
  return Array.from({ length: weeksShown }, (_, index) => {
    const ago = weeksShown - 1 - index
    return { endsAt: now - ago * weekMs, users: people.get(ago) ?? 0, analyses: runs.get(ago) ?? 0 }
  })
}
