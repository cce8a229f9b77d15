import type { Database } from '#db/index.ts'
import { listExecutions } from '#db/jobs.ts'
import { deleteMailsBefore } from '#db/mails.ts'
import { enqueue, prune } from '#db/queue.ts'
import { deleteExpiredSessions } from '#db/sessions.ts'
import { findSetting, setSetting } from '#db/settings.ts'
import { deleteExpiredTokens } from '#db/tokens.ts'
import { giveTurn } from '#db/turns.ts'
import { deleteWorkersUnseenSince } from '#db/workers.ts'
import { removeEndedGuests } from '#src/accounts/guests.ts'
import { sweepImpersonations } from '#src/accounts/impersonate.ts'
import { findNewestVersion } from '#src/admin/newestVersion.ts'
import { dayMs, hourMs } from '#src/durations.ts'
import type { Files } from '#src/files.ts'
import { log } from '#src/log.ts'
import { sweepDrafts } from '#src/studies/drafts.ts'
import { applyRetention } from '#src/studies/retention.ts'
import { mailDigest } from './errorAlerts.ts'
import type { LastingExecutor } from './executors/executor.ts'
import type { Attempt, JobOutcome, Runner } from './runner.ts'

interface SweepOptions {
  files: Files
  cluster?: LastingExecutor
  onSwept?: () => void
  /** Where the newest version of the program is told; asked once a day. */
  releases?: string
}

/**
 * Removes what has had its time: jobs after 30 days, mails after 90, ended sessions and tokens, windows of rate limits,
 * uploads that nobody kept, studies and guests whose time is over.
 * Afterwards `onSwept` may put back what was removed to make room.
 */
export const createSweepRunner = ({ files, cluster, onSwept, releases }: SweepOptions): Runner => ({
  async run({ db, now }: Attempt): Promise<JobOutcome> {
    const at = now()
    await untilNone(() => db.write(tx => prune(tx, at - 30 * dayMs)))
    await untilNone(() => db.write(tx => deleteMailsBefore(tx, at - 90 * dayMs)))
    await db.write(async tx => {
      await sweepImpersonations(tx, at)
      await deleteExpiredSessions(tx, at)
      await deleteExpiredTokens(tx, at - 7 * dayMs)
      await mailDigest(tx, at)
      await deleteWorkersUnseenSince(tx, at - dayMs)
    })
    await sweepDrafts({ db, files }, at)
    await applyRetention({ db, files }, at)
    await removeEndedGuests({ db, files }, at)
    if (cluster) await sweepCluster(cluster, db)
    if (releases) await askForNewestVersion(releases, db, at)
    onSwept?.()
    return { kind: 'done', record: async tx => void (await enqueue(tx, nextSweep(at + hourMs), at)) }
  },
})

/** Removes a part at a time, between which others have their turn. */
async function untilNone(removeSome: () => Promise<number>): Promise<void> {
  while ((await removeSome()) > 0) await giveTurn()
}

async function askForNewestVersion(releases: string, db: Database, now: number): Promise<void> {
  if (now - (await findSetting(db.read, 'newestAskedAt')) < dayMs) return
  const newest = await findNewestVersion(releases).catch(error =>
    log.warning('newest version not found', { error: String(error) }),
  )
  await db.write(async tx => {
    await setSetting(tx, 'newestAskedAt', now, now)
    if (newest) await setSetting(tx, 'newestVersion', newest, now)
  })
}

/** Ends what runs on a cluster for nobody: it was cancelled while no worker ran, or given up for lost. */
export async function sweepCluster(cluster: LastingExecutor, db: Database): Promise<void> {
  const ended = await cluster
    .sweep(() => listExecutions(db.read))
    .catch(error => log.warning('cluster not swept', { error: String(error) }))
  if (ended) log.info('cluster swept', { ended })
}

/** Schedules the next sweep unless there is one. Any number of workers may call it. */
export async function planSweep(db: Database, now: number): Promise<void> {
  await db.write(tx => enqueue(tx, nextSweep(now), now))
}

/** One for each hour of the clock, whoever asks. */
function nextSweep(runAt: number) {
  return {
    kind: 'sweep',
    payload: {},
    runAt,
    priority: -1,
    attemptsMax: 1e6,
    uniqueKey: `sweep:${Math.floor(runAt / hourMs)}`,
  }
}
