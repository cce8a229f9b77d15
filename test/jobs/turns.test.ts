import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { findJobByKey } from '#db/jobs.ts'
import { claim, enqueue, isTurnOfAnother, release, settle } from '#db/queue.ts'
import { jobs, type User } from '#db/schema.ts'
import { lanesFor } from '#jobs/runners.ts'
import { memoryDatabase } from '../support/memory.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

/** Counts to forty and keeps in checkpoint/ how far it is; or keeps nothing. */
const counting = (keeps: boolean) =>
  `n=$(cat checkpoint/n 2>/dev/null || echo 0); echo "from $n" >output/starts
   while [ $n -lt 40 ]; do n=$((n + 1)); ${keeps ? 'echo $n >checkpoint/new; mv checkpoint/new checkpoint/n;' : ''} sleep 0.05; done
   echo $n >output/result.txt`
const results = [{ file: 'result.txt' }]
const methods: [string, { command: string[]; results: { file: string }[] }][] = [
  ['counts', { command: ['sh', '-c', counting(true)], results }],
  ['forgetful', { command: ['sh', '-c', counting(false)], results }],
]

/** One slot, a slice of 300 ms; somebody else can submit a quick analysis. */
async function openMachine() {
  const work = await openWork({ methods })
  const bob = await work.db.write(tx => member(tx, 'bob'))
  async function submitAs(user: User, method: string) {
    const analysis = await work.db.write(async tx => {
      const made = await analysisOf(tx, await studyOf(tx, user, 'Other'), method, { method })
      const home = work.files.analysis(user.id, made.studyId, made.id)
      mkdirSync(join(home, 'input'), { recursive: true })
      writeFileSync(join(home, 'params.json'), '{}')
      const payload = { analysisId: made.id }
      await enqueue(
        tx,
        { kind: 'analysis', payload, userId: user.id, uniqueKey: `analysis:${made.id}` },
        Date.now(),
      )
      return made
    })
    return analysis
  }
  const worker = await work.start({ lanes: lanesFor(1, { perUserMax: 1, sliceMs: 300 }) })
  const jobOf = async (id: number) => (await findJobByKey(work.db.read, `analysis:${id}`))!
  const runs = (id: number) => until(async () => (await jobOf(id)).state === 'running')
  return { ...work, bob, submitAs, worker, jobOf, runs }
}

test('a long analysis makes room for another person and goes on from where it stood, no attempt burnt', async () => {
  const { submit, submitAs, bob, ended, worker, jobOf, runs, home, files } = await openMachine()
  const long = await submit('counts')
  await runs(long.id)
  await until(() => existsSync(join(home(long), 'checkpoint/n')))
  const quick = await submitAs(bob, 'quick')
  expect((await ended(quick)).state).toBe('done')
  expect((await jobOf(long.id)).state).not.toBe('done')
  const row = await ended(long, 20_000)
  expect(row).toMatchObject({ state: 'done', attempt: 1 })
  const job = await jobOf(long.id)
  expect(job).toMatchObject({ attempts: 1 })
  expect(job.ranMs).toBeGreaterThanOrEqual(250)
  const starts = readFileSync(join(home(long), 'output/starts'), 'utf8')
  expect(Number(starts.match(/from (\d+)/)![1])).toBeGreaterThan(0)
  expect(existsSync(files.failed(long.id))).toBe(false)
  await worker.stop(0)
}, 60_000)

test('nobody makes room for their own next one, nor an analysis that would begin anew', async () => {
  const { submit, submitAs, bob, ended, worker, jobOf, runs } = await openMachine()
  const own = await submit('counts')
  await runs(own.id)
  const next = await submit('quick')
  expect((await ended(own, 20_000)).state).toBe('done')
  expect((await jobOf(own.id)).ranMs).toBe(0)
  expect((await ended(next)).state).toBe('done')
  const forgetful = await submit('forgetful')
  await runs(forgetful.id)
  const quick = await submitAs(bob, 'quick')
  expect((await ended(forgetful, 20_000)).state).toBe('done')
  expect((await jobOf(forgetful.id)).ranMs).toBe(0)
  expect((await ended(quick)).state).toBe('done')
  await worker.stop(0)
}, 60_000)

test('the time of all its slices counts against the limit of an analysis', async () => {
  const { submit, submitAs, bob, ended, worker, runs, db, home } = await openMachine()
  const long = await submit('counts')
  await runs(long.id)
  await until(() => existsSync(join(home(long), 'checkpoint/n')))
  await submitAs(bob, 'slow')
  await until(async () => (await findJobByKey(db.read, `analysis:${long.id}`))!.ranMs > 0)
  await db.write(tx => setRanMs(tx, long.id))
  expect(await ended(long, 20_000)).toMatchObject({ state: 'failed', reason: 'timeout' })
  await worker.stop(0)
}, 60_000)

async function setRanMs(tx: Parameters<typeof claim>[0], analysisId: number) {
  const job = (await findJobByKey(tx, `analysis:${analysisId}`))!
  await tx.update(jobs).set({ ranMs: 19_999 }).where(eq(jobs.id, job.id))
}

test('a turn is of another while they have fewer running; whoever gave theirs comes after them', async () => {
  const { tx } = memoryDatabase()
  const [ada, bob] = [await member(tx, 'ada'), await member(tx, 'bob')]
  const add = (user: User, more = {}) =>
    enqueue(tx, { kind: 'analysis', payload: {}, userId: user.id, ...more }, noon)
  const want = { kinds: ['analysis'], perUserMax: 2 }
  const take = async () => (await claim(tx, { ...want, worker: 'w' }, noon))!
  const isOthers = async (job: Awaited<ReturnType<typeof take>>) => await isTurnOfAnother(tx, job, want, noon)
  await add(bob)
  const first = await take()
  await add(ada)
  await add(ada)
  const held = await take()
  expect(await isOthers(held)).toBe(false) // only ada waits
  await add(bob)
  expect(await isOthers(held)).toBe(false) // bob has as many running
  await settle(tx, first, 'done', noon)
  expect(await isOthers(held)).toBe(true)
  await release(tx, held, noon, true)
  expect((await take()).userId).toBe(bob.id)
})

test('the checks of one person leave room for those of another', async () => {
  const { tx } = memoryDatabase()
  const [ada, bob] = [await member(tx, 'ada'), await member(tx, 'bob')]
  const add = (user: User, kind: string) => enqueue(tx, { kind, payload: {}, userId: user.id }, noon)
  const lane = lanesFor(1).find(({ kinds }) => kinds.includes('check'))!
  const take = async () => (await claim(tx, { ...lane, worker: 'w' }, noon))?.userId
  await add(ada, 'analysis')
  await claim(tx, { kinds: ['analysis'], worker: 'w' }, noon)
  for (let n = 0; n < 3; n++) await add(ada, 'check')
  expect(await take()).toBe(ada.id) // whatever of hers is calculated
  expect(await take()).toBeUndefined()
  await add(bob, 'check')
  expect(await take()).toBe(bob.id)
})
