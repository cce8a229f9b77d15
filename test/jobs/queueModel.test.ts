import { afterAll, test } from 'bun:test'
import fc from 'fast-check'
import {
  cancel,
  claim,
  enqueue,
  findHeld,
  heartbeat,
  type Lease,
  prune,
  release,
  retry,
  retryLater,
  settle,
} from '#db/queue.ts'
import { type Job, jobs } from '#db/schema.ts'
import { createHeartbeatMonitor } from '#jobs/lostWorkers.ts'
import { memoryDatabase } from '../support/memory.ts'
import { long } from '../support/skips.ts'

/**
 * The queue against a model of itself: any sequence of submits, claims, beats, ends, crashes, wake-ups of the dead,
 * clock jumps, rescues, cancels, retries and prunes. After every step the table must be what the model says, and so
 *  - a job is in exactly one state, and none leaves done or cancelled, nor failed but by a retry;
 *  - a job that was submitted is there until it ended and was pruned;
 *  - done happens once, and only by the one who holds the lease;
 *  - an attempt is counted when it starts, and none starts after the last;
 *  - a clock that jumps takes nothing away.
 */
const sequences = long ? 100_000 : 2_500
const silentMs = 15_000

interface ModelJob {
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  lease: number
  attempts: number
  runAt: number
  finishedAt: number
  key: string | undefined
}

interface Model {
  jobs: Map<number, ModelJob>
  /** What each of three workers believes it holds, dead leases included. */
  workers: Lease[][]
  crashed: boolean[]
}

interface Real {
  listener: ReturnType<typeof createHeartbeatMonitor>
  now: number
  monotonicMs: number
}

const { tx, client } = memoryDatabase()
const look = client.query('SELECT id, state, lease, attempts, attempts_max, worker FROM jobs')
type Row = Pick<Job, 'id' | 'state' | 'lease' | 'attempts' | 'worker'> & { attempts_max: number }
afterAll(() => client.close())

abstract class Step implements fc.AsyncCommand<Model, Real> {
  check = () => true
  abstract act(model: Model, real: Real): Promise<void>

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real)
    const rows = look.all() as Row[]
    const found = new Map(rows.map(row => [row.id, row]))
    must(found.size === model.jobs.size, 'no job appears or is lost')
    for (const [id, job] of model.jobs) {
      const row = found.get(id)
      must(row?.state === job.state, `job ${id} is ${job.state}, not ${row?.state}`)
      must(
        row!.attempts === job.attempts,
        `job ${id} has started ${job.attempts} times, not ${row!.attempts}`,
      )
      must(row!.attempts <= row!.attempts_max, 'no attempt after the last')
      must((row!.worker !== null) === (row!.state === 'running'), 'running jobs have a worker, others none')
    }
    const running = rows.filter(row => row.state === 'running').map(row => row.lease)
    must(new Set(running).size === running.length, 'no two running jobs share a lease')
  }
}

function must(holds: boolean, invariant: string): void {
  if (!holds) throw new Error(`broken: ${invariant}`)
}

const holder = (model: Model, lease: Lease) => {
  const job = model.jobs.get(lease.id)
  return job?.state === 'running' && job.lease === lease.lease ? job : undefined
}

class Submit extends Step {
  constructor(
    readonly key: string | undefined,
    readonly delayMs: number,
  ) {
    super()
  }
  async act(model: Model, { now }: Real) {
    const twin = this.key && [...model.jobs.values()].some(job => job.key === this.key)
    const runAt = now + this.delayMs
    const job = { kind: 'k', payload: 0, uniqueKey: this.key, runAt }
    const { outcome, id } = await enqueue(tx, job, now)
    must((outcome === 'already') === Boolean(twin), 'a key makes one job')
    if (outcome === 'enqueued')
      model.jobs.set(id, { state: 'waiting', lease: 0, attempts: 0, runAt, finishedAt: 0, key: this.key })
  }
  override toString = () => `submit(${this.key ?? ''})`
}

class Claim extends Step {
  constructor(readonly worker: number) {
    super()
  }
  async act(model: Model, { now }: Real) {
    const ready = [...model.jobs].filter(([, job]) => job.state === 'waiting' && job.runAt <= now)
    const job = await claim(tx, { kinds: ['k'], worker: `w${this.worker}` }, now)
    must(Boolean(job) === ready.length > 0, 'a claim gets a job exactly when one is ready')
    if (!job) return
    const mine = model.jobs.get(job.id)!
    must(mine.state === 'waiting', 'only waiting jobs are claimed')
    must(job.lease > mine.lease, 'leases of a job grow')
    Object.assign(mine, { state: 'running', lease: job.lease, attempts: mine.attempts + 1 })
    model.workers[this.worker]!.push(job)
  }
  override toString = () => `claim(w${this.worker})`
}

/** A worker, alive or come back from the dead, ends the oldest job that it believes it holds. */
class End extends Step {
  constructor(
    readonly worker: number,
    readonly how: 'done' | 'failed' | 'again' | 'release',
  ) {
    super()
  }
  async act(model: Model, { now }: Real) {
    const lease = model.workers[this.worker]!.shift()
    if (!lease) return
    const job = holder(model, lease)
    if (this.how === 'again') {
      const outcome = await retryLater(tx, lease, 'e', now, now)
      const expected = !job ? 'lost' : job.attempts >= 3 ? 'failed' : 'waiting'
      must(outcome === expected, `again answers ${expected}, not ${outcome}`)
      if (job) Object.assign(job, { state: expected, runAt: now, finishedAt: now })
    } else if (this.how === 'release') {
      must((await release(tx, lease, now)) === Boolean(job), 'only the holder releases')
      if (job) Object.assign(job, { state: 'waiting', attempts: job.attempts - 1, runAt: now })
    } else {
      must((await settle(tx, lease, this.how, now)) === Boolean(job), 'only the holder settles, once')
      if (job) Object.assign(job, { state: this.how, finishedAt: now })
    }
  }
  override toString = () => `${this.how}(w${this.worker})`
}

