import { asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type WorkerRow, workers } from './schema.ts'

/** A worker that was not heard from for so long counts as gone. */
export const workerSilentMs = 30_000

/** A silence of all workers that lasts longer than a restart takes: nothing runs. */
export const workersGoneMs = 120_000

/** Workers heard from since, in the order they started. */
export async function listWorkers(db: Reader, seenSince: number): Promise<WorkerRow[]> {
  return await db.select().from(workers).where(gt(workers.seenAt, seenSince)).orderBy(asc(workers.startedAt))
}

/** The time since the last heartbeat of any worker; infinite when there has been none. */
export async function findWorkerSilenceMs(db: Reader, now: number): Promise<number> {
  const last = await findLastWorker(db)
  return last ? now - last.seenAt : Number.POSITIVE_INFINITY
}

/** The worker that was heard from last, alive or not: since when nothing runs. */
async function findLastWorker(db: Reader): Promise<WorkerRow | undefined> {
  const [worker] = await db.select().from(workers).orderBy(desc(workers.seenAt)).limit(1)
  return worker
}

export async function insertWorker(tx: Tx, worker: typeof workers.$inferInsert): Promise<void> {
  await tx.insert(workers).values(worker)
}

/** Notes that a worker lives. Answers whether an administrator asked it to drain. */
export async function markWorkerSeen(tx: Tx, name: string, now: number): Promise<{ drain: boolean }> {
  const [worker] = await tx
    .update(workers)
    .set({ seenAt: now })
    .where(eq(workers.name, name))
    .returning({ drainAt: workers.drainAt })
  return { drain: worker?.drainAt != null }
}

export async function askWorkerToDrain(tx: Tx, name: string, now: number): Promise<void> {
  await tx.update(workers).set({ drainAt: now }).where(eq(workers.name, name))
}

export async function deleteWorker(tx: Tx, name: string): Promise<void> {
  await tx.delete(workers).where(eq(workers.name, name))
}

/** Forgets workers that died long ago. */
export async function deleteWorkersUnseenSince(tx: Tx, moment: number): Promise<void> {
  await tx.delete(workers).where(lt(workers.seenAt, moment))
}
