import { findAnalysisOf } from '#db/analyses.ts'
import type { Analysis } from '#db/schema.ts'
import { type ExpectedStart, expectedStarts } from '#src/analyses/expectedStarts.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import type { Deps } from './deps.ts'

const lookEveryMs = 500
const startsMsMax = 1000
/** Some of a status changes with time alone: what is left, and whether workers are heard of. */
const statusMsMax = 2000

type Status = Awaited<ReturnType<typeof analysisStatus>> | undefined

/**
 * One look at the database for all streams, however many there are: nothing is read while nothing was committed, the
 * status of an analysis once for all that show it, and the order of the queue once a second.
 */
export function createStatusUpdates({ db, config, now }: Pick<Deps, 'db' | 'config' | 'now'>) {
  const sleepers = new Set<() => void>()
  let version: string | number | undefined
  let statuses = new Map<string, Promise<Status>>()
  let readAt = performance.now()
  let starts: { at: number; found: Promise<Map<number, ExpectedStart>> } | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  function forget(): void {
    statuses = new Map()
    readAt = performance.now()
  }

  async function look(): Promise<void> {
    const current = await db.version()
    if (current === version) return
    version = current
    forget()
    for (const wake of [...sleepers]) wake()
  }

  /** Resolves at the next commit of anybody, or after so long. */
  function next(msMax: number): Promise<void> {
    // Where the database does not answer, the streams hear of it when they read.
    timer ??= setInterval(() => void look().catch(() => {}), lookEveryMs)
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(patience)
        sleepers.delete(wake)
        if (sleepers.size === 0) timer = void clearInterval(timer)
        resolve()
      }
      const patience = setTimeout(wake, msMax)
      sleepers.add(wake)
    })
  }

  function startsOf(): Promise<Map<number, ExpectedStart>> {
    if (!starts || performance.now() - starts.at > startsMsMax)
      starts = { at: performance.now(), found: expectedStarts(db.read, config, now()) }
    return starts.found
  }

  const statusOf = (analysis: Analysis) => analysisStatus(db.read, config, analysis, now(), startsOf)

  /** Where an analysis stands, as read since the last commit; undefined when it is not theirs or is gone. */
  async function statusFor(ownerId: number, id: number): Promise<Status> {
    await look()
    if (performance.now() - readAt >= statusMsMax) forget()
    const key = `${ownerId} ${id}`
    const known = statuses.get(key)
    if (known) return known
    const read = findAnalysisOf(db.read, ownerId, id).then(analysis => analysis && statusOf(analysis))
    statuses.set(key, read)
    read.catch(() => statuses.delete(key))
    return read
  }

  return { next, statusOf, statusFor }
}
