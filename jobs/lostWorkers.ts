import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Database } from '#db/index.ts'
import { listRunning } from '#db/jobs.ts'
import { takeUp } from '#db/queue.ts'
import type { Job } from '#db/schema.ts'
import { log } from '#src/log.ts'
import { recordOutcome } from './recordOutcome.ts'
import { type Runner, runnerOf } from './runner.ts'

/** The word for an attempt whose worker, or the process it watched, died without a word. */
export const workerDied = 'worker died'

/**
 * Listens for workers that fell silent. A job is lost when its heartbeat counter has not moved for `silentMs` of
 * the LISTENER's own monotonic clock, so no clock that jumps, here or on another machine, takes a job away.
 */
export function createHeartbeatMonitor(silentMs: number) {
  const heard = new Map<number, { lease: number; beats: number; sinceMs: number }>()

  /** @param running all running jobs; @param monotonicMs performance.now() */
  function findSilent(running: Job[], monotonicMs: number): Job[] {
    const ids = new Set(running.map(job => job.id))
    for (const id of heard.keys()) if (!ids.has(id)) heard.delete(id)
    return running.filter(({ id, lease, beats }) => {
      const last = heard.get(id)
      if (last?.lease === lease && last.beats === beats) return monotonicMs - last.sinceMs >= silentMs
      heard.set(id, { lease, beats, sinceMs: monotonicMs })
      return false
    })
  }

  return { findSilent }
}

/**
 * Puts back the jobs of workers that are no more: silent for too long, or known to be dead because they ran on
 * this machine. So is a job of this worker that it does not run: the answer to its claim was lost with the connection.
 * Such an attempt does not count, up to a limit. What goes on without its worker, on a cluster, is taken over as it is.
 * Answers how many jobs others run, how many of these it put back, and which it took.
 */
export async function rescueLost(
  db: Database,
  listener: ReturnType<typeof createHeartbeatMonitor>,
  runners: Record<string, Runner>,
  self: { name: string; runs: (job: Job) => boolean },
  now: number,
): Promise<{ others: number; rescued: number; taken: Job[] }> {
  const others = (await listRunning(db.read)).filter(job => !self.runs(job) && job.kind in runners)
  const silent = listener.findSilent(others, performance.now())
  const lost = others.filter(job => silent.includes(job) || job.worker === null || isGone(job.worker))
  const taken: Job[] = []
  for (const job of lost) {
    const runner = runnerOf(runners, job)
    if (job.execution && runner.takesUp?.(job)) {
      const mine = await db.write(tx => takeUp(tx, job, self.name, now))
      if (mine) taken.push(mine)
      log.info('job taken up', { job: job.id, from: job.worker, execution: job.execution, isOurs: !!mine })
      continue
    }
    // How far it came is not known, and its worker's end says little about it.
    const outcome = { kind: 'again', error: workerDied, runAt: now, advanced: true } as const
    const state = await db.write(tx => recordOutcome(tx, runner, job, outcome, now))
    log.warning('job rescued', { job: job.id, kind: job.kind, from: job.worker, state })
  }
  return { others: others.length, rescued: lost.length - taken.length, taken }
}

/** This machine (and process namespace), so that process ids in a worker's name mean something. */
export const hostMark = `${hostname()}/${processNamespace()}`

/** True when a worker's process certainly does not exist any more. */
function isGone(worker: string | null): boolean {
  const [host, pid] = worker?.split(' ') ?? []
  if (host !== hostMark || !pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  } catch {
    return process.platform
  }
}
