import { expect, test } from 'bun:test'
import { createTracker } from '#src/analyses/runtimeEstimate.ts'
import type { Progress } from '#src/ensemble/contract.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { madeUpLibrary } from '../../bench/madeUpLibrary.ts'
import { unlessLong } from '../../support/skips.ts'

/** How far off the estimate of all work is at most, as a ratio, from a tenth of a run on; by the work that was told, whatever the machine. */
async function worstEstimate(modelCount: number, pointCount: number): Promise<number> {
  const seen: Progress[] = []
  await inferEnsemble(
    madeUpLibrary(modelCount, pointCount),
    {},
    { report: progress => void (progress.stage === 'writing' || seen.push(progress)) },
  )
  const whole = seen.at(-1)!.total
  let ms = 0
  const tracker = createTracker({ posterior: 1 }, { posterior: 3600 }, () => ms)
  let [last, worst] = [0, 1]
  for (const { stage, done, total } of seen) {
    expect(done).toBeGreaterThanOrEqual(ms)
    ms = done
    tracker.observe({ stage, done, total })
    const { share } = tracker.remaining()
    expect(share).toBeGreaterThanOrEqual(last)
    last = share
    if (done >= 0.1 * whole) worst = Math.max(worst, total / whole, whole / total)
    if (process.env.SHOW) console.log(stage, done, total, (total / whole).toFixed(2))
  }
  expect(seen.at(-1)!.done).toBe(whole)
  return worst
}

for (const [models, points, why] of [
  [5, 10, ''],
  [50, 400, unlessLong],
  [500, 400, unlessLong],
] as const)
  test.skipIf(why !== '')(
    `of ${models} models progress never runs backwards, and from a tenth on tells all work within a factor of 1.5${why}`,
    async () => {
      expect(await worstEstimate(models, points)).toBeLessThan(1.5)
    },
    600_000,
  )
