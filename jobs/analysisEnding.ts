import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findAnalysis, setAnalysisState } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import { enqueueMail } from '#db/queue.ts'
import type { Analysis, Json, Timings } from '#db/schema.ts'
import { findStudy, updateStudy } from '#db/studies.ts'
import { findUser } from '#db/users.ts'
import { numbersOf } from '#src/analyses/methodOutcome.ts'
import { log } from '#src/log.ts'
import { bytesOf } from '#src/tree.ts'
import type { Method } from './analysisRunner.ts'
import type { Ending } from './executors/executor.ts'
import { type Failure, failureOf, failureOfLast } from './failure.ts'
import {
  checkpointMark,
  findOddOutputs,
  forgetProgress,
  gatherFailed,
  homeOf,
  type JobFiles,
  showResults,
  stageAttempt,
  storeFailedFolder,
} from './folders.ts'
import { workerDied } from './lostWorkers.ts'
import { type Attempt, backoffMs, type JobOutcome } from './runner.ts'

/** What is known of an attempt when it has ended. */
interface Facts {
  files: JobFiles
  attempt: Attempt
  analysis: Analysis
  method: Method
  folder: string
  timings: () => Timings | null
  /** The checkpoint's mark when it began. */
  before: string
}

/** What the end of an attempt means for its job and its analysis. */
export async function conclude(ending: Ending | 'stopped', facts: Facts): Promise<JobOutcome> {
  const { files, analysis, folder, before, attempt } = facts
  const { job, db, now } = attempt
  if (ending === 'stopped') {
    await files.discard(folder)
    const left = await findAnalysis(db.read, analysis.id)
    if (left?.state === 'cancelled') await forgetProgress(files, analysis)
    // Which changes nothing if the lease is lost.
    return { kind: 'released', spent: attempt.signal.reason === 'turn' }
  }
  log.info('analysis ended', { analysis: analysis.id, job: job.id, ending: ending.kind })
  if (ending.kind === 'killed') {
    const advanced = (await checkpointMark(files, analysis)) !== before
    if (job.attempts >= job.attemptsMax)
      await gather(files, analysis, failureOfLast(workerDied, job.attempts))
    return { kind: 'again', error: workerDied, runAt: now() + backoffMs(job.attempts) / 2, advanced }
  }
  if (ending.kind === 'stopped' && ending.by === 'preempted') return { kind: 'released', spent: false }
  return await judge(ending, facts)
}

async function judge(
  ending: Exclude<Ending, { kind: 'killed' }>,
  { files, method, timings, analysis, folder, attempt: { job, db, now } }: Facts,
): Promise<JobOutcome> {
  const odd = await findOddOutputs(folder)
  const missing = method.results.find(
    ({ file, optional }) => !optional && !existsSync(join(folder, 'output', file)),
  )
  const failure = failureOf(ending, missing?.file, odd)
  const { cpuMs = null } = ending
  if (failure) return await failed(files, { ...analysis, cpuMs }, failure, now())
  const took = timings()
  const staged = await stageAttempt(files, folder)
  const outputBytes = await bytesOf(staged)
  const cacheBytes = await bytesOf(join(dirname(homeOf(files, analysis)), 'cache'))
  await files.discard(files.failed(analysis.id)) // of a failure that was tried again
  return {
    kind: 'done',
    async ifLost() {
      await files.discard(staged)
      await tidyIfDeleted(files, analysis, db)
    },
    async record(tx) {
      await showResults(files, staged)
      await forgetProgress(files, analysis)
      const summary = ending.kind === 'exit' ? ((ending.summary ?? null) as Json) : null
      await setAnalysisState(tx, analysis.id, 'done', {
        finishedAt: now(),
        progress: null,
        summary,
        timings: took,
        cpuMs,
        outputBytes,
      })
      await updateStudy(tx, analysis.studyId, { cacheBytes })
      await notifyOwner(
        tx,
        analysis,
        'analysis_done',
        {
          seconds: (now() - (job.startedAt ?? now())) / 1000,
          summary,
          ...(method.mail && {
            told: { text: method.mail, numbers: numbersOf(method, { summary }) as never },
          }),
        },
        now(),
      )
    },
  }
}

/** Ends an analysis that trying again would not help. */
export async function failed(
  files: JobFiles,
  analysis: Analysis,
  failure: Failure,
  now: number,
): Promise<JobOutcome> {
  await gather(files, analysis, failure)
  return {
    kind: 'failed',
    error: `${failure.reason}: ${failure.message}`,
    ifLost: () => files.discard(join(homeOf(files, analysis), 'kept')),
    record: tx => giveUp(files, tx, analysis, failure, now),
  }
}

async function gather(files: JobFiles, analysis: Analysis, { reason }: Failure): Promise<void> {
  await gatherFailed(files, analysis, reason).catch(error =>
    log.error('files not gathered', error, { analysis: analysis.id }),
  )
}

/** The row stays, as failed; the files move to failedAnalyses/; the owner gets a mail. */
export async function giveUp(
  files: JobFiles,
  tx: Tx,
  analysis: Analysis,
  failure: Failure,
  now: number,
): Promise<void> {
  const { reason, message } = failure
  const { id, name, parameters, attempt, cpuMs } = analysis
  const report = { analysis: id, name, attempt, ...failure, parameters, at: new Date(now).toISOString() }
  await storeFailedFolder(files, analysis, report).catch(error =>
    log.error('files not kept', error, { analysis: id }),
  )
  await forgetProgress(files, analysis).catch(error => log.error('checkpoint not removed', error))
  await setAnalysisState(tx, id, 'failed', { finishedAt: now, progress: null, reason, message, cpuMs })
  await notifyOwner(tx, analysis, 'analysis_failed', { reason, message }, now)
}

/** Its owner may have deleted it, with its folder, while we were writing there. */
export async function tidyIfDeleted(files: JobFiles, analysis: Analysis, db: Database): Promise<void> {
  if (!(await findAnalysis(db.read, analysis.id))) await files.discard(homeOf(files, analysis))
}

/** Puts the mail to the owner into the outbox: results and mail trouble never meet. */
async function notifyOwner(
  tx: Tx,
  analysis: Analysis,
  kind: string,
  more: Record<string, Json>,
  now: number,
) {
  const owner = await findUser(tx, analysis.userId)
  const study = await findStudy(tx, analysis.studyId)
  if (!owner || !study) return
  const facts = {
    analysisId: analysis.id,
    analysis: analysis.name,
    study: study.name,
    firstName: owner.firstName,
  }
  await enqueueMail(tx, { kind, userId: owner.id, email: owner.email, facts: { ...facts, ...more } }, now)
}
