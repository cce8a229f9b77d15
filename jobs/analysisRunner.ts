import { dirname } from 'node:path'
import { beginAnalysis, findAnalysis, setAnalysisProgress, setAnalysisState } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Analysis, Job } from '#db/schema.ts'
import { openTracker, partsOfProfiles } from '#src/analyses/expectedRuntime.ts'
import type { ShownNumber } from '#src/analyses/manifest/manifest.ts'
import { hourMs } from '#src/durations.ts'
import { conclude, failed, giveUp, tidyIfDeleted } from './analysisEnding.ts'
import { type Opened, openOnCluster } from './clusterAttempt.ts'
import {
  type Executor,
  type LastingExecutor,
  type ReportedProgress,
  type Task,
  type TaskLimits,
  Unplaced,
} from './executors/executor.ts'
import { failureOfLast } from './failure.ts'
import {
  checkpointMark,
  discardPlain,
  hasNewCheckpoint,
  homeOf,
  type JobFiles,
  openAttempt,
  reachOf,
} from './folders.ts'
import type { Attempt, JobOutcome, Runner } from './runner.ts'
import { watchExecution } from './watchExecution.ts'

/** How one method is run: its command, and the files it must have written. */
export interface Method {
  command: string[]
  results: { file: string; optional?: boolean }[]
  /** Of a laboratory's method: whether it may use the network, and what it needs; the server's limits stay above it. */
  network?: boolean
  threads?: number
  memoryMegabytes?: number
  hours?: number
  /** What it asks of a cluster beside, as options of sbatch. */
  slurm?: string[]
  /** Where an administrator installed it. */
  program?: string
  /** Of the container that it runs in. */
  image?: string
  /** It comes with this program. */
  isShipped?: boolean
  /** What it goes through; its lines of progress count within one. */
  stages?: { name: string }[]
  /** A sentence for the mail to the owner, and the numbers in it. */
  mail?: string
  numbers?: ShownNumber[]
}

export interface AnalysisRunnerOptions {
  files: JobFiles
  executor: Executor
  /** Where analyses run, if there is a cluster, but for those in the lane of short ones. */
  cluster?: LastingExecutor
  /** By the name and version that an analysis's row carries; asked at each attempt, for laboratories add and change methods. */
  methods: { get(name: string, version?: string | null): Method | undefined }
  limits: TaskLimits
  /** On a cluster, profiles that take longer are calculated in parts of so many CPU minutes each; 0 for never. */
  splitMinutes?: number
  pollMs?: number
  /** At most so often is progress written to the row. */
  progressMs?: number
}

