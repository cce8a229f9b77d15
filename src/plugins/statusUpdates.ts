import { findAnalysisOf } from '#db/analyses.ts'
import { listQueuePlaces } from '#db/jobs.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import type { Deps } from './deps.ts'

const lookEveryMs = 500
const placesMsMax = 1000
/** Some of a status changes with time alone: what is left, and whether workers are heard of. */
const statusMsMax = 2000

type Status = Awaited<ReturnType<typeof analysisStatus>> | undefined

/**
 * One look at the database for all streams, however many there are: nothing is read while nothing was committed, the
 * status of an analysis once for all that show it, and the order of the queue once a second.
 */
export function createStatusUpdates({ db, now }: Pick<Deps, 'db' | 'now'>) {
  const sleepers = new Set<() => void>()
  let version = db.version()
  let statuses = new Map<string, Promise<Status>>()
  let readAt = performance.now()
  let places: { at: number; found: Promise<Map<number, number>> } | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  function forget(): void {
    statuses = new Map()
    readAt = performance.now()
  }

  function look(): void {
    const current = db.version()
    if (current === version) return
    version = current
    forget()
    for (const wake of [...sleepers]) wake()
  }

  /** Resolves at the next commit of anybody, or after so long. */
  function next(msMax: number): Promise<void> {
    timer ??= setInterval(look, lookEveryMs)
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

  async function placeOf({ id, kind }: { id: number; kind: string }): Promise<number> {
    if (!places || performance.now() - places.at > placesMsMax)
      places = { at: performance.now(), found: listQueuePlaces(db.read, kind) }
    return (await places.found).get(id) ?? 0
  }

  /** Where an analysis stands, as read since the last commit; undefined when it is not theirs or is gone. */
  function statusFor(ownerId: number, id: number): Promise<Status> {
    look()
    if (performance.now() - readAt >= statusMsMax) forget()
    const key = `${ownerId} ${id}`
    const known = statuses.get(key)
    if (known) return known
    const read = findAnalysisOf(db.read, ownerId, id).then(
      analysis => analysis && analysisStatus(db.read, analysis, now(), placeOf),
    )
    statuses.set(key, read)
    read.catch(() => statuses.delete(key))
    return read
  }

  return { next, statusFor }
}
