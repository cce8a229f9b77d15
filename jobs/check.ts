import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, setDraftState } from '#db/drafts.ts'
import type { Tx } from '#db/index.ts'
import type { Draft, Job } from '#db/schema.ts'
import { checkFolder, writeTask } from '#src/studies/check.ts'
import { checkLimits, type DraftFolders } from '#src/studies/drafts.ts'
import type { Executor, TaskLimits } from './executors/executor.ts'
import { failureOf, failureOfLast } from './failure.ts'
import { workerDied } from './lostWorkers.ts'
import { type Attempt, backoffMs, type JobOutcome, type Runner } from './runner.ts'
import { watchExecution } from './watchExecution.ts'

export interface CheckOptions {
  files: DraftFolders
  executor: Executor
  /** The command `check`, to which the folder is the last argument. */
  checkCommand: string[]
  limits: TaskLimits
  inflatedBytesMax: number
  pollMs?: number
}

const msMax = 30 * 60_000
/** Room beside the files of the archive. */
const spareBytes = 50e6

/** Checks the files of drafts, each in a process of its own: a library of a thousand models takes a while. */
export function createCheckRunner(options: CheckOptions): Runner {
  const { files, executor, checkCommand, inflatedBytesMax, pollMs = 100 } = options
  const limits = { ...options.limits, msMax, outputBytesMax: inflatedBytesMax + spareBytes }
  return { begin, run, putBack }

  async function begin(tx: Tx, job: Job): Promise<void> {
    const { draftId, round } = payloadOf(job)
    await setDraftState(tx, draftId, round, { state: 'running', progress: null, message: null })
  }

  async function run(attempt: Attempt): Promise<JobOutcome> {
    const { job, db } = attempt
    const { draftId, round } = payloadOf(job)
    const draft = await findDraft(db.read, draftId)
    if (draft?.state !== 'running' || draft.round !== round) return { kind: 'done' }
    const home = files.draft(draft.userId, draft.id)
    try {
      return await check(attempt, draft, home)
    } finally {
      // It was thrown away meanwhile: so is what the check wrote since.
      if (!(await findDraft(db.read, draftId))) await files.discard(home)
    }
  }

  async function check(attempt: Attempt, draft: Draft, home: string): Promise<JobOutcome> {
    const { job, db, now } = attempt
    const { draftId, round } = payloadOf(job)
    const folder = checkFolder(home, round)
    await files.discard(folder) // of an attempt that broke off
    await writeTask(folder, draft, checkLimits(inflatedBytesMax))
    const execution = await executor.start({ command: [...checkCommand, '.'], folder, limits })
    const ending = await watchExecution(execution, attempt, {
      pollMs,
      progressMs: 300,
      show: progress =>
        db.write(async tx => {
          await setDraftState(tx, draftId, round, { progress: { ...progress, at: now() } })
        }),
    })
    if (ending === 'stopped') {
      await files.discard(folder)
      return { kind: 'released', spent: false }
    }
    if (ending.kind === 'killed')
      return { kind: 'again', error: workerDied, runAt: now() + backoffMs(job.attempts) / 2 }
    const isThere = existsSync(join(folder, 'report.json'))
    const failure = failureOf(ending, isThere ? undefined : 'its report')
    const state = failure ? 'failed' : 'done'
    const record = async (tx: Tx) =>
      void (await setDraftState(tx, draftId, round, {
        state,
        progress: null,
        message: failure?.message ?? null,
      }))
    return failure ? { kind: 'failed', error: failure.message, record } : { kind: 'done', record }
  }

  async function putBack(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string): Promise<void> {
    const { draftId, round } = payloadOf(job)
    const message = state === 'failed' ? failureOfLast(error, job.attempts).message : null
    await setDraftState(tx, draftId, round, { state, progress: null, message })
  }
}

const payloadOf = (job: Job) => job.payload as { draftId: number; round: number }
