import { describe, expect, test } from 'bun:test'
import { countJobs, findJob, listWaiting } from '#db/jobs.ts'
import {
  cancel,
  claim,
  enqueue,
  findHeld,
  grantAttempt,
  heartbeat,
  prune,
  release,
  retryLater,
  settle,
} from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { setUserLimits } from '#db/users.ts'
import { createHeartbeatMonitor } from '#jobs/lostWorkers.ts'
import { backoffMs } from '#jobs/runner.ts'
import { memoryDatabase } from '../support/memory.ts'
import { member, noon } from '../support/people.ts'

const kinds = ['analysis']
const openQueue = async () => {
  const { tx } = memoryDatabase()
  const [ada, bob, cid] = [await member(tx, 'ada'), await member(tx, 'bob'), await member(tx, 'cid')]
  const add = async (more: Partial<Parameters<typeof enqueue>[1]> = {}) =>
    (await enqueue(tx, { kind: 'analysis', payload: {}, ...more }, noon)).id
  const take = (now = noon, perUserMax?: number) => claim(tx, { kinds, worker: 'w', perUserMax }, now)
  const state = async (id: number) => (await findJob(tx, id))?.state
  return { tx, ada, bob, cid, add, take, state }
}

describe('a claim', () => {
  test('takes the oldest, once, and counts the attempt when it starts', async () => {
    const { add, take } = await openQueue()
    const [first, second] = [await add(), await add()]
    expect(await take()).toMatchObject({ id: first, state: 'running', attempts: 1, lease: 1 })
    expect(await take()).toMatchObject({ id: second, lease: 2 })
    expect(await take()).toBeUndefined()
  })

  test('takes higher priorities first, nothing before its time, and no kind it does not know', async () => {
    const { add, take } = await openQueue()
    await add()
    const urgent = await add({ priority: 5 })
    await add({ priority: 9, runAt: noon + 1000 })
    await add({ priority: 9, kind: 'from the future' })
    expect((await take())?.id).toBe(urgent)
    await take()
    expect(await take()).toBeUndefined()
    expect((await take(noon + 1000))?.priority).toBe(9)
  })

  test('goes round the people, however many jobs each has', async () => {
    const { add, take, ada, bob, cid } = await openQueue()
    for (let i = 0; i < 5; i++) await add({ userId: ada.id })
    for (let i = 0; i < 2; i++) await add({ userId: bob.id })
    await add({ userId: cid.id })
    const order: (number | null | undefined)[] = []
    for (let job = await take(); job; job = await take()) order.push(job.userId)
    expect(order).toEqual([ada, bob, cid, ada, bob, ada, ada, ada].map(user => user.id))
  })

  test('lets a person run so many at a time, or what an administrator allows them', async () => {
    const { tx, add, take, ada, bob } = await openQueue()
    for (const user of [ada, ada, ada, bob, bob, bob]) await add({ userId: user.id })
    await setUserLimits(tx, bob.id, { runningMax: 2 }, noon)
    const order: (number | null | undefined)[] = []
    for (let job = await take(noon, 1); job; job = await take(noon, 1)) order.push(job.userId)
    expect(order).toEqual([ada.id, bob.id, bob.id])
  })

  test('takes nothing while the queue is paused, but for what goes on even so', async () => {
    const { tx, add, take } = await openQueue()
    await add()
    await setSetting(tx, 'queuePaused', true, noon)
    expect(await take()).toBeUndefined()
    const mail = await add({ kind: 'mail' })
    const house = { kinds: ['mail'], worker: 'w', evenPaused: true }
    expect((await claim(tx, house, noon))?.id).toBe(mail)
    await setSetting(tx, 'queuePaused', false, noon)
    expect(await take()).toBeDefined()
  })

  test('is fair: of 300 jobs by three people, nobody waits more than half as long again (F14)', async () => {
    const { tx, add, take, ada, bob, cid } = await openQueue()
    const people = [...Array(200).fill(ada), ...Array(60).fill(bob), ...Array(40).fill(cid)]
    for (const user of people) await add({ userId: user.id })
    const turns = new Map<number, number>()
    for (let turn = 0; turn < 120; turn++) {
      const job = (await take())!
      turns.set(job.userId!, (turns.get(job.userId!) ?? 0) + 1)
      await settle(tx, job, 'done', noon)
    }
    expect(Math.max(...turns.values()) / Math.min(...turns.values())).toBeLessThanOrEqual(1.5)
  })
})

describe('a lease', () => {
  test('that is not good any more settles, retries and releases nothing (F04)', async () => {
    const { tx, add, take, state } = await openQueue()
    const id = await add()
    const zombie = (await take())!
    expect(await retryLater(tx, zombie, 'worker died', noon, noon)).toBe('waiting')
    const winner = (await take())!
    expect(winner.lease).toBeGreaterThan(zombie.lease)
    expect(await settle(tx, zombie, 'done', noon)).toBe(false)
    expect(await retryLater(tx, zombie, 'late', noon, noon)).toBe('lost')
    expect(await release(tx, zombie, noon)).toBe(false)
    expect(await findHeld(tx, [zombie, winner])).toEqual([winner])
    expect(await state(id)).toBe('running')
    expect(await settle(tx, winner, 'done', noon)).toBe(true)
    expect(await settle(tx, winner, 'failed', noon)).toBe(false)
  })

  test('never comes back to a job that had it, also after others that had higher ones are pruned', async () => {
    const { tx, add, take } = await openQueue()
    const old = await add()
    const kept = (await take())!
    await add()
    const other = (await take())!
    await settle(tx, other, 'done', noon - 1)
    await prune(tx, noon)
    await retryLater(tx, kept, '', noon, noon)
    expect((await take())!).toMatchObject({ id: old, lease: kept.lease + 1 })
  })
})

