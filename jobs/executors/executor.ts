import type { Reach } from '#src/confinement.ts'

/** Where a task runs as long as we live: `local.ts` starts a child process, which ends with us. */
export interface Executor {
  start(task: Task): Promise<Execution>
}

/** Where tasks outlive us: see cluster.ts. Each has a mark, by which whoever comes after us takes it up again. */
export interface LastingExecutor {
  /** As in the row of the job. */
  readonly name: string
  /** @throws Unplaced */
  start(task: Task, mark: Mark): Promise<LastingExecution>
  /**
   * Takes up what was started before. `id` is what the cluster called it. Without one it may never have come there: then it
   * is looked for, which answers 'absent', or 'unknown' where the cluster does not answer.
   */
  takeUp(task: Task, mark: Mark, id: string | undefined): Promise<LastingExecution | 'absent' | 'unknown'>
  /** Ends all of ours that nobody wants any more, and answers how many that were. */
  sweep(listWanted: () => Promise<number[]>): Promise<number>
  stop(): Promise<void>
}

/** Names a task for good. No two have the same lease. */
export interface Mark {
  analysisId: number
  lease: number
}

/** Nothing was started, and the task is not to blame: it may be tried again after a while. */
export class Unplaced extends Error {
  override readonly name = 'Unplaced'
  constructor(
    /** For the owner of the analysis, without a full stop. */
    message: string,
    readonly afterMs: number,
    cause: unknown,
  ) {
    super(message, { cause })
  }
}

/** A command in a folder. */
export interface Task {
  /** Program and arguments. */
  command: string[]
  /** The working folder: it reads `params.json` and `input/` there and writes `output/`. */
  folder: string
  limits: TaskLimits
  /** Added to a minimal environment. */
  env?: Record<string, string>
  /** How many processors it asks of a cluster, and what else; without them the server's own. */
  threads?: number
  slurm?: string[]
  /** In how many parts a cluster may calculate first what it then finds in its cache: `--part 1/parts` and so on. Of our own alone. */
  parts?: number
  /** Of a command that is not ours: what it may reach beside its folder. Without one it is not confined. */
  reach?: Reach
}

export interface TaskLimits {
  /** Wall clock. */
  msMax: number
  /** Resident memory of the command and everything it starts. */
  memoryBytesMax: number
  /** All files in the folder together. */
  outputBytesMax: number
  /** Processes and, as each counts, everything they start. */
  processesMax: number
  /** What is kept of its log; the rest is dropped. */
  logBytesMax: number
}

export interface Execution {
  /** Where it stands now. Cheap; called several times a second. Enforces the limits. */
  poll(): Promise<Snapshot>
  /** Asks it to stop, insists after `graceMs`, and returns when nothing of it is left. */
  cancel(graceMs: number): Promise<void>
}

export interface LastingExecution extends Execution {
  /** Stops to follow it; it goes on. */
  detach(): void
  /** Removes what it left. Called when its ending is recorded. */
  forget(): Promise<void>
}

export interface Snapshot {
  /** The last progress line, if there was one. */
  progress?: ReportedProgress
  /** Of one on a cluster: where it is there, and since when it runs. */
  place?: Place
  startedAt?: number
  /** Set once it is over. */
  ending?: Ending
}

/** One line that the command prints while it works: `{"stage": "sampling", "done": 3, "total": 10, "message": ""}`. */
export interface ReportedProgress {
  stage: string
  done: number
  total: number
  message: string
}

export interface Place {
  state: 'waiting' | 'running'
  /** What the cluster calls it. */
  id?: string
  node?: string
  /** What it waits for, in words, without a full stop. */
  why?: string
  /** It waits for what will not come by itself. */
  isStuck?: boolean
}

/** How it ended, and the processor time of all that it started and waited for, where that is known. */
export type Ending = WayToEnd & { cpuMs?: number }

type WayToEnd =
  /** It exited by itself. A last line `{"reason": "...", "message": "..."}` says why it failed. */
  | {
      kind: 'exit'
      code: number
      reason?: string
      message?: string
      summary?: unknown
      findings?: unknown
      logTail: string
    }
  /** Something else killed it: the machine ran out of memory, or someone's `kill -9`. */
  | { kind: 'killed'; signal: string; logTail: string }
  /** We stopped it. */
  | { kind: 'limit'; reason: LimitReason; message: string; logTail: string }
  /** The cluster stopped it: somebody who may, or to make room for others. */
  | { kind: 'stopped'; by: 'operator' | 'preempted'; logTail: string }

/** Words of src/analyses/reasons.ts. */
export type LimitReason = 'timeout' | 'memory' | 'output' | 'processes'
