import { type Database, DatabaseBusy, DatabaseFull } from '#db/index.ts'
import { findNextDue, isWorkWaiting } from '#db/jobs.ts'
import { claim, findHeld, heartbeat, isTurnOfAnother, type JobFilter, letGo } from '#db/queue.ts'
import type { Job } from '#db/schema.ts'
import { deleteWorker, insertWorker, markWorkerSeen } from '#db/workers.ts'
import { log } from '#src/log.ts'
import { startLoop } from './interval.ts'
import { createHeartbeatMonitor, hostMark, rescueLost } from './lostWorkers.ts'
import { recordOutcome } from './recordOutcome.ts'
import { backoffMs, type JobOutcome, type Runner, runnerOf, type StopReason } from './runner.ts'

export interface WorkerOptions {
  db: Database
  /** Job kind -> what does it. Kinds that are not here are left to other workers. */
  runners: Record<string, Runner>
  /** How many jobs of which kinds run at once, and which go on while the queue is paused. */
  lanes: Lane[]
  version: string
  now?: () => number
  /** Called when a job's end cannot be written for want of room: make some. */
  onDiskFull?: () => void
  timing?: Partial<typeof usualTiming>
}

export interface Lane extends JobFilter {
  slots: number
  /** A job that has run for so long makes room where others wait for its slot, and goes on later. */
  sliceMs?: number
}

const usualTiming = {
  /** How often it asks whether anything has changed, and looks for work where it has. */
  pollMs: 200,
  /** How often where the database says by itself that somebody is writing, while it does not. */
  restMs: 2000,
  /** How long it goes on asking after it was told of a write, which is before the commit. */
  writeMs: 400,
  /** How often it looks whether its jobs are still its own, and whether other workers died. */
  watchMs: 500,
  /** How often it says that it lives. */
  beatMs: 5000,
  /** Silence after which another worker's jobs are taken over. */
  silentMs: 15_000,
}

export interface Worker {
  name: string
  /** Looks for work now instead of at the next turn. */
  wake: () => void
  /** Takes no new job, gives running ones `graceMs` to end, puts the rest back. A second call insists at once. */
  stop: (graceMs?: number) => Promise<void>
  /** Resolves when it has stopped, also when an administrator drained it. */
  gone: Promise<void>
}

interface Running {
  job: Job
  lane: Lane
  sinceMs: number
  stop: (reason: StopReason) => void
  done: Promise<void>
}

