import { and, asc, count, desc, eq, gt, inArray, isNotNull, lte, or, sql } from 'drizzle-orm'
import { numberIn } from './columns.ts'
import type { Reader } from './index.ts'
import { activeStates, type Job, type Json, jobs, type State } from './schema.ts'

/** Looking at the queue. What changes it is in db/queue.ts. */
export async function findJob(db: Reader, id: number): Promise<Job | undefined> {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id))
  return job
}

export async function findJobByKey(db: Reader, uniqueKey: string): Promise<Job | undefined> {
  const [job] = await db.select().from(jobs).where(eq(jobs.uniqueKey, uniqueKey))
  return job
}

/** The job that sends a mail. */
export async function findMailJob(db: Reader, mailId: number): Promise<Job | undefined> {
  const [job] = await db
    .select()
    .from(jobs)
    .where(and(eq(jobs.kind, 'mail'), eq(numberIn(jobs.payload, 'mailId'), mailId)))
  return job
}

export async function listRunning(db: Reader): Promise<Job[]> {
  return await db.select().from(jobs).where(eq(jobs.state, 'running')).orderBy(asc(jobs.id))
}

/** The leases that name calculations which somebody still wants: see `ExecutionRef`. */
export async function listExecutions(db: Reader): Promise<number[]> {
  const named = and(eq(jobs.state, 'running'), isNotNull(jobs.execution))
  const rows = await db.select({ execution: jobs.execution }).from(jobs).where(named)
  return rows.flatMap(({ execution }) => execution?.lease ?? [])
}

/** How many jobs of a kind are in each state. */
export async function countJobs(db: Reader, kind: string): Promise<Partial<Record<State, number>>> {
  const rows = await db
    .select({ state: jobs.state, total: count() })
    .from(jobs)
    .where(eq(jobs.kind, kind))
    .groupBy(jobs.state)
  return Object.fromEntries(rows.map(row => [row.state, row.total]))
}

/** What decides when a job starts. */
export type QueuedJob = Pick<Job, 'id' | 'payload' | 'userId' | 'expectedMs' | 'ranMs' | 'startedAt'>

const queued = {
  id: jobs.id,
  payload: jobs.payload,
  userId: jobs.userId,
  expectedMs: jobs.expectedMs,
  ranMs: jobs.ranMs,
  startedAt: jobs.startedAt,
}

/**
 * The waiting jobs of a kind in the order in which they start, if nobody adds any: those of a higher priority first,
 * and then of each person one after the other.
 */
export async function listWaiting(db: Reader, kind: string): Promise<QueuedJob[]> {
  const place = sql<number>`row_number() over (partition by ${jobs.priority}, ${jobs.userId} order by ${jobs.id})`
  const rows = await db
    .select({ ...queued, priority: jobs.priority, place })
    .from(jobs)
    .where(and(eq(jobs.state, 'waiting'), eq(jobs.kind, kind)))
  return rows.sort((a, b) => b.priority - a.priority || a.place - b.place || a.id - b.id)
}

/** Newest first, for the administrators' page. */
export async function listJobs(db: Reader, most: number): Promise<Job[]> {
  return await db.select().from(jobs).orderBy(desc(jobs.id)).limit(most)
}

/** True when a worker that wants these kinds, or the short ones among them, would probably get a job: a look that costs no write. */
export async function isWorkWaiting(
  db: Reader,
  { kinds, shortMs }: { kinds: string[]; shortMs?: number },
  now: number,
): Promise<boolean> {
  const isShort = shortMs === undefined ? undefined : lte(jobs.expectedMs, shortMs)
  const ready = and(eq(jobs.state, 'waiting'), inArray(jobs.kind, kinds), lte(jobs.runAt, now), isShort)
  return (await db.select({ id: jobs.id }).from(jobs).where(ready).limit(1)).length > 0
}

/** When the next of the jobs that wait for their time may start; Infinity when none does. */
export async function findNextDue(db: Reader, kinds: string[], now: number): Promise<number> {
  const early = and(eq(jobs.state, 'waiting'), inArray(jobs.kind, kinds), gt(jobs.runAt, now))
  const [next] = await db.select({ at: jobs.runAt }).from(jobs).where(early).orderBy(asc(jobs.runAt)).limit(1)
  return next?.at ?? Number.POSITIVE_INFINITY
}

/** True while a job of this kind runs, or waits and may start. */
export async function isJobPending(db: Reader, kind: string, now: number): Promise<boolean> {
  const isDue = or(eq(jobs.state, 'running'), and(eq(jobs.state, 'waiting'), lte(jobs.runAt, now)))
  return (await db.$count(jobs, and(eq(jobs.kind, kind), isDue))) > 0
}

/** What the jobs of a kind that wait or run are about. */
export async function listActivePayloads(db: Reader, kind: string): Promise<Json[]> {
  const active = and(eq(jobs.kind, kind), inArray(jobs.state, activeStates))
  return (await db.select({ payload: jobs.payload }).from(jobs).where(active)).map(row => row.payload)
}
