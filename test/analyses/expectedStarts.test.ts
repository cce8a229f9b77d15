import { expect, test } from 'bun:test'
import type { QueuedJob } from '#db/jobs.ts'
import { estimateStarts } from '#src/analyses/expectedStarts.ts'

const minute = 60
const settings = { slots: 1, shortMs: 120_000, sliceMs: 900_000, workers: 1 }
let count = 0
const job = (userId: number, seconds: number | null, more: Partial<QueuedJob> = {}): QueuedJob => ({
  id: ++count,
  payload: {},
  userId,
  expectedMs: seconds === null ? null : 1000 * seconds,
  ranMs: 0,
  startedAt: null,
  ...more,
})
const [ada, bob] = [1, 2]
const startsOf = (running: Parameters<typeof estimateStarts>[0], waiting: QueuedJob[], over = {}) => [
  ...estimateStarts(running, waiting, { ...settings, ...over }).values(),
]
const runs = (userId: number, left: number, ran = 0) => ({ job: job(userId, left + ran), ran, left })

test('short analyses start one after the other beside a long one; long ones wait for it', () => {
  const waiting = [job(ada, 30 * minute), job(ada, 60), job(ada, 60), job(ada, 60), job(ada, 30 * minute)]
  expect(startsOf([runs(ada, 3600)], waiting)).toEqual([
    { ahead: 0, startsIn: 3600 },
    { ahead: 0, startsIn: 0 },
    { ahead: 1, startsIn: 60 },
    { ahead: 2, startsIn: 120 },
    { ahead: 4, startsIn: 3600 + 30 * minute },
  ])
})

test('a long one is left to another person after its slice, and to the same one only at its end', () => {
  const [own, others] = [job(ada, 300), job(bob, 300)]
  expect(startsOf([runs(ada, 7200, 600)], [others])).toEqual([{ ahead: 0, startsIn: 300 }])
  expect(startsOf([runs(ada, 7200, 600)], [own])).toEqual([{ ahead: 0, startsIn: 7200 }])
})

test('what is not known is not told', () => {
  expect(startsOf([runs(ada, Number.POSITIVE_INFINITY)], [job(ada, 300)])[0]!.startsIn).toBeNull()
  const [unknown, next] = startsOf([], [job(ada, null), job(ada, 300)])
  expect([unknown!.startsIn, next!.startsIn]).toEqual([0, null])
})

test('one that took longer than a short one may is not short any more; without the setting none is', () => {
  const long = runs(bob, 600)
  expect(startsOf([long], [job(bob, 60, { ranMs: 130_000 })])[0]!.startsIn).toBe(600)
  expect(startsOf([long], [job(bob, 60)], { shortMs: 0 })[0]!.startsIn).toBe(600)
  expect(startsOf([long], [job(bob, 60)], { workers: 2 })[0]!.startsIn).toBe(0)
})
