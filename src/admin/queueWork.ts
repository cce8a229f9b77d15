import { findAnalysis, setAnalysisState } from '#db/analyses.ts'
import { setDraftState } from '#db/drafts.ts'
import type { Tx } from '#db/index.ts'
import { findJob, findJobByKey, findMailJob } from '#db/jobs.ts'
import { findMail, giveUpMail } from '#db/mails.ts'
import { cancel, enqueueMail, release, runNow } from '#db/queue.ts'
import { jobKey, stop } from '../analyses/cancel.ts'
import { AppError, notFound } from '../errors.ts'
import { retryJob, subjectOf } from './retryJob.ts'

/** What administrators do with work that waits, runs or has failed, whoever's it is. Each @throws AppError not_found, conflict */

/** Stops an analysis; its owner reads who did it. */
export async function stopAnalysis(tx: Tx, id: number, now: number): Promise<void> {
  if (!(await findAnalysis(tx, id))) throw notFound('analysis')
  if (!(await stop(tx, id, now, 'An administrator stopped this analysis.'))) throw ended('analysis')
}

/** Puts a failed analysis back into the queue. */
export async function retryAnalysis(tx: Tx, id: number, now: number): Promise<void> {
  await retryJob(tx, (await jobOf(tx, id)).id, now)
}

/** Takes a running analysis from its worker and lets it wait for another turn; the attempt does not count. */
export async function requeueAnalysis(tx: Tx, id: number, now: number): Promise<void> {
  await requeueJob(tx, (await jobOf(tx, id)).id, now)
}

export async function requeueJob(tx: Tx, id: number, now: number): Promise<void> {
  const job = await findJob(tx, id)
  if (!job) throw notFound('job')
  if (!(await release(tx, job, now))) throw ended('job')
  const { analysisId, check } = subjectOf(job)
  if (analysisId !== undefined) await setAnalysisState(tx, analysisId, 'waiting', { progress: null })
  if (check) await setDraftState(tx, ...check, { state: 'waiting', progress: null })
}

/** Stops a job, and what waits for it: an analysis, an upload that is checked, or a mail. */
export async function cancelJob(tx: Tx, id: number, now: number): Promise<void> {
  const job = await findJob(tx, id)
  if (!job) throw notFound('job')
  const { analysisId, check, mailId } = subjectOf(job)
  if (analysisId !== undefined) return await stopAnalysis(tx, analysisId, now)
  if (!(await cancel(tx, id, now))) throw ended('job')
  const message = 'An administrator stopped this check.'
  if (check) await setDraftState(tx, ...check, { state: 'cancelled', progress: null, message })
  if (mailId !== undefined) await giveUpMail(tx, mailId, 'An administrator cancelled it.')
}

/** Sends a mail that waits at once, and one that was sent or given up once more, with a new link where it has one. */
export async function resendMail(tx: Tx, id: number, now: number): Promise<void> {
  const mail = await findMail(tx, id)
  if (!mail) throw notFound('mail')
  const { kind, userId, email, facts } = mail
  if (mail.state !== 'waiting')
    return await enqueueMail(tx, { kind, userId: userId ?? undefined, email, facts }, now)
  const job = await findMailJob(tx, id)
  if (!job || !(await runNow(tx, job.id, now)))
    throw new AppError('conflict', 'This mail is being sent at this moment.')
}

/** The job is kept for thirty days after its end. */
async function jobOf(tx: Tx, analysisId: number) {
  const job = await findJobByKey(tx, jobKey(analysisId))
  if (!job) throw new AppError('conflict', 'The job of this analysis is too old. Its owner can run it again.')
  return job
}

const ended = (what: string) => new AppError('conflict', `This ${what} is no longer running or waiting.`)
