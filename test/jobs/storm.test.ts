import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { listJobs } from '#db/jobs.ts'
import { enqueue } from '#db/queue.ts'
import { findUser } from '#db/users.ts'
import type { Runner } from '#jobs/runner.ts'
import { startWorker } from '#jobs/worker.ts'
import { freshDatabase, holdUp } from '../support/database.ts'
import { member, noon } from '../support/people.ts'
import { long } from '../support/skips.ts'
import { until } from '../support/until.ts'

test(`processes that read and write one row, with the lock held for a while: no error, no lost update (F11, ${long ? 'N' : 'Q'})`, async () => {
  const [processes, writes, heldMs] = long ? [8, 150, 3000] : [4, 40, 800]
  const db = freshDatabase()
  const ada = await db.write(tx => member(tx, 'ada'))
  const program = join(import.meta.dir, '../support/stormProcess.ts')
  const children = Array.from({ length: processes }, () =>
    Bun.spawn([process.execPath, program, db.path, String(ada.id), String(writes)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  await until(async () => (await findUser(db.read, ada.id))!.signInCount > 5)
  const letGo = await holdUp(db.path)
  await Bun.sleep(heldMs)
  await letGo()
  const times: number[] = []
  for (const child of children) {
    expect([await child.exited, await child.stderr.text()]).toEqual([0, ''])
    times.push(...JSON.parse(await child.stdout.text()))
  }
  expect((await findUser(db.read, ada.id))?.signInCount).toBe(processes * writes)
  expect(Math.max(...times)).toBeLessThan(long ? 5500 : 30_000)
  db.close()
}, 120_000)

test('a lock held longer than anyone waits: the worker backs off, and nothing is lost (F12)', async () => {
  const db = freshDatabase({ waitMs: 100 })
  const ran: number[] = []
  const runner: Runner = {
    async run({ job }) {
      ran.push(job.id)
      await held
      return { kind: 'done' }
    },
  }
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const add = () => db.write(tx => enqueue(tx, { kind: 'k', payload: {} }, noon))
  const { id } = await add()
  const timing = { pollMs: 10, watchMs: 20, beatMs: 50, silentMs: 5000 }
  const worker = await startWorker({
    db,
    runners: { k: runner },
    lanes: [{ kinds: ['k'], slots: 1 }],
    version: 't',
    timing,
  })
  await until(() => ran.length === 1)
  const giveBack = await holdUp(db.path)
  letGo() // the job ends while nobody can write
  await expect(add()).rejects.toThrow('busy')
  await giveBack()
  await until(async () => (await listJobs(db.read, 10)).every(job => job.state === 'done'))
  expect(ran).toEqual([id])
  await worker.stop(0)
  db.close()
}, 60_000)

test(`many workers, many small jobs: each is run exactly once (F14, ${long ? 'N' : 'Q'})`, async () => {
  const [workers, count] = long ? [8, 2000] : [3, 150]
  const db = freshDatabase()
  await db.write(async tx => {
    for (let i = 0; i < count; i++) await enqueue(tx, { kind: 'k', payload: i }, noon)
  })
  const ran = new Map<number, number>()
  const runner: Runner = {
    async run({ job }) {
      ran.set(job.id, (ran.get(job.id) ?? 0) + 1)
      return { kind: 'done' }
    },
  }
  const started = await Promise.all(
    Array.from({ length: workers }, async () => {
      const own = await openDatabase(db.path)
      const lanes = [{ kinds: ['k'], slots: 2 }]
      const worker = await startWorker({ db: own, runners: { k: runner }, lanes, version: 't' })
      return { worker, own }
    }),
  )
  await until(async () => (await listJobs(db.read, count)).every(job => job.state === 'done'), 100_000)
  for (const { worker, own } of started) {
    await worker.stop(0)
    own.close()
  }
  expect([...ran.values()]).toEqual(Array(count).fill(1))
  expect((await listJobs(db.read, count)).every(job => job.attempts === 1)).toBe(true)
  db.close()
}, 120_000)
