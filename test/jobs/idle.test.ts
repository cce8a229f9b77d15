import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findJob } from '#db/jobs.ts'
import { enqueue } from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { startWorker, type WorkerOptions } from '#jobs/worker.ts'
import { countQueries } from '../support/countQueries.ts'
import { until } from '../support/until.ts'

/** A worker of jobs that do nothing, and the queue as another process sees it. */
async function openIdle(timing: WorkerOptions['timing'] = { pollMs: 2, restMs: 2 }) {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-test-'))
  const [db, outside] = [0, 1].map(() => openSqlite(join(folder, 'bioce.sqlite'))) as [Db, Db]
  const counted = countQueries(db.read)
  let asked = 0
  let clock = 1_000_000
  const version = () => {
    asked++
    return db.version()
  }
  const worker = await startWorker({
    db: { ...db, read: counted.db, version },
    runners: { noop: { run: async () => ({ kind: 'done' }) } },
    lanes: [{ kinds: ['noop'], slots: 1 }],
    version: 'test',
    now: () => clock,
    timing: { watchMs: 2, beatMs: 3_600_000, ...timing },
  })
  const submit = (runAt: number) =>
    outside.write(tx => enqueue(tx, { kind: 'noop', payload: {}, runAt }, clock))
  const stateOf = async (id: number) => (await findJob(outside.read, id))?.state
  /** After it has asked whether there is news so many times. */
  const asks = async (times: number) => {
    const from = asked
    await until(() => asked >= from + times)
  }
  afterAll(async () => {
    await worker.stop(0)
    db.close()
    outside.close()
    rmSync(folder, { recursive: true })
  })
  return {
    outside,
    submit,
    stateOf,
    asks,
    asked: () => asked,
    queries: counted.count,
    at: (time: number) => (clock = time),
  }
}
type Db = ReturnType<typeof openSqlite>

test('a worker with nothing to do reads nothing', async () => {
  const { asks, queries } = await openIdle()
  await asks(20)
  const before = queries()
  await asks(200)
  expect(queries()).toBe(before)
})

test('a job that another process adds is found, also one that waits for its time', async () => {
  const { submit, stateOf, asks, queries, at } = await openIdle()
  await asks(20)
  const { id } = await submit(1_000_000)
  await until(async () => (await stateOf(id)) === 'done')

  const later = await submit(1_060_000)
  await asks(50)
  const before = queries()
  await asks(100)
  expect(queries()).toBe(before)
  expect(await stateOf(later.id)).toBe('waiting')
  at(1_060_000)
  await until(async () => (await stateOf(later.id)) === 'done')
})

test('with one slot each of many jobs gets its turn', async () => {
  const { submit, stateOf } = await openIdle()
  const added = []
  for (let i = 0; i < 30; i++) added.push((await submit(1_000_000)).id)
  for (const id of added) await until(async () => (await stateOf(id)) === 'done')
})

test('a queue that is paused is not asked for again until it goes on', async () => {
  const { outside, submit, stateOf, asks, queries } = await openIdle()
  await outside.write(tx => setSetting(tx, 'queuePaused', true, 1_000_000))
  const { id } = await submit(1_000_000)
  await asks(50)
  const before = queries()
  await asks(100)
  expect([queries(), await stateOf(id)]).toEqual([before, 'waiting'])
  await outside.write(tx => setSetting(tx, 'queuePaused', false, 1_000_000))
  await until(async () => (await stateOf(id)) === 'done')
})

test('a worker at rest hardly asks, and a write wakes it', async () => {
  const { outside, submit, stateOf, asked } = await openIdle({ pollMs: 20, restMs: 3_600_000, writeMs: 100 })
  const rests = async () => {
    const before = asked()
    await Bun.sleep(300)
    return asked() === before
  }
  await until(rests)
  for (let i = 0; i < 3; i++) {
    const { id } = await submit(1_000_000)
    await until(async () => (await stateOf(id)) === 'done')
    await until(rests)
  }
  await outside.write(tx => setSetting(tx, 'queuePaused', true, 1_000_000))
  await until(rests)
})

test('a worker at rest wakes when the next job is due', async () => {
  const { submit, stateOf, at } = await openIdle({ pollMs: 20, restMs: 3_600_000, writeMs: 100 })
  const { id } = await submit(1_000_400)
  await Bun.sleep(100)
  expect(await stateOf(id)).toBe('waiting')
  at(1_000_400)
  await until(async () => (await stateOf(id)) === 'done')
})
