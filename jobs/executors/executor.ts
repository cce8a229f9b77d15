import type { Reach } from '#src/confinement.ts'

/**
 * Where an analysis runs. `local.ts` starts a child process; a cluster's scheduler would be another file with the
 * same three verbs: start, poll, cancel.
 */
export interface Executor {
  start(task: Task): Promise<Execution>
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

interface Snapshot {
  /** The last progress line, if there was one. */
  progress?: ReportedProgress
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

export type Ending =
  /** It exited by itself. A last line `{"reason": "...", "message": "..."}` says why it failed. */
  | { kind: 'exit'; code: number; reason?: string; message?: string; summary?: unknown; logTail: string }
  /** Something else killed it: the machine ran out of memory, or someone's `kill -9`. */
  | { kind: 'killed'; signal: string; logTail: string }
  /** We stopped it. */
  | { kind: 'limit'; reason: LimitReason; message: string; logTail: string }

/** Words of src/analyses/reasons.ts. */
export type LimitReason = 'timeout' | 'memory' | 'output' | 'processes'
