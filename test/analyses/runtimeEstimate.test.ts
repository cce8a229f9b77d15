import { describe, expect, test } from 'bun:test'
import { createTracker, estimateStages, type Past, totalOf } from '#src/analyses/runtimeEstimate.ts'
import { seeded } from '../support/storyData.ts'
import { recordedRun } from './recordedRun.ts'

const work = { reading: 2, profiles: 60, posterior: 40 }

/** A run on a clock of its own, of which each unit should take a second. */
function follow(of: Record<string, number> = work, by = of) {
  let ms = 0
  const tracker = createTracker(of, by, () => ms)
  const pass = (seconds: number, stage: string, done = 0, total = 1) => {
    ms += 1000 * seconds
    tracker.observe({ stage, done, total })
    return tracker.remaining()
  }
  return { pass, timings: tracker.timings }
}

describe('the time left', () => {
  test('is what was expected when a run begins, and counts down when it goes as expected', () => {
    const { pass } = follow()
    expect(pass(0, 'reading')).toEqual({ share: 0, secondsLeft: 102 })
    pass(1, 'profiles', 0, 600)
    expect(pass(30, 'profiles', 300, 600).secondsLeft).toBe(71)
    expect(pass(30, 'profiles', 600, 600)).toMatchObject({ secondsLeft: 41 })
    pass(0, 'selection')
    expect(pass(20, 'sampling', 1000, 2000)).toMatchObject({
      secondsLeft: 20,
      share: expect.closeTo(0.8, 2),
    })
    expect(pass(20, 'writing').secondsLeft).toBe(1)
  })

  test('has the summary to the end', () => {
    const { pass, timings } = follow({ reading: 2, profiles: 60, posterior: 40, results: 30 })
    pass(2, 'profiles', 0, 600)
    expect(pass(60, 'profiles', 600, 600).secondsLeft).toBe(70)
    pass(0, 'hydration')
    pass(0, 'sampling', 0, 100)
    expect(pass(40, 'evidence', 100, 100).secondsLeft).toBe(30)
    pass(0, 'writing')
    expect(pass(20, 'writing').secondsLeft).toBe(10)
    expect(pass(10.4, 'writing').secondsLeft).toBe(2) // longer than expected: not over yet
    expect(pass(29.6, 'writing').secondsLeft).toBe(15) // twice as long
    expect(pass(40, 'writing').secondsLeft).toBe(35)
    expect(timings().results).toEqual({ units: 30, seconds: 100 })
  })

  test('follows what is seen: a machine four times slower is noticed within the first tenth', () => {
    const { pass } = follow({ reading: 1, profiles: 100, posterior: 1 })
    pass(0, 'profiles', 0, 100)
    const { secondsLeft } = pass(40, 'profiles', 10, 100)
    expect(secondsLeft).toBeGreaterThan(100)
    expect(pass(160, 'profiles', 50, 100).secondsLeft).toBeWithin(90, 210)
    expect(pass(160, 'profiles', 90, 100).secondsLeft).toBeWithin(30, 50)
  })

  test('of a run that goes on from a checkpoint counts what is left alone', () => {
    const { pass, timings } = follow()
    pass(0, 'profiles', 540, 600)
    expect(pass(3, 'profiles', 570, 600).secondsLeft).toBeWithin(40, 50)
    pass(3, 'sampling', 0, 100)
    pass(40, 'writing')
    expect(Object.keys(timings())).toEqual(['reading', 'posterior'])
  })

  test('may grow, as when chains do not agree yet, but the bar never goes back', () => {
    for (const by of [work, { ...work, posterior: Number.NaN }]) {
      const { pass } = follow(work, by)
      pass(60, 'profiles', 600, 600)
      let [total, last] = [2000, 0]
      for (let done = 100; done <= 12_000; done += 100) {
        if (done > total) total = Math.ceil(1.5 * total)
        const { share } = pass(2, 'sampling', done, total)
        expect(share).toBeGreaterThanOrEqual(last)
        expect(share).toBeLessThanOrEqual(1)
        last = share
      }
    }
  })

  test('of a method never run here is not told, but its own count is', () => {
    const { pass, timings } = follow({ mean: 1 }, { mean: Number.NaN })
    expect(pass(2, 'counting', 1, 4)).toEqual({ share: 0.25, secondsLeft: null })
    pass(6, 'counting', 4, 4)
    expect(timings()).toEqual({ mean: { units: 1, seconds: 8 } })
    expect(totalOf(estimateStages({ mean: 1 }, 1, []))).toBeNull()
  })
})

test('after three runs the estimate is within a factor of two, on any machine, though the laws of growth are rough', () => {
  const random = seeded(5)
  for (const speed of [0.05, 1, 30]) {
    const past: Past[] = []
    for (let run = 0; run < 40; run++) {
      const studyId = Math.floor(random() * 3)
      const size = [1, 4, 40][studyId]!
      const of = { reading: size, profiles: 6 * size, posterior: 10 * size ** 0.7 * (0.5 + random()) }
      const took = {
        reading: of.reading * speed,
        profiles: of.profiles * speed * (0.8 + 0.4 * random()),
        posterior: of.posterior ** 1.4 * speed * (0.7 + 0.6 * random()),
      }
      const before = estimateStages(of, studyId, past)
      const hasRun = past.filter(each => each.studyId === studyId).length > 0
      const ratio = totalOf(before)! / (took.reading + took.profiles + took.posterior)
      if (hasRun && run >= 3) expect(ratio).toBeWithin(0.5, 2)
      const { pass, timings } = follow(of, before)
      pass(took.reading, 'profiles', 0, 10)
      pass(took.profiles, 'sampling', 0, 10)
      pass(took.posterior, 'writing')
      past.unshift({ studyId, timings: timings() })
    }
  }
})

describe('of a recorded run on a machine whose other programs come and go', () => {
  const { lines, seconds } = recordedRun
  const size = { reading: 1, profiles: 0, posterior: 500 ** 0.55, results: 500 ** 0.5 }
  /** What another run of like data took alone. */
  const past: Past = {
    studyId: 1,
    timings: {
      reading: { units: 1, seconds: 0.37 },
      posterior: { units: 30.5, seconds: 11.83 },
      results: { units: 22.4, seconds: 1.24 },
    },
  }
  /** So many times slower from a share of the work on. */
  const loads = [
    { name: 'as before', from: 0, factor: 1 },
    { name: 'twice as slow throughout', from: 0, factor: 2 },
    { name: 'twice as slow from the middle on', from: 0.5, factor: 2 },
    { name: 'three times as slow from 0.3 on', from: 0.3, factor: 3 },
    { name: 'twice as fast from the middle on', from: 0.5, factor: 0.5 },
  ]
  test.each(loads)(
    '$name: what it takes is told within a factor of 1.5 soon after, and the bar never goes back',
    ({ from, factor }) => {
      const clock = (second: number) => {
        const change = from * seconds
        return second < change ? second : change + factor * (second - change)
      }
      let ms = 0
      const tracker = createTracker(size, estimateStages(size, 1, [past]), () => ms)
      const whole = clock(seconds)
      const settled = Math.max(0.1, from > 0 ? clock(from * seconds) / whole + 0.1 : 0)
      let last = 0
      for (const [stage, done, total, at] of lines) {
        ms = 1000 * clock(at)
        tracker.observe({ stage, done, total })
        const { share, secondsLeft } = tracker.remaining()
        expect(share).toBeGreaterThanOrEqual(last)
        last = share
        if (clock(at) >= settled * whole) expect((clock(at) + secondsLeft!) / whole).toBeWithin(1 / 1.5, 1.5)
      }
    },
  )
})
