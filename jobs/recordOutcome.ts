import type { Tx } from '#db/index.ts'
import { grantAttempt, hasEnded, letGo, postpone, release, retryLater, settle } from '#db/queue.ts'
import type { Job } from '#db/schema.ts'
import type { JobOutcome, Runner } from './runner.ts'

/**
 * Writes down how an attempt ended, with all that follows from it, in the caller's transaction. The lease is
 * checked first: 'lost' means that nothing was changed, because the job was cancelled or is another worker's.
 */
export async function recordOutcome(
  tx: Tx,
  runner: Runner,
  job: Job,
  outcome: JobOutcome,
  now: number,
): Promise<Job['state'] | 'lost'> {
  switch (outcome.kind) {
    case 'done':
    case 'failed': {
      const error = outcome.kind === 'failed' ? outcome.error : null
      if (!(await settle(tx, job, outcome.kind, now, error)))
        // Where only the database's answer was lost, all of it is written down already.
        return (await hasEnded(tx, job, outcome.kind)) ? outcome.kind : 'lost'
      await outcome.record?.(tx)
      return outcome.kind
    }
    case 'again': {
      if (outcome.advanced) await grantAttempt(tx, job)
      const state = await retryLater(tx, job, outcome.error, outcome.runAt, now)
      if (state !== 'lost') await runner.putBack?.(tx, job, state, outcome.error, now)
      return state
    }
    case 'released': {
      if (!(await release(tx, job, now, outcome.spent))) return 'lost'
      await runner.putBack?.(tx, job, 'waiting', '', now)
      return 'waiting'
    }
    case 'later': {
      if (!(await postpone(tx, job, outcome.error, outcome.runAt))) return 'lost'
      await outcome.record(tx)
      return 'waiting'
    }
    case 'left':
      return (await letGo(tx, job)) ? 'running' : 'lost'
  }
}
