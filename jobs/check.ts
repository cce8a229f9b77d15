import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, setDraftState } from '#db/drafts.ts'
import type { Tx } from '#db/index.ts'
import type { Draft, Job } from '#db/schema.ts'
import { minuteMs } from '#src/durations.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { publicArchives } from '#src/studies/accessions.ts'
import { checkFolder, writeFindings, writeTask } from '#src/studies/check.ts'
import { detailsOf } from '#src/studies/draftFiles.ts'
import { checkLimits, type DraftFolders } from '#src/studies/drafts.ts'
import { type CheckedMethod, keepFindings, openMethodCheck } from './checkMethod.ts'
import type { Executor, TaskLimits } from './executors/executor.ts'
import { failureOf, failureOfLast } from './failure.ts'
import { fetchMissing } from './fetchEntries.ts'
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
  /** Of a file that is fetched. */
  uploadBytesMax: number
  /** Where entries of public archives are fetched from; the archives themselves unless a test says otherwise. */
  archives?: typeof publicArchives
  /** Of the laboratory, by name. */
  methods: Pick<ReadonlyMap<string, CheckedMethod>, 'get'>
  pollMs?: number
}

const msMax = 30 * minuteMs
/** Room beside the files of the archive. */
const spareBytes = 50e6

/** Checks the files of drafts, each in a process of its own: a library of a thousand models takes a while. */
export function createCheckRunner(options: CheckOptions): Runner {
  const { files, executor, checkCommand, inflatedBytesMax, uploadBytesMax, pollMs = 100 } = options
  const { archives = publicArchives, methods } = options
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
      // Its owner discarded the draft meanwhile: what the check wrote since goes too.
      if (!(await findDraft(db.read, draftId))) await files.discard(home)
    }
  }

  async function check(attempt: Attempt, draft: Draft, home: string): Promise<JobOutcome> {
    const { job, db, now } = attempt
    const { id, round } = draft
    const folder = checkFolder(home, round)
    await files.discard(folder) // of an attempt that broke off
    const fetched = await fetchMissing(attempt, draft, home, {
      bytesMax: uploadBytesMax,
      origins: archives,
    })
    if (fetched === 'stopped') return { kind: 'released', spent: false }
    if (fetched.length > 0) {
      await writeFindings(folder, fetched)
      return ended(draft, null)
    }
    const task = isBuiltIn(draft)
      ? await builtInCheck(folder, draft)
      : await openMethodCheck(home, draft, methods.get(draft.method))
    if (!('command' in task)) return ended(draft, task.fault)
    const execution = await executor.start({ ...task, limits })
    const ending = await watchExecution({ execution }, attempt, {
      pollMs,
      progressMs: 300,
      show: async progress => {
        const at = now()
        await db.write(tx => setDraftState(tx, id, round, { progress: { ...progress, at } }))
      },
    })
    if (ending === 'stopped' || ending === 'left') {
      await files.discard(folder)
      return { kind: 'released', spent: false }
    }
    if (ending.kind === 'killed')
      return { kind: 'again', error: workerDied, runAt: now() + backoffMs(job.attempts) / 2 }
    if (!isBuiltIn(draft)) await keepFindings(folder, ending)
    const isThere = existsSync(join(folder, 'report.json'))
    const failure = failureOf(ending, isThere ? undefined : 'what it found as it should')
    return ended(draft, failure?.message ?? null)
  }

  async function builtInCheck(folder: string, draft: Draft) {
    await writeTask(folder, detailsOf(draft), checkLimits(inflatedBytesMax))
    return { command: [...checkCommand, '.'], folder }
  }

  async function putBack(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string): Promise<void> {
    const { draftId, round } = payloadOf(job)
    const message = state === 'failed' ? failureOfLast(error, job.attempts).message : null
    await setDraftState(tx, draftId, round, { state, progress: null, message })
  }
}

/** The end of a check; `fault` says why the check itself broke off. */
function ended({ id, round }: Draft, fault: string | null): JobOutcome {
  const changes = { state: fault ? 'failed' : 'done', progress: null, message: fault } as const
  const record = async (tx: Tx) => void (await setDraftState(tx, id, round, changes))
  return fault ? { kind: 'failed', error: fault, record } : { kind: 'done', record }
}

const payloadOf = (job: Job) => job.payload as { draftId: number; round: number }
