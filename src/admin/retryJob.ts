import { reopenAnalysis } from '#db/analyses.ts'
import { setDraftState } from '#db/drafts.ts'
import type { Tx } from '#db/index.ts'
import { findJob } from '#db/jobs.ts'
import { reopenMail } from '#db/mails.ts'
import { retry } from '#db/queue.ts'
import type { Job } from '#db/schema.ts'
import { AppError, notFound } from '../errors.ts'

/**
 * Puts a failed job back into the queue, and what it is about with it: an analysis waits again with its id, inputs and
 * parameters, a check of an upload too, a mail lies in the outbox again.
 * @throws AppError not_found; conflict when it has not failed, or what it is about is gone
 */
export async function retryJob(tx: Tx, id: number, now: number): Promise<void> {
  const job = await findJob(tx, id)
  if (!job) throw notFound('job')
  if (!(await retry(tx, id, now)))
    throw new AppError('conflict', 'Only a job that failed can be tried again.')
  const { analysisId, check, mailId } = subjectOf(job)
  const isThere =
    (analysisId === undefined || (await reopenAnalysis(tx, analysisId))) &&
    (!check || (await setDraftState(tx, ...check, { state: 'waiting', progress: null, message: null }))) &&
    (mailId === undefined || (await reopenMail(tx, mailId)))
  if (!isThere) throw new AppError('conflict', 'What this job is about was deleted or has ended.')
}

/** What a job is about; `check` is a draft and the round of its files. */
export function subjectOf({ payload }: Job) {
  const { draftId, round, ...about } = payload as {
    analysisId?: number
    draftId?: number
    round?: number
    mailId?: number
  }
  const check: [number, number] | undefined =
    draftId === undefined || round === undefined ? undefined : [draftId, round]
  return { ...about, check }
}
