import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, setDraftState, updateDraft } from '#db/drafts.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Draft, DraftDetails, DraftFile, Job } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { fetchEntry, publicArchives } from '#src/studies/accessions.ts'
import { checkFolder, writeFindings, writeTask } from '#src/studies/check.ts'
import { detailsOf, draftFiles } from '#src/studies/draftFiles.ts'
import { checkLimits, type DraftFolders } from '#src/studies/drafts.ts'
import { type FileField, type Finding, finding } from '#src/studies/findings.ts'
import { type CheckedMethod, keepFindings, openMethodCheck } from './checkMethod.ts'
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
  /** Of a file that is fetched. */
  uploadBytesMax: number
  /** Where entries of public archives are fetched from; the archives themselves unless a test says otherwise. */
  archives?: typeof publicArchives
  /** Of the laboratory, by name. */
  methods: Pick<ReadonlyMap<string, CheckedMethod>, 'get'>
  pollMs?: number
}

const msMax = 30 * 60_000
const fetchMsMax = 120_000
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
      // It was thrown away meanwhile: so is what the check wrote since.
      if (!(await findDraft(db.read, draftId))) await files.discard(home)
    }
  }

  async function check(attempt: Attempt, draft: Draft, home: string): Promise<JobOutcome> {
    const { job, db, now } = attempt
    const { draftId, round } = payloadOf(job)
    const folder = checkFolder(home, round)
    await files.discard(folder) // of an attempt that broke off
    const fetched = await fetchMissing(attempt, draft, home)
    if (fetched === 'stopped') return { kind: 'released', spent: false }
    if (fetched.length > 0) {
      await writeFindings(folder, fetched)
      const done = { state: 'done', progress: null, message: null } as const
      return { kind: 'done', record: async tx => void (await setDraftState(tx, draftId, round, done)) }
    }
    const task = isBuiltIn(draft)
      ? await builtInCheck(folder, draft)
      : await openMethodCheck(home, draft, methods.get(draft.method))
    if (!('command' in task)) return await endWithout(task, draft)
    const execution = await executor.start({ ...task, limits })
    const ending = await watchExecution({ execution }, attempt, {
      pollMs,
      progressMs: 300,
      show: progress =>
        db.write(async tx => {
          await setDraftState(tx, draftId, round, { progress: { ...progress, at: now() } })
        }),
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
    const state = failure ? 'failed' : 'done'
    const record = async (tx: Tx) =>
      void (await setDraftState(tx, draftId, round, {
        state,
        progress: null,
        message: failure?.message ?? null,
      }))
    return failure ? { kind: 'failed', error: failure.message, record } : { kind: 'done', record }
  }

  async function builtInCheck(folder: string, draft: Draft) {
    await writeTask(folder, detailsOf(draft), checkLimits(inflatedBytesMax))
    return { command: [...checkCommand, '.'], folder }
  }

  /** Of a method that checks nothing, or that is gone. */
  async function endWithout({ fault }: { fault: string | null }, { id, round }: Draft): Promise<JobOutcome> {
    const changes = { state: fault ? 'failed' : 'done', progress: null, message: fault } as const
    const record = async (tx: Tx) => void (await setDraftState(tx, id, round, changes))
    return fault ? { kind: 'failed', error: fault, record } : { kind: 'done', record }
  }

  /** Fetches the entries of public archives that are not there yet; tells what could not be fetched. */
  async function fetchMissing(
    { db, now, signal }: Attempt,
    draft: Draft,
    home: string,
  ): Promise<Finding[] | 'stopped'> {
    const found: Finding[] = []
    const { details } = draft
    if (!details) return found
    const { curve, library, profiles } = details.files
    for (const [field, file] of Object.entries({ curve, library, profiles }) as [
      FileField,
      DraftFile | null,
    ][]) {
      if (!file?.accession || existsSync(join(home, file.path))) continue
      const progress = { stage: 'checking', done: 0, total: 0, message: `Fetching ${file.name}`, at: now() }
      await db.write(async tx => void (await setDraftState(tx, draft.id, draft.round, { progress })))
      const limits = { bytesMax: uploadBytesMax, msMax: fetchMsMax, signal, origins: archives }
      try {
        const fault = await fetchEntry(file.accession, join(home, file.path), limits)
        if (fault) found.push(finding(fault, field, file.name))
        else await writeDownSize(db, draft, details, file, Bun.file(join(home, file.path)).size)
      } catch (error) {
        if (signal.aborted) return 'stopped'
        throw error
      }
    }
    return found
  }

  async function writeDownSize(
    db: Database,
    draft: Draft,
    details: DraftDetails,
    file: DraftFile,
    size: number,
  ): Promise<void> {
    file.bytes = size
    const bytes = draftFiles(details.files).reduce((sum, each) => sum + each.bytes, 0)
    await db.write(async tx => {
      const current = await findDraft(tx, draft.id)
      if (current?.round === draft.round) await updateDraft(tx, draft.id, { details, bytes })
    })
  }

  async function putBack(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string): Promise<void> {
    const { draftId, round } = payloadOf(job)
    const message = state === 'failed' ? failureOfLast(error, job.attempts).message : null
    await setDraftState(tx, draftId, round, { state, progress: null, message })
  }
}

const payloadOf = (job: Job) => job.payload as { draftId: number; round: number }
