import { setAnalysisState } from '#db/analyses.ts'
import type { Tx } from '#db/index.ts'
import { findJob } from '#db/jobs.ts'
import { setExecution, setStartedAt } from '#db/queue.ts'
import type { Analysis, ExecutionRef } from '#db/schema.ts'
import type {
  Execution,
  LastingExecution,
  LastingExecutor,
  ReportedProgress,
  Snapshot,
  Task,
} from './executors/executor.ts'
import { sleepUnlessAborted } from './interval.ts'
import type { Attempt } from './runner.ts'

/** An execution under way, and of one on a cluster how to follow it. */
export interface Opened {
  execution: Execution
  /** Sees all that is told of it, and answers what to show. */
  look?(snapshot: Snapshot): Promise<ReportedProgress | undefined>
  /** Stops to follow it where it goes on without us; false where it must end. */
  leave?(): Promise<boolean>
  /** Removes what it left on the cluster. */
  forget?(): Promise<void>
  /** Then we have not seen all of it, and how long its parts took is not known. */
  isTakenUp?: boolean
}

/** How long to wait before a cluster that did not answer is asked again. */
const askAgainMs = 5000

/**
 * Starts an analysis on a cluster, or takes up the one that a worker before this one has started. The row names it before
 * the cluster hears of it, so that none is ever started that no row knows. Undefined when the lease is lost, or when we are
 * to stop before the cluster has answered.
 * @throws Unplaced
 */
export async function openOnCluster(
  cluster: LastingExecutor,
  task: Task,
  analysis: Analysis,
  { job, db, now, signal }: Attempt,
): Promise<Opened | undefined> {
  const known = job.execution
  let row: ExecutionRef = known ?? { executor: cluster.name, lease: job.lease }
  const mark = { analysisId: analysis.id, lease: row.lease }
  const execution = known ? await takeUp(known) : (await name()) && (await cluster.start(task, mark))
  if (!execution) return undefined
  /** What we say of it ourselves, until it says something. */
  let own: ReportedProgress | undefined

  async function name(): Promise<boolean> {
    const isOurs = await db.write(
      async tx => (await setExecution(tx, job, row)) && (await setBegin(tx, null)),
    )
    if (isOurs) job.execution = row
    return isOurs
  }

  async function takeUp({ id }: ExecutionRef): Promise<LastingExecution | undefined> {
    for (;;) {
      const found = await cluster.takeUp(task, mark, id)
      if (found === 'absent') return await cluster.start(task, mark)
      if (found !== 'unknown') return found
      await sleepUnlessAborted(askAgainMs, signal)
      if (signal.aborted) return undefined
    }
  }

  /** Writes down where it is there and when it began, whenever that changes. */
  async function look({ place, startedAt, progress }: Snapshot): Promise<ReportedProgress | undefined> {
    const { state, id, node, why } = { ...row, ...place }
    const next = { ...row, state, id, node, why: state === 'waiting' ? why : undefined }
    if (!Bun.deepEquals(next, row)) {
      await db.write(tx => setExecution(tx, job, next))
      row = next
      job.execution = next
    }
    if (startedAt !== undefined && job.startedAt === null) await db.write(tx => setBegin(tx, startedAt))
    if (progress) return progress
    const message = startedAt
      ? 'Calculating on the cluster'
      : state === 'waiting'
        ? why
        : 'Starting on the cluster'
    if (message !== own?.message) own = { stage: 'cluster', done: 0, total: 0, message: message ?? '' }
    return own
  }

  /** The node's clock may differ from ours. False when the lease is lost. */
  async function setBegin(tx: Tx, at: number | null): Promise<boolean> {
    const startedAt = at && Math.min(at, now())
    if (!(await setStartedAt(tx, job, startedAt))) return false
    await setAnalysisState(tx, analysis.id, 'running', { startedAt })
    job.startedAt = startedAt
    return true
  }

  /** Another worker has taken it up, or the row was left for one. */
  const isOfAnother = async () => (await findJob(db.read, job.id))?.execution?.lease === mark.lease

  return {
    execution,
    look,
    async leave() {
      const goesOn = signal.reason === 'lost' ? await isOfAnother() : signal.reason === 'stopping'
      if (goesOn) execution.detach()
      return goesOn
    },
    async forget() {
      if (!(await isOfAnother())) await execution.forget()
    },
    isTakenUp: known !== null,
  }
}
