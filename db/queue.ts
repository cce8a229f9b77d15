import { and, eq, inArray, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import { numberIn } from './columns.ts'
import type { Reader, Tx } from './index.ts'
import { findJobByKey } from './jobs.ts'
import { insertMail } from './mails.ts'
import { activeStates, type ExecutionRef, type Job, type Json, jobs, settings, users } from './schema.ts'

/**
 * The job table is the queue. A job is in one state, and moves along these lines only:
 *
 *     enqueue --> waiting -- claim --> running -- settle --> done | failed
 *                   |  ^ ^               |  |                        |
 *                   |  | '-- retryLater, release, postpone           |
 *                   |  '--------------------- retry -----------------'
 *                   '------- cancel -----'--> cancelled
 *
 * Every claim gives out a new lease number. Whoever settles must show it: a worker that was given up for dead and
 * wakes up later finds that it holds nothing, and changes nothing.
 *
 * An attempt that runs on a cluster outlives its worker. The row names it (`execution`): a worker that stops lets go of it,
 * the job stays running, and another worker takes it up under a new lease. No new attempt begins.
 */
export interface NewJob {
  kind: string
  payload: Json
  /** Whose turn it spends; jobs of nobody share one turn. */
  userId?: number
  /** Higher goes first, whoever's it is. */
  priority?: number
  /** Not before this moment. */
  runAt?: number
  attemptsMax?: number
  /** How long it should take, where that is known. */
  expectedMs?: number
  /** Enqueueing the same key again makes no second job. */
  uniqueKey?: string
}

/** What a worker holds while it runs a job. */
export type Lease = Pick<Job, 'id' | 'lease'>

/** Adds a job in the caller's transaction: it exists if and only if what it is about does. */
export async function enqueue(
  tx: Tx,
  job: NewJob,
  now: number,
): Promise<{ outcome: 'enqueued' | 'already' | 'conflict'; id: number }> {
  const twin = job.uniqueKey === undefined ? undefined : await findJobByKey(tx, job.uniqueKey)
  if (twin) {
    const same = twin.kind === job.kind && Bun.deepEquals(twin.payload, job.payload)
    return { outcome: same ? 'already' : 'conflict', id: twin.id }
  }
  const values = { ...job, runAt: job.runAt ?? now, createdAt: now }
  const [inserted] = await tx.insert(jobs).values(values).returning({ id: jobs.id })
  return { outcome: 'enqueued', id: inserted!.id }
}

/**
 * Puts a mail into the outbox together with the job that sends it: see jobs/mailRunner.ts. There is none for guests, whose
 * address ends in .invalid, which is nobody's (RFC 2606).
 */
export async function enqueueMail(
  tx: Tx,
  mail: { kind: string; userId?: number; email: string; facts: Json },
  now: number,
): Promise<void> {
  if (mail.email.endsWith('.invalid')) return
  const { id } = await insertMail(tx, { ...mail, messageId: Bun.randomUUIDv7(), createdAt: now })
  await enqueue(tx, { kind: 'mail', payload: { mailId: id }, attemptsMax: 75 }, now)
}

/** Which jobs may start: those of some kinds, so many of one person at a time; also while the queue is paused, or not. */
export interface JobFilter {
  kinds: string[]
  perUserMax?: number
  evenPaused?: boolean
  /** Only those that should take no longer, and have not turned out to. */
  shortMs?: number
}

/**
 * One value of the jobs of the wanted kinds that one person has, or of those that nobody has. Two equations and not "is
 * not distinct from", for which PostgreSQL uses no index.
 */
const ofOwner = (value: SQL, userId: SQL, { kinds }: JobFilter, more = sql``) =>
  sql`case when ${userId} is null
    then (select ${value} from jobs as r where r.user_id is null and r.kind in ${kinds} ${more})
    else (select ${value} from jobs as r where r.user_id = ${userId} and r.kind in ${kinds} ${more}) end`

/**
 * Jobs that a person has running of those that the filter wants: a check does not use up a turn of an analysis, nor a
 * long analysis that of a short one.
 */
const runningOf = (userId: SQL, filter: JobFilter) =>
  ofOwner(sql`count(*)`, userId, filter, sql`and r.state = 'running' ${andShort(sql`r`, filter)}`)

/** Keeps the rows of jobs that are short; all, where the filter gives no limit. */
function andShort(row: SQL, { shortMs }: JobFilter): SQL {
  return shortMs === undefined
    ? sql``
    : sql`and ${row}.expected_ms <= ${shortMs} and ${row}.ran_ms < ${shortMs}`
}

/** Holds for a row `next` of jobs that may start now. */
function mayStart(filter: JobFilter, now: number): SQL {
  const ownMax = sql`(select ${numberIn(users.limits, 'runningMax')} from users where users.id = next.user_id and next.kind = 'analysis')`
  return sql`next.state = 'waiting' and next.kind in ${filter.kinds} and next.run_at <= ${now}
    ${andShort(sql`next`, filter)}
    and (${filter.evenPaused ?? false} or not exists (select 1 from settings where ${settings.key} = 'queuePaused' and ${settings.value} = 'true'))
    and (next.user_id is null or case when ${ownMax} is null
      then ${runningOf(sql`next.user_id`, filter)} < ${filter.perUserMax ?? 1e9}
      else ${runningOf(sql`next.user_id`, { kinds: filter.kinds })} < ${ownMax} end)`
}

/**
 * Takes the next job: of the highest priority; among those, of the person with the fewest running and, among
 * equals, whose last turn is longest ago; of theirs, the oldest. One statement, so no two workers get the same.
 */
export async function claim(
  tx: Tx,
  filter: JobFilter & { worker: string },
  now: number,
): Promise<Job | undefined> {
  const lastTurn = ofOwner(sql`max(r.lease)`, sql`next.user_id`, filter)
  const next = sql`(
    select id from jobs as next where ${mayStart(filter, now)}
    order by priority desc, ${runningOf(sql`next.user_id`, filter)}, ${lastTurn}, id
    limit 1)`
  const [job] = await tx
    .update(jobs)
    .set({
      state: 'running',
      lease: sql`(select max(lease) + 1 from jobs)`,
      attempts: sql`${jobs.attempts} + 1`,
      beats: 0,
      worker: filter.worker,
      startedAt: now,
      heartbeatAt: now,
    })
    .where(eq(jobs.id, next))
    .returning()
  return job
}

/** True when somebody who has fewer jobs running than its owner waits for the place of a running job. */
export async function isTurnOfAnother(
  db: Reader,
  { userId, priority }: Job,
  filter: JobFilter,
  now: number,
): Promise<boolean> {
  const owner = userId === null ? sql`null` : sql.raw(String(userId))
  const fewer = sql`${runningOf(sql`next.user_id`, filter)} < ${runningOf(owner, filter)}`
  const next = sql`select 1 from jobs as next where ${mayStart(filter, now)} and next.priority >= ${priority} and ${fewer}`
  const [row] = await db.select({ is: sql<unknown>`exists (${next})` }).from(sql`(select 1) as once`)
  return Boolean(row?.is)
}

/** Says that the worker lives and still runs these jobs. */
export async function heartbeat(tx: Tx, leases: Lease[], now: number): Promise<void> {
  const changes = { beats: sql`${jobs.beats} + 1`, heartbeatAt: now }
  for (const lease of leases) await tx.update(jobs).set(changes).where(holds(lease))
}

/** Those of the leases that are still good. The others were cancelled, or given to another worker. */
export async function findHeld<L extends Lease>(db: Reader, leases: L[]): Promise<L[]> {
  if (leases.length === 0) return []
  const ids = leases.map(lease => lease.id)
  const rows = await db
    .select({ id: jobs.id, lease: jobs.lease })
    .from(jobs)
    .where(and(eq(jobs.state, 'running'), inArray(jobs.id, ids)))
  return leases.filter(lease => rows.some(row => row.id === lease.id && row.lease === lease.lease))
}

/** Ends a job. False when the lease is no longer good: then nothing may be changed on its account. */
export async function settle(
  tx: Tx,
  lease: Lease,
  state: 'done' | 'failed',
  now: number,
  error: string | null = null,
): Promise<boolean> {
  return await leave(tx, lease, { state, error, finishedAt: now })
}

/** True when a job ended like this under this very lease. */
export async function hasEnded(db: Reader, { id, lease }: Lease, state: 'done' | 'failed'): Promise<boolean> {
  return (await db.$count(jobs, and(eq(jobs.id, id), eq(jobs.lease, lease), eq(jobs.state, state)))) > 0
}

/** Puts a job back for another attempt at `runAt`, or fails it when it has had its last. */
export async function retryLater(
  tx: Tx,
  lease: Lease,
  error: string,
  runAt: number,
  now: number,
): Promise<'waiting' | 'failed' | 'lost'> {
  const [job] = await tx.select().from(jobs).where(holds(lease))
  if (!job) return 'lost'
  const state = job.attempts >= job.attemptsMax ? 'failed' : 'waiting'
  await leave(tx, lease, { state, error, runAt, finishedAt: state === 'failed' ? now : null })
  return state
}

const startsMax = 20

/**
 * Grants one more attempt in place of one that ended with its worker, or was killed after it had advanced: that says
 * little about the job. A job that ends like this every time is still stopped, after twenty starts.
 */
export async function grantAttempt(tx: Tx, lease: Lease): Promise<void> {
  const changes = { attemptsMax: sql`${jobs.attemptsMax} + 1` }
  await tx
    .update(jobs)
    .set(changes)
    .where(and(holds(lease), lt(jobs.attempts, startsMax)))
}

/**
 * Puts a job back, its attempt not counted: its worker is stopping. Or it made room for others, and `spent` its turn: then
 * its owner's next comes after theirs.
 */
export async function release(tx: Tx, lease: Lease, now: number, spent = false): Promise<boolean> {
  const changes = {
    state: 'waiting',
    runAt: now,
    attempts: sql`${jobs.attempts} - 1`,
    ranMs: sql`case when ${jobs.startedAt} < ${now} then ${jobs.ranMs} + ${now} - ${jobs.startedAt} else ${jobs.ranMs} end`,
  } as const
  return await leave(
    tx,
    lease,
    spent ? { ...changes, lease: sql`(select max(lease) + 1 from jobs)` } : changes,
  )
}

/** Puts back a job that could not be started, for a reason that lies outside of it: the attempt does not count. */
export async function postpone(tx: Tx, lease: Lease, error: string, runAt: number): Promise<boolean> {
  return await leave(tx, lease, { state: 'waiting', error, runAt, attempts: sql`${jobs.attempts} - 1` })
}

/** Names the calculation that a job's attempt has started, or says where it stands. False when the lease is lost. */
export async function setExecution(tx: Tx, lease: Lease, execution: ExecutionRef): Promise<boolean> {
  return (await tx.update(jobs).set({ execution }).where(holds(lease)).returning({ id: jobs.id })).length > 0
}

/** When a job's attempt began to calculate; null while it waits for a node of the cluster. False when the lease is lost. */
export async function setStartedAt(tx: Tx, lease: Lease, startedAt: number | null): Promise<boolean> {
  return (await tx.update(jobs).set({ startedAt }).where(holds(lease)).returning({ id: jobs.id })).length > 0
}

/** Leaves a job running without a worker. False when the lease is lost, or nothing goes on without one. */
export async function letGo(tx: Tx, lease: Lease): Promise<boolean> {
  const goesOn = and(holds(lease), isNotNull(jobs.execution))
  return (await tx.update(jobs).set({ worker: null }).where(goesOn).returning({ id: jobs.id })).length > 0
}

/** Takes over a job that goes on without its worker: the same attempt. Undefined when another one was faster. */
export async function takeUp(tx: Tx, lease: Lease, worker: string, now: number): Promise<Job | undefined> {
  const [job] = await tx
    .update(jobs)
    .set({ lease: sql`(select max(lease) + 1 from jobs)`, beats: 0, worker, heartbeatAt: now })
    .where(and(holds(lease), isNotNull(jobs.execution)))
    .returning()
  return job
}

/** Stops a job that waits or runs; its worker finds the lease gone and kills the process. False when it was over. */
export async function cancel(tx: Tx, id: number, now: number): Promise<boolean> {
  const active = and(eq(jobs.id, id), inArray(jobs.state, activeStates))
  const changes = { state: 'cancelled', worker: null, execution: null, finishedAt: now } as const
  return (await tx.update(jobs).set(changes).where(active).returning({ id: jobs.id })).length > 0
}

/** Gives a failed job its attempts anew: an administrator has removed the cause. False when it has not failed. */
export async function retry(tx: Tx, id: number, now: number): Promise<boolean> {
  const failed = and(eq(jobs.id, id), eq(jobs.state, 'failed'))
  const changes = { state: 'waiting', attempts: 0, ranMs: 0, runAt: now, finishedAt: null } as const
  return (await tx.update(jobs).set(changes).where(failed).returning({ id: jobs.id })).length > 0
}

/** Lets a job that waits for its time start at once. False when it does not wait. */
export async function runNow(tx: Tx, id: number, now: number): Promise<boolean> {
  const waiting = and(eq(jobs.id, id), eq(jobs.state, 'waiting'))
  return (await tx.update(jobs).set({ runAt: now }).where(waiting).returning({ id: jobs.id })).length > 0
}

/** Removes jobs that ended before a moment, some at a time, and says how many. */
export async function prune(tx: Tx, before: number, most = 200): Promise<number> {
  const ended = inArray(jobs.state, ['done', 'failed', 'cancelled'])
  const old = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(ended, lt(jobs.finishedAt, before)))
    .limit(most)
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.delete(jobs).where(inArray(jobs.id, ids))
  return ids.length
}

const holds = (lease: Lease) =>
  and(eq(jobs.id, lease.id), eq(jobs.lease, lease.lease), eq(jobs.state, 'running'))

async function leave(
  tx: Tx,
  lease: Lease,
  changes: Parameters<ReturnType<typeof tx.update<typeof jobs>>['set']>[0],
): Promise<boolean> {
  const left = await tx
    .update(jobs)
    .set({ ...changes, worker: null, execution: null })
    .where(holds(lease))
    .returning({ id: jobs.id })
  return left.length > 0
}
