import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Elysia } from 'elysia'
import { findWorkerSilenceMs, workersGoneMs } from '#db/workers.ts'
import { paths } from '#views/paths.ts'
import { log } from '../log.ts'
import type { Deps } from '../plugins/deps.ts'
import { describeTrouble } from '../supervise.ts'

/** With less than this the next upload or result may not fit. */
const freeBytesMin = 64e6

/**
 * For a monitor. 503 when the site cannot do its work: the database does not answer, or the disk is full.
 * 200 `degraded` when pages work and analyses wait: the workers' process ended and does not last when it is started
 * again, or no worker has been heard from for two minutes.
 */
export function healthRoutes({ db, config, now, workerTrouble }: Deps) {
  const disks = [config.databaseFolder, dirname(config.userData)].filter(existsSync)
  return new Elysia().get(paths.health.pattern, async ({ status }) => {
    try {
      if (disks.some(isFull)) return status(503, 'disk: full\n')
      const trouble = workerTrouble?.()
      if (trouble) return `degraded: ${describeTrouble(trouble)}\n`
      const silent = (await findWorkerSilenceMs(db.read, now())) > workersGoneMs
      return silent ? 'degraded: no worker is running\n' : 'ok\n'
    } catch (error) {
      log.warning('database does not answer', { error: String(error) })
      return status(503, 'database: it does not answer\n')
    }
  })
}

function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < freeBytesMin
}