/** Runs analyses: one attempt is one execution of the method's command in a folder of its own. */
export function createAnalysisRunner(options: AnalysisRunnerOptions): Runner {
  const {
    files,
    executor,
    cluster,
    methods,
    limits,
    splitMinutes = 0,
    pollMs = 100,
    progressMs = 1000,
  } = options
  return { begin, run, canGoOn, takesUp, putBack }

  async function begin(tx: Tx, job: Job, now: number): Promise<void> {
    await beginAnalysis(tx, idOf(job), job, now)
  }

  async function run(attempt: Attempt): Promise<JobOutcome> {
    const { job, db } = attempt
    const analysis = await findAnalysis(db.read, idOf(job))
    if (analysis?.state !== 'running') return { kind: 'done' } // deleted or cancelled in this very moment
    try {
      return await execute(analysis, attempt)
    } finally {
      await discardPlain(files, analysis)
      await tidyIfDeleted(files, analysis, db)
    }
  }

  async function execute(analysis: Analysis, attempt: Attempt): Promise<JobOutcome> {
    const { job, db, now } = attempt
    const { method: name, methodVersion } = analysis
    const method = methods.get(name, methodVersion)
    if (!method) return await failed(files, analysis, methodGone(name, methodVersion), now())
    const folder = await openAttempt(files, analysis, job)
    const before = await checkpointMark(files, analysis)
    const tracker = await openTracker(db.read, dirname(homeOf(files, analysis)), analysis)
    const opened = await open(await taskOf(method, folder, analysis, job), analysis, attempt)
    if ('kind' in opened) {
      await files.discard(folder)
      return opened
    }
    const show = async (progress: ReportedProgress) => {
      const remaining = progress.stage === 'cluster' ? {} : tracker.remaining()
      await db.write(tx => setAnalysisProgress(tx, analysis.id, { ...progress, ...remaining, at: now() }))
    }
    const ending = await watchExecution(opened, attempt, {
      pollMs,
      progressMs,
      onProgress: progress => tracker.observe(overall(progress, method.stages)),
      show,
    })
    if (ending === 'left') {
      await files.discard(folder)
      return { kind: 'left' }
    }
    const timings = () => (opened.isTakenUp ? null : tracker.timings())
    const outcome = await conclude(ending, { files, method, timings, analysis, folder, before, attempt })
    return { ...outcome, afterwards: opened.forget }
  }

  /** What is to be executed, within the limits of the server and of the method. */
  async function taskOf(method: Method, folder: string, analysis: Analysis, { ranMs }: Job): Promise<Task> {
    const { command, threads, memoryMegabytes = Infinity, hours = Infinity, slurm } = method
    const msMax = Math.min(limits.msMax, hours * hourMs)
    return {
      command,
      folder,
      limits: {
        ...limits,
        msMax: Math.max(1, msMax - ranMs),
        memoryBytesMax: Math.min(limits.memoryBytesMax, memoryMegabytes * 1e6),
      },
      ...(threads && { env: { OMP_NUM_THREADS: String(threads) }, threads }),
      slurm,
      parts: cluster && (await partsOfProfiles(dirname(homeOf(files, analysis)), analysis, splitMinutes)),
      reach: reachOf(files, analysis, method),
    }
  }

  /** Starts the task where it belongs, or takes up what a worker before this one has started. */
  async function open(task: Task, analysis: Analysis, attempt: Attempt): Promise<Opened | JobOutcome> {
    const { job, isShort, now } = attempt
    // The nodes of the cluster do not have what is installed here.
    const isHere = !cluster || task.reach?.programs.length
    if (isHere || (isShort && !job.execution)) return { execution: await executor.start(task) }
    try {
      return (await openOnCluster(cluster, task, analysis, attempt)) ?? { kind: 'left' }
    } catch (problem) {
      if (!(problem instanceof Unplaced)) throw problem
      const { message, afterMs } = problem
      const facts = { startedAt: null, progress: null, message }
      return {
        kind: 'later',
        error: message,
        runAt: now() + afterMs,
        record: async tx => void (await setAnalysisState(tx, analysis.id, 'waiting', facts)),
      }
    }
  }

  async function canGoOn(job: Job, db: Database): Promise<boolean> {
    if (job.execution) return false // it has a slot here and a place on the cluster, which others cannot use
    const analysis = await findAnalysis(db.read, idOf(job))
    return analysis !== undefined && (await hasNewCheckpoint(files, analysis, job))
  }

  function takesUp({ execution }: Job): boolean {
    return cluster !== undefined && execution?.executor === cluster.name
  }

  async function putBack(
    tx: Tx,
    job: Job,
    state: 'waiting' | 'failed',
    error: string,
    now: number,
  ): Promise<void> {
    const analysis = await findAnalysis(tx, idOf(job))
    if (!analysis) return
    if (state === 'waiting') return void (await setAnalysisState(tx, analysis.id, state, { progress: null }))
    await giveUp(files, tx, analysis, failureOfLast(error, job.attempts), now)
  }
}

const methodGone = (name: string, version: string | null) => ({
  reason: 'bug',
  message: `The method "${[name, version].filter(Boolean).join(' ')}" cannot be used: it was removed, or its manifest is broken.`,
})

/** How far a method is on the whole, where it reports how far it is in one of its stages. */
function overall<Progress extends Pick<ReportedProgress, 'stage' | 'done' | 'total'>>(
  progress: Progress,
  stages: readonly { name: string }[] = [],
): Progress {
  const here = stages.findIndex(({ name }) => name === progress.stage)
  if (here < 0) return progress
  const { done, total } = progress
  return { ...progress, done: here + (total > 0 ? Math.min(1, done / total) : 0), total: stages.length }
}

const idOf = (job: Job) => (job.payload as { analysisId: number }).analysisId