/** Claims jobs, runs them and records how they ended, until told to stop. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, runners, lanes, now = Date.now } = options
  const { pollMs, restMs, writeMs, watchMs, beatMs, silentMs } = { ...usualTiming, ...options.timing }
  const name = `${hostMark} ${process.pid} ${Bun.randomUUIDv7().slice(-6)}`
  const running = new Map<number, Running>()
  const listener = createHeartbeatMonitor(silentMs)
  let stopping: Promise<void> | undefined

  const slots = lanes.reduce((sum, lane) => sum + lane.slots, 0)
  const facts = { name, host: hostMark, pid: process.pid, version: options.version, slots }
  await db.write(tx => insertWorker(tx, { ...facts, startedAt: now(), seenAt: now() }))
  log.info('worker started', facts)

  const kinds = lanes.flatMap(lane => lane.kinds)
  /** Something of our own has changed that may let a job start, such as a slot that is free. */
  let news = true
  /** What the database was, and when the next job is due, at the last look for work. */
  let looked: { version: string | number; nextDue: number } = { version: -1, nextDue: 0 }

  /** Starts as many jobs as there are free slots; looks only where there may be some that were not there before. */
  async function fill(): Promise<void> {
    const version = await db.version()
    if (version !== looked.version) watching.wake()
    if (!news && version === looked.version && now() < looked.nextDue) return
    news = false
    try {
      const nextDue = await findNextDue(db.read, kinds, now())
      if (await isWorkWaiting(db.read, { kinds }, now())) await startWaiting() // mostly the commit was no job
      looked = { version, nextDue }
    } catch (error) {
      news = true
      throw error
    }
  }

  let writtenAt = Number.NEGATIVE_INFINITY

  function pauseMs(): number {
    if (!endWatch || performance.now() < writtenAt + writeMs) return pollMs
    return Math.max(pollMs, Math.min(restMs, looked.nextDue - now()))
  }

  function lookAgain(): void {
    news = true
    filling.wake()
  }

  async function startWaiting(): Promise<void> {
    for (const lane of lanes) {
      while (!stopping && isFree(lane) && (await isWorkWaiting(db.read, lane, now()))) {
        const job = await take(lane)
        if (!job) break
        start(job, lane)
      }
    }
  }

  /** What was taken up is on a cluster, where the short ones are not. */
  const laneOf = ({ kind }: Job) => lanes.findLast(({ kinds }) => kinds.includes(kind))!
  const runningIn = (lane: Lane) => [...running.values()].filter(each => each.lane === lane)
  const isFree = (lane: Lane) => runningIn(lane).length < lane.slots

  async function take(lane: Lane): Promise<Job | undefined> {
    return await db.write(async tx => {
      const job = await claim(tx, { ...lane, worker: name }, now())
      if (job) await runnerOf(runners, job).begin?.(tx, job, now())
      return job
    })
  }

  function start(job: Job, lane: Lane): void {
    const abort = new AbortController()
    const done = runnerOf(runners, job)
      .run({ job, db, now, isShort: lane.shortMs !== undefined, signal: abort.signal })
      .catch((error): JobOutcome => {
        log.error('job broke', error, { job: job.id, kind: job.kind })
        return { kind: 'again', error: String(error), runAt: now() + backoffMs(job.attempts) }
      })
      .then(outcome => record(job, outcome, abort.signal))
      .finally(() => {
        running.delete(job.id)
        lookAgain()
      })
    running.set(job.id, { job, lane, sinceMs: performance.now(), stop: reason => abort.abort(reason), done })
  }

  /** Writes down how a job ended, however long the database keeps us waiting, unless it is no longer ours. */
  async function record(job: Job, outcome: JobOutcome, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        const state = await db.write(tx => recordOutcome(tx, runnerOf(runners, job), job, outcome, now()))
        if (state === 'lost' && 'ifLost' in outcome) await outcome.ifLost?.()
        await outcome.afterwards?.()
        return log.info('job ended', { job: job.id, kind: job.kind, attempt: job.attempts, state })
      } catch (error) {
        log.error('job not recorded', error, { job: job.id, kind: job.kind })
        if (error instanceof DatabaseFull) options.onDiskFull?.()
        if (signal.aborted && signal.reason !== 'turn') return
        if (!(error instanceof DatabaseBusy || error instanceof DatabaseFull))
          outcome = { kind: 'again', error: String(error), runAt: now() + backoffMs(job.attempts) }
        await Bun.sleep(1000)
      }
    }
  }

  let watched: { version: string | number; others: number } = { version: -1, others: 0 }

  const isMine = ({ id, worker }: Job) => worker === name && running.has(id)

  /** While nothing runs anywhere, nothing can be lost or have had its time. */
  const isQuiet = () => watched.others + running.size === 0

  /** Stops jobs whose lease was lost, leaves what goes on without us when we go, and takes over jobs whose lease has expired. */
  async function watch(): Promise<void> {
    const version = await db.version()
    if (version === watched.version && isQuiet()) return
    const mine = [...running.values()]
    const held = await findHeld(
      db.read,
      mine.map(({ job }) => job),
    )
    for (const { job, stop } of mine)
      if (!held.includes(job)) stop('lost')
      else if (stopping && job.execution) stop('stopping') // it goes on without us, be it that it has just begun
    const { others, rescued, taken } = await rescueLost(db, listener, runners, { name, runs: isMine }, now())
    watched = { version, others }
    for (const job of taken)
      if (stopping) await db.write(tx => letGo(tx, job))
      else start(job, laneOf(job))
    if (rescued > 0) lookAgain()
    for (const lane of lanes) await makeRoom(lane)
  }

  /** Stops one job that has had its time slice while somebody waits for its slot. */
  async function makeRoom(lane: Lane): Promise<void> {
    const { sliceMs = Number.POSITIVE_INFINITY } = lane
    if (stopping || isFree(lane)) return
    const ripe = runningIn(lane).filter(({ sinceMs }) => performance.now() - sinceMs >= sliceMs)
    for (const { job, stop } of ripe.sort((a, b) => a.sinceMs - b.sinceMs))
      if (
        (await isTurnOfAnother(db.read, job, lane, now())) &&
        ((await runnerOf(runners, job).canGoOn?.(job, db)) ?? false)
      )
        return stop('turn')
  }

  async function keepAlive(): Promise<void> {
    const { drain } = await db.write(async tx => {
      await heartbeat(
        tx,
        [...running.values()].map(({ job }) => job),
        now(),
      )
      return await markWorkerSeen(tx, name, now())
    })
    if (drain) void stop()
  }

  function stop(graceMs = 8000): Promise<void> {
    if (stopping) stopRunning()
    stopping ??= leave(graceMs)
    return stopping
  }

  async function leave(graceMs: number): Promise<void> {
    endWatch?.()
    await filling.stop()
    watching.wake()
    const patience = setTimeout(stopRunning, graceMs)
    await Promise.all([...running.values()].map(({ done }) => done))
    clearTimeout(patience)
    await Promise.all([watching.stop(), beating.stop()])
    await db.write(tx => deleteWorker(tx, name)).catch(onError)
    log.info('worker stopped', { name })
    gone.resolve()
  }

  function stopRunning(): void {
    for (const { stop } of running.values()) stop('stopping')
  }

  const onError = (error: unknown) => log.error('worker turn failed', error, { name })
  const gone = Promise.withResolvers<void>()
  const watching = startLoop(() => (isQuiet() && !stopping ? beatMs : watchMs), watch, onError)
  const filling = startLoop(pauseMs, fill, onError)
  const endWatch = db.watch?.(() => {
    writtenAt = performance.now()
    filling.wake()
  })
  const beating = startLoop(beatMs, keepAlive, onError)
  return { name, wake: lookAgain, stop, gone: gone.promise }
}
