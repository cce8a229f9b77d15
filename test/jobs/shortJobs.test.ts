import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findJobByKey } from '#db/jobs.ts'
import { cancel, claim, enqueue, release, settle } from '#db/queue.ts'
import type { User } from '#db/schema.ts'
import { lanesFor } from '#jobs/runners.ts'
import { memoryDatabase } from '../support/memory.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { until } from '../support/until.ts'
import { openWork, shellMethods } from '../support/work.ts'

/** Counts to sixty in some four seconds and keeps in checkpoint/ how far it is. */
const counts = `n=$(cat checkpoint/n 2>/dev/null || echo 0); echo "from $n" >output/starts
  while [ $n -lt 60 ]; do n=$((n + 1)); echo $n >checkpoint/new; mv checkpoint/new checkpoint/n; sleep 0.05; done
  echo $n >output/result.txt`
const [hour, minute, shortMs] = [3_600_000, 60_000, 300]

/** One slot, and one more for analyses that should take at most so long, and are sent on where they take longer. */
async function openMachine(shortMs: number) {
  // Ten short ones may take longer on a busy machine than a method usually may.
  const work = await openWork({ methods: shellMethods({ counts }), limits: { msMax: 600_000 } })
  const bob = await work.db.write(tx => member(tx, 'bob'))
  const studies = await work.db.write(async tx => ({
    [work.ada.id]: work.study,
    [bob.id]: await studyOf(tx, bob, 'Other'),
  }))
  let count = 0
  const submit = (user: User, method: string, expectedMs: number) =>
    work.db.write(async tx => {
      const study = studies[user.id]!
      const made = await analysisOf(tx, study, `${method} number ${++count}`, { method })
      const home = work.files.analysis(user.id, study.id, made.id)
      mkdirSync(join(home, 'input'), { recursive: true })
      writeFileSync(join(home, 'params.json'), '{}')
      const job = { kind: 'analysis', payload: { analysisId: made.id }, userId: user.id, expectedMs }
      await enqueue(tx, { ...job, uniqueKey: `analysis:${made.id}` }, Date.now())
      return { ...made, home }
    })
  const worker = await work.start({ lanes: lanesFor(1, { perUserMax: 1, sliceMs: hour, shortMs }) })
  const jobOf = async ({ id }: { id: number }) => (await findJobByKey(work.db.read, `analysis:${id}`))!
  const runs = (analysis: { id: number }) => until(async () => (await jobOf(analysis)).state === 'running')
  return { ...work, bob, submit, worker, jobOf, runs }
}

test('ten short analyses of two people run, in turns, while a long one of one of them goes on', async () => {
  const { ada, bob, submit, ended, worker, jobOf, runs } = await openMachine(minute)
  const long = await submit(ada, 'endless', hour)
  await runs(long)
  const another = await submit(bob, 'endless', hour)
  const short = []
  for (const user of [ada, ada, ada, ada, ada, bob, bob, bob, bob, bob])
    short.push(await submit(user, 'quick', 100))
  for (const each of short) expect((await ended(each)).state).toBe('done')
  expect([(await jobOf(long)).state, (await jobOf(another)).state]).toEqual(['running', 'waiting'])
  const starts = await Promise.all(short.map(jobOf))
  const waits = starts.map(job => job.startedAt! - job.createdAt).sort((a, b) => a - b)
  if (process.env.SHOW)
    console.log(
      `ten short analyses beside a long one waited ${waits.join(', ')} ms; the second long one waits`,
    )
  const order = starts.sort((a, b) => a.lease - b.lease).map(job => job.userId)
  // The first of Ada's may have started before Bob had sent his; from then on they take turns.
  const turnsOfBob = order.flatMap((userId, turn) => (userId === bob.id ? [turn] : []))
  expect(turnsOfBob[4]! - turnsOfBob[0]!).toBeLessThanOrEqual(8)
  expect(order.slice(0, 6)).toContain(bob.id)
  await worker.stop(0)
}, 60_000)

test('one that takes longer than it should leaves its slot to short ones and goes on as a long one', async () => {
  const { ada, bob, db, submit, ended, worker, jobOf, runs } = await openMachine(shortMs)
  const long = await submit(bob, 'endless', hour)
  await runs(long)
  const wrong = await submit(ada, 'counts', 100)
  await runs(wrong)
  await until(() => existsSync(join(wrong.home, 'checkpoint/n')))
  const quick = await submit(bob, 'quick', 100)
  expect((await ended(quick)).state).toBe('done')
  expect(await jobOf(wrong)).toMatchObject({ state: 'waiting', attempts: 0 }) // for the slot of long ones
  const { id } = await jobOf(long)
  await db.write(tx => cancel(tx, id, Date.now()))
  expect(await ended(wrong)).toMatchObject({ state: 'done', attempt: 1 })
  const job = await jobOf(wrong)
  expect(job.ranMs).toBeGreaterThanOrEqual(shortMs)
  const starts = readFileSync(join(wrong.home, 'output/starts'), 'utf8')
  expect(Number(starts.match(/from (\d+)/)![1])).toBeGreaterThan(0)
  await worker.stop(0)
}, 60_000)

test('a claim of short jobs takes those alone, and counts those alone against what one person may run', async () => {
  const { tx } = memoryDatabase()
  const ada = await member(tx, 'ada')
  const add = async (expectedMs?: number) =>
    (await enqueue(tx, { kind: 'analysis', payload: {}, userId: ada.id, expectedMs }, noon)).id
  const lane = { kinds: ['analysis'], perUserMax: 1, worker: 'w' }
  const takeShort = () => claim(tx, { ...lane, shortMs: 1000 }, noon)
  await add(5000)
  await add() // of which nothing is known
  expect(await takeShort()).toBeUndefined()
  expect(await claim(tx, lane, noon)).toBeDefined()
  const [first, second] = [await add(1000), await add(10)]
  const taken = (await takeShort())!
  expect(taken.id).toBe(first)
  expect(await takeShort()).toBeUndefined()
  await release(tx, taken, noon + 2000, true) // it ran for two seconds
  const next = (await takeShort())!
  expect(next.id).toBe(second)
  await settle(tx, next, 'done', noon)
  expect(await takeShort()).toBeUndefined()
})