class Beat extends Step {
  constructor(readonly worker: number) {
    super()
  }
  async act(model: Model, { now }: Real) {
    if (model.crashed[this.worker]) return
    const mine = model.workers[this.worker]
    await heartbeat(tx, mine!, now)
    const held = await findHeld(tx, mine!)
    must(held.length === mine!.filter(lease => holder(model, lease)).length, 'findHeld tells what is held')
    model.workers[this.worker] = held
  }
  override toString = () => `beat(w${this.worker})`
}

class Crash extends Step {
  constructor(readonly worker: number) {
    super()
  }
  async act(model: Model) {
    model.crashed[this.worker] = !model.crashed[this.worker]
  }
  override toString = () => `crash or wake(w${this.worker})`
}

/** Time passes: the living beat, the listener looks, the silent lose their jobs. */
class Rescue extends Step {
  async act(model: Model, real: Real) {
    const running = () => tx.select().from(jobs)
    const look = async () =>
      real.listener.findSilent(
        (await running()).filter(row => row.state === 'running'),
        real.monotonicMs,
      )
    await look()
    for (let step = 0; step < 4; step++) {
      for (const worker of [0, 1, 2]) await new Beat(worker).act(model, real)
      real.monotonicMs += silentMs / 3
    }
    for (const row of await look()) {
      const alive = model.workers.some(
        (mine, worker) =>
          !model.crashed[worker] && mine.some(lease => lease.id === row.id && lease.lease === row.lease),
      )
      must(!alive, 'no job of a living worker is taken')
      const job = model.jobs.get(row.id)!
      await retryLater(tx, row, 'worker died', real.now, real.now)
      const state = job.attempts >= 3 ? 'failed' : 'waiting'
      Object.assign(job, { state, runAt: real.now, finishedAt: real.now })
    }
    const stuck = [...model.jobs.values()].filter(job => job.state === 'running')
    const held = model.workers.flatMap((mine, worker) => (model.crashed[worker] ? [] : mine))
    must(
      stuck.every(job => held.some(lease => lease.lease === job.lease)),
      'no job is stuck with the dead',
    )
  }
  override toString = () => 'rescue'
}

class Skew extends Step {
  constructor(readonly ms: number) {
    super()
  }
  async act(_model: Model, real: Real) {
    real.now += this.ms
  }
  override toString = () => `skew(${this.ms})`
}

class Cancel extends Step {
  constructor(readonly nth: number) {
    super()
  }
  async act(model: Model, { now }: Real) {
    const ids = [...model.jobs.keys()]
    if (ids.length === 0) return
    const id = ids[this.nth % ids.length]
    const job = model.jobs.get(id!)!
    const active = job.state === 'waiting' || job.state === 'running'
    must((await cancel(tx, id!, now)) === active, 'only what waits or runs is cancelled')
    if (active) Object.assign(job, { state: 'cancelled', finishedAt: now })
  }
  override toString = () => `cancel(${this.nth})`
}

class Retry extends Step {
  constructor(readonly nth: number) {
    super()
  }
  async act(model: Model, { now }: Real) {
    const ids = [...model.jobs.keys()]
    if (ids.length === 0) return
    const id = ids[this.nth % ids.length]
    const job = model.jobs.get(id!)!
    const failed = job.state === 'failed'
    must((await retry(tx, id!, now)) === failed, 'only what failed is tried again')
    if (failed) Object.assign(job, { state: 'waiting', attempts: 0, runAt: now })
  }
  override toString = () => `retry(${this.nth})`
}

class Prune extends Step {
  async act(model: Model, { now }: Real) {
    const over = [...model.jobs].filter(
      ([, job]) => ['done', 'failed', 'cancelled'].includes(job.state) && job.finishedAt < now,
    )
    must((await prune(tx, now)) === over.length, 'prune takes what ended before, and nothing else')
    for (const [id] of over) model.jobs.delete(id)
  }
  override toString = () => 'prune'
}

const worker = fc.integer({ min: 0, max: 2 })
const hour = 3_600_000
const steps = fc.commands(
  [
    fc
      .tuple(fc.option(fc.constantFrom('a', 'b'), { nil: undefined }), fc.constantFrom(0, 0, hour))
      .map(([key, delay]) => new Submit(key, delay)),
    worker.map(worker => new Claim(worker)),
    worker.map(worker => new Claim(worker)),
    fc
      .tuple(worker, fc.constantFrom('done', 'failed', 'again', 'release'))
      .map(([worker, how]) => new End(worker, how as 'done')),
    worker.map(worker => new Beat(worker)),
    worker.map(worker => new Crash(worker)),
    fc.constant(new Rescue()),
    fc.constantFrom(hour, -hour, 24 * hour, 1000).map(ms => new Skew(ms)),
    fc.nat(20).map(nth => new Cancel(nth)),
    fc.nat(20).map(nth => new Retry(nth)),
    fc.constant(new Prune()),
  ],
  { maxCommands: 40, size: 'max' },
)

test(
  `the queue does what its model does, over ${sequences.toLocaleString('en')} sequences`,
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async commands => {
        client.exec('DELETE FROM jobs')
        const model: Model = { jobs: new Map(), workers: [[], [], []], crashed: [false, false, false] }
        const real = { listener: createHeartbeatMonitor(silentMs), now: 1e12, monotonicMs: 0 }
        await fc.asyncModelRun(() => ({ model, real }), commands)
      }),
      { numRuns: sequences, seed: 20260101 },
    )
  },
  long ? 1_800_000 : 300_000,
)
