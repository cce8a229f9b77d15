import type { Database, Tx } from '#db/index.ts'
import type { Job } from '#db/schema.ts'

/**
 * What knows how to do one kind of job. The worker calls `begin` in the transaction that claims the job, `run`
 * outside of any, and then settles the outcome; `putBack` is called in the transaction that returns the job to
 * the queue or gives it up, also when another worker does so for one that died.
 */
export interface Runner {
  begin?(tx: Tx, job: Job, now: number): Promise<void>
  run(attempt: Attempt): Promise<JobOutcome>
  /** Whether an attempt that is stopped now goes on later from where it stood. */
  canGoOn?(job: Job, db: Database): Promise<boolean>
  /** Whether this worker can follow what another one has started on a cluster. */
  takesUp?(job: Job): boolean
  putBack?(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string, now: number): Promise<void>
}

/** @throws Error for a kind that this worker cannot do */
export function runnerOf(runners: Record<string, Runner>, { kind }: Job): Runner {
  const runner = runners[kind]
  if (!runner) throw new Error(`This worker has no runner for jobs of the kind ${kind}.`)
  return runner
}

export interface Attempt {
  job: Job
  db: Database
  now: () => number
  /** It was taken as one that should be over soon: see Lane. */
  isShort?: boolean
  /** Aborted when the attempt must end: its reason is a `StopReason`. */
  signal: AbortSignal
}

/** The lease is gone (cancelled, or given to another worker); this worker is stopping; or others wait for their turn. */
export type StopReason = 'lost' | 'stopping' | 'turn'

export type JobOutcome = Outcome & {
  /** Tidies when the outcome is recorded, or the lease turned out to be lost. */
  afterwards?: () => Promise<void>
}

type Outcome =
  /** It is done; `record` writes what follows from it, in the same transaction. If the lease is lost, `ifLost` tidies. */
  | { kind: 'done'; record?: (tx: Tx) => Promise<void>; ifLost?: () => Promise<void> }
  /** It cannot be done, and trying again would not help. */
  | { kind: 'failed'; error: string; record?: (tx: Tx) => Promise<void>; ifLost?: () => Promise<void> }
  /** It may work later, if it has attempts left. An attempt that `advanced` before it broke off does not count. */
  | { kind: 'again'; error: string; runAt: number; advanced?: boolean }
  /** It stopped because it was told to; the attempt does not count. `spent`: its turn was over. */
  | { kind: 'released'; spent: boolean }
  /** It could not be started, for a reason that lies outside of it; the attempt does not count. */
  | { kind: 'later'; error: string; runAt: number; record: (tx: Tx) => Promise<void> }
  /** It goes on without this worker; another one takes it up. */
  | { kind: 'left' }

/**
 * When to try again after the n-th attempt: 1, 2, 4 ... seconds up to `mostMs`, give or take a quarter, so that
 * what failed together does not come back together.
 */
export function backoffMs(attempts: number, mostMs = 600_000, random = Math.random): number {
  return Math.min(mostMs, 1000 * 2 ** (attempts - 1)) * (0.75 + 0.5 * random())
}
