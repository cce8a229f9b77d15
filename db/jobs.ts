import { and, asc, count, desc, eq, gt, inArray, lte, or, sql } from 'drizzle-orm'
import { numberIn } from './columns.ts'
import type { Reader } from './index.ts'
import { type Job, type Json, jobs, type State } from './schema.ts'

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

/** How many jobs of a kind are in each state. */
export async function countJobs(db: Reader, kind: string): Promise<Partial<Record<State, number>>> {
  const rows = await db
    .select({ state: jobs.state, total: count() })
    .from(jobs)
    .where(eq(jobs.kind, kind))
    .groupBy(jobs.state)
  return Object.fromEntries(rows.map(row => [row.state, row.total]))
}

/**
 * How many waiting jobs of its kind go before this one, if nobody adds any: those of a higher priority, and of
 * each person as many as this job has before it among its owner's.
 */
export async function findQueuePlace(db: Reader, job: Job): Promise<number> {
  return (await listQueuePlaces(db, job.kind)).get(job.id) ?? 0
}

/** The same of all waiting jobs of a kind. */
export async function listQueuePlaces(db: Reader, kind: string): Promise<Map<number, number>> {
  const place = sql<number>`row_number() over (partition by ${jobs.priority}, ${jobs.userId} order by ${jobs.id})`
  const rows = await db
    .select({ id: jobs.id, priority: jobs.priority, place })
    .from(jobs)
    .where(and(eq(jobs.state, 'waiting'), eq(jobs.kind, kind)))
  rows.sort((a, b) => b.priority - a.priority || a.place - b.place || a.id - b.id)
  return new Map(rows.map(({ id }, before) => [id, before]))
}

/** Newest first, for the administrators' page. */
export async function listJobs(db: Reader, most: number): Promise<Job[]> {
  return await db.select().from(jobs).orderBy(desc(jobs.id)).limit(most)
}

/** True when a worker that wants these kinds would probably get a job: a look that costs no write. */
export async function isWorkWaiting(db: Reader, kinds: string[], now: number): Promise<boolean> {
  const ready = and(eq(jobs.state, 'waiting'), inArray(jobs.kind, kinds), lte(jobs.runAt, now))
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
  const active = and(eq(jobs.kind, kind), inArray(jobs.state, ['waiting', 'running']))
  return (await db.select({ payload: jobs.payload }).from(jobs).where(active)).map(row => row.payload)
}
