import { listAnalysesInState } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import { listRunning, listWaiting, type QueuedJob } from '#db/jobs.ts'
import { listWorkers } from '#db/workers.ts'
import type { Config } from '../config.ts'

/** How many short analyses a worker runs beside the others. */
export const shortSlots = 1

/** What the settings say of the queue. */
export type QueueSettings = Pick<Config, 'slots' | 'shortMs' | 'sliceMs'>

/** Of a waiting job: how many go before it, and in how many seconds it should start; null where that is not known. */
export interface ExpectedStart {
  ahead: number
  startsIn: number | null
}

/** A worker that was not heard of for so long is not counted. */
const silentMs = 60_000

/** When each waiting analysis should start, by its job's id, if nobody adds any. */
export async function expectedStarts(
  db: Reader,
  settings: QueueSettings,
  now: number,
): Promise<Map<number, ExpectedStart>> {
  const waiting = await listWaiting(db, 'analysis')
  if (waiting.length === 0) return new Map()
  const running = (await listRunning(db)).filter(({ kind }) => kind === 'analysis')
  const progress = new Map((await listAnalysesInState(db, 'running')).map(each => [each.id, each.progress]))
  const workers = Math.max(1, (await listWorkers(db, now - silentMs)).length)
  const secondsLeft = (job: QueuedJob) => {
    const told = progress.get((job.payload as { analysisId: number }).analysisId)
    const left = told?.secondsLeft ? told.secondsLeft - (now - told.at) / 1000 : secondsOf(job) - ranFor(job)
    return Math.max(1, left)
  }
  const ranFor = ({ startedAt }: QueuedJob) => (now - (startedAt ?? now)) / 1000
  const occupants = running.map(job => ({ job, ran: ranFor(job), left: secondsLeft(job) }))
  return estimateStarts(occupants, waiting, { ...settings, workers })
}

interface Slot {
  isForShort: boolean
  /** Who has it, and when it is free: for them, and for others, to whom it is left after its slice. */
  userId: number | null
  freeAt: number
  freeForOthersAt: number
}

/**
 * Plays the queue forward: each waiting job takes the slot that is free first for it.
 * @param running with the seconds that each has run and has left; Infinity where that is not known
 */
export function estimateStarts(
  running: { job: QueuedJob; ran: number; left: number }[],
  waiting: QueuedJob[],
  { slots, shortMs, sliceMs, workers }: QueueSettings & { workers: number },
): Map<number, ExpectedStart> {
  const isShort = ({ expectedMs, ranMs }: QueuedJob) =>
    expectedMs !== null && expectedMs <= shortMs && ranMs < shortMs
  const free = (isForShort: boolean): Slot => ({ isForShort, userId: null, freeAt: 0, freeForOthersAt: 0 })
  const all = [
    ...Array.from({ length: shortMs > 0 ? shortSlots * workers : 0 }, () => free(true)),
    ...Array.from({ length: slots * workers }, () => free(false)),
  ]
  const freeFor = (slot: Slot, { userId }: QueuedJob) =>
    userId === slot.userId ? slot.freeAt : slot.freeForOthersAt
  /** Puts a job into the first slot that is free for it, and says when that is. */
  function place(job: QueuedJob, left: number, ran = 0): number {
    const open = all.filter(({ isForShort }) => !isForShort || isShort(job))
    const slot = open.reduce((best, each) => (freeFor(each, job) < freeFor(best, job) ? each : best))
    const at = freeFor(slot, job)
    const slice = Math.max(1, sliceMs / 1000 - ran)
    Object.assign(slot, {
      userId: job.userId,
      freeAt: at + left,
      freeForOthersAt: at + Math.min(left, slice),
    })
    return at
  }
  for (const { job, ran, left } of running) place(job, left, ran)
  let shortAhead = 0
  return new Map(
    waiting.map((job, before) => {
      const at = place(job, secondsOf(job))
      const ahead = isShort(job) ? shortAhead++ : before
      return [job.id, { ahead, startsIn: Number.isFinite(at) ? at : null }]
    }),
  )
}

const secondsOf = ({ expectedMs, ranMs }: QueuedJob) =>
  expectedMs === null ? Number.POSITIVE_INFINITY : Math.max(1, (expectedMs - ranMs) / 1000)
