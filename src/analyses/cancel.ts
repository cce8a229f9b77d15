import { findAnalysisOf, setAnalysisState } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import { findJobByKey } from '#db/jobs.ts'
import { cancel } from '#db/queue.ts'
import { AppError, notFound } from '../errors.ts'

/** The key of an analysis's job: it has one, however often it is submitted. */
export const jobKey = (analysisId: number) => `analysis:${analysisId}`

/**
 * Stops an analysis that waits or runs; its worker finds the lease gone and ends the process.
 * @throws AppError not_found; conflict when it has ended already
 */
export async function cancelAnalysis(db: Database, ownerId: number, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    if (!(await findAnalysisOf(tx, ownerId, id))) throw notFound('analysis')
    if (!(await stop(tx, id, now))) throw new AppError('conflict', 'This analysis has ended already.')
  })
}

/** Stops an analysis with its job. False when it had ended before. @param message who did so, for its owner */
export async function stop(
  tx: Tx,
  id: number,
  now: number,
  message = 'You cancelled this analysis.',
): Promise<boolean> {
  const job = await findJobByKey(tx, jobKey(id))
  if (job) await cancel(tx, job.id, now)
  return await setAnalysisState(tx, id, 'cancelled', { finishedAt: now, reason: 'cancelled', message })
}
