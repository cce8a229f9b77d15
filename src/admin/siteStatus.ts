import type { Reader } from '#db/index.ts'
import { countJobs } from '#db/jobs.ts'
import { listSettings } from '#db/settings.ts'
import { findWorkerSilenceMs, workersGoneMs } from '#db/workers.ts'
import { hourMs } from '../durations.ts'

/** How the site does, for everybody. */
export interface SiteStatus {
  /** Whether analyses give the right result, by the last self-test: `old` where that is too long ago to tell. */
  analyses: 'working' | 'broken' | 'old' | 'untested'
  /** Of the last self-test. */
  testedAt: number
  seconds: number
  /** Nothing is calculated now, because no worker runs or the queue is paused. */
  isIdle: boolean
  waiting: number
  running: number
  access: string
}

export async function findSiteStatus(db: Reader, now: number): Promise<SiteStatus> {
  const { selfTestAt, selfTestFault, selfTestSeconds, queuePaused, access } = await listSettings(db)
  const { waiting = 0, running = 0 } = await countJobs(db, 'analysis')
  const isOld = now - selfTestAt > 3 * hourMs
  return {
    analyses: selfTestAt === 0 ? 'untested' : isOld ? 'old' : selfTestFault ? 'broken' : 'working',
    testedAt: selfTestAt,
    seconds: selfTestSeconds,
    isIdle: queuePaused || (await findWorkerSilenceMs(db, now)) > workersGoneMs,
    waiting,
    running,
    access,
  }
}
