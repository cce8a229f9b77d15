import { reopenAnalysis } from '#db/analyses.ts'
import type { Tx } from '#db/index.ts'
import { findJob } from '#db/jobs.ts'
import { reopenMail } from '#db/mails.ts'
import { retry } from '#db/queue.ts'
import { AppError, notFound } from '../errors.ts'

/**
 * Puts a failed job back into the queue, and what it is about with it: an analysis waits again with its id, inputs and
 * parameters, a mail lies in the outbox again.
 * @throws AppError not_found; conflict when it has not failed, or what it is about is gone
 */
export async function retryJob(tx: Tx, id: number, now: number): Promise<void> {
  const job = await findJob(tx, id)
  if (!job) throw notFound('job')
  if (!(await retry(tx, id, now)))
    throw new AppError('conflict', 'Only a job that failed can be tried again.')
  const { analysisId, mailId } = job.payload as { analysisId?: number; mailId?: number }
  const isThere =
    (analysisId === undefined || (await reopenAnalysis(tx, analysisId))) &&
    (mailId === undefined || (await reopenMail(tx, mailId)))
  if (!isThere) throw new AppError('conflict', 'The analysis or mail of this job was deleted or has ended.')
}