describe('a job', () => {
  test('fails after its last attempt, with the reason; a released attempt does not count', async () => {
    const { tx, add, take, state } = await openQueue()
    const id = await add()
    for (let i = 0; i < 5; i++) await release(tx, (await take())!, noon)
    const outcomes = []
    for (let i = 0; i < 3; i++)
      outcomes.push(await retryLater(tx, (await take())!, 'worker died', noon, noon))
    expect(outcomes).toEqual(['waiting', 'waiting', 'failed'])
    expect(await state(id)).toBe('failed')
    expect((await findJob(tx, id))?.error).toBe('worker died')
  })

  test('that lost its worker gets that attempt back, but does not start for ever', async () => {
    const { tx, add, take } = await openQueue()
    const id = await add()
    let starts = 0
    for (let job = await take(); job; job = await take()) {
      starts++
      await grantAttempt(tx, job)
      await retryLater(tx, job, 'worker died', noon, noon)
    }
    expect(starts).toBe(22) // nineteen grants beyond the three
    expect(await findJob(tx, id)).toMatchObject({ state: 'failed', error: 'worker died' })
  })

  test('is cancelled once, waiting or running, and never after it ended', async () => {
    const { tx, add, take, state } = await openQueue()
    const [running, waiting] = [await add(), await add()]
    const job = (await take())!
    expect([await cancel(tx, waiting, noon), await cancel(tx, waiting, noon)]).toEqual([true, false])
    expect(await cancel(tx, running, noon)).toBe(true)
    expect(await settle(tx, job, 'done', noon)).toBe(false)
    expect([await state(running), await state(waiting)]).toEqual(['cancelled', 'cancelled'])
  })

  test('with a unique key exists once; the same key for something else is a conflict (F30)', async () => {
    const { tx } = await openQueue()
    const put = (payload: number) => enqueue(tx, { kind: 'analysis', payload, uniqueKey: 'k' }, noon)
    const outcomes = []
    for (let i = 0; i < 20; i++) outcomes.push((await put(1)).outcome)
    expect(outcomes).toEqual(['enqueued', ...Array(19).fill('already')])
    expect((await put(2)).outcome).toBe('conflict')
    expect(await countJobs(tx, 'analysis')).toEqual({ waiting: 1 })
  })

  test('knows its place in the queue', async () => {
    const { tx, add, ada, bob } = await openQueue()
    const ids = [await add({ userId: ada.id }), await add({ userId: ada.id }), await add({ userId: bob.id })]
    const urgent = await add({ userId: bob.id, priority: 1 })
    const order = (await listWaiting(tx, 'analysis')).map(({ id }) => id)
    expect(order).toEqual([urgent, ids[0]!, ids[2]!, ids[1]!])
  })

  test('is pruned only when it ended long ago, some at a time (F33)', async () => {
    const { tx, add, take, state } = await openQueue()
    const waiting = await add({ runAt: noon + 1 })
    for (let i = 0; i < 5; i++) await add()
    const running = (await take())!
    for (let i = 0; i < 4; i++) await settle(tx, (await take())!, 'done', noon + i)
    expect(await prune(tx, noon + 3, 2)).toBe(2)
    expect(await prune(tx, noon + 3, 2)).toBe(1)
    expect(await prune(tx, noon + 3, 2)).toBe(0)
    expect(await countJobs(tx, 'analysis')).toEqual({ waiting: 1, running: 1, done: 1 })
    expect([await state(waiting), await state(running.id)]).toEqual(['waiting', 'running'])
  })
})

describe('silence', () => {
  test('is measured by the listener alone: no clock jump takes a job away', async () => {
    const { tx, add, take } = await openQueue()
    await add()
    const job = (await take())!
    const { findSilent } = createHeartbeatMonitor(15_000)
    const hear = async (monotonicMs: number) => findSilent([(await findJob(tx, job.id))!], monotonicMs).length
    expect(await hear(0)).toBe(0)
    await heartbeat(tx, [job], noon + 24 * 3_600_000) // the worker's clock is a day ahead
    expect(await hear(14_000)).toBe(0)
    await heartbeat(tx, [job], noon - 24 * 3_600_000) // and now a day behind
    expect(await hear(28_000)).toBe(0)
    expect(await hear(42_999)).toBe(0)
    expect(await hear(43_000)).toBe(1)
  })

  test('of an earlier attempt does not count against the next', async () => {
    const { tx, add, take } = await openQueue()
    await add()
    const { findSilent } = createHeartbeatMonitor(15_000)
    const first = (await take())!
    findSilent([first], 0)
    await release(tx, first, noon)
    expect(findSilent([(await take())!], 20_000)).toEqual([])
  })
})

test('backoff doubles up to a limit, and is spread', () => {
  expect([1, 2, 3, 20].map(n => backoffMs(n, 60_000, () => 0.5))).toEqual([1000, 2000, 4000, 60_000])
  expect(backoffMs(1, 60_000, () => 0)).toBe(750)
  expect(backoffMs(1, 60_000, () => 1)).toBe(1250)
})
