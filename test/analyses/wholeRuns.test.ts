import { beforeAll, expect, test } from 'bun:test'
import { createTracker, estimateStages, type Past, type Work } from '#src/analyses/runtimeEstimate.ts'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import type { Progress } from '#src/ensemble/contract.ts'
import { madeUpLibrary } from '../bench/madeUpLibrary.ts'
import { long, unlessLong } from '../support/skips.ts'

interface Line extends Progress {
  /** CPU time so far, ms: what other programs take of the machine does not count. */
  at: number
}

const cpuMs = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000

/** The lines of progress of a whole analysis of calculated profiles, to the end of its summary. */
async function linesOf(models: number, seed: number): Promise<{ lines: Line[]; whole: number }> {
  const { curve, profiles } = madeUpLibrary(models, 400)
  const lines: Line[] = []
  const startedAt = cpuMs()
  const report = (progress: Progress) => void lines.push({ ...progress, at: cpuMs() - startedAt })
  await analyseLibrary({ curve, library: profiles }, { seed }, { report })
  return { lines, whole: cpuMs() - startedAt }
}

/** Tells a tracker the lines; `told` hears the share and the seconds left after each. */
function follow(
  { lines, whole }: Awaited<ReturnType<typeof linesOf>>,
  work: Work,
  past: Past[],
  told: (share: number, secondsLeft: number, at: number) => void,
): Past {
  let ms = 0
  const tracker = createTracker(work, estimateStages(work, 1, past), () => ms)
  for (const line of lines) {
    ms = line.at
    tracker.observe(line)
    const { share, secondsLeft } = tracker.remaining()
    told(share, secondsLeft!, line.at / whole)
  }
  ms = whole
  return { studyId: 1, timings: tracker.timings() }
}

// A program that has just begun is slower than the same a few seconds later.
beforeAll(async () => {
  if (long) await linesOf(5, 3)
}, 300_000)

test.skipIf(!long).each([5, 50, 500])(
  `from a tenth of an analysis of %i models on, the time that it should take is told within a factor of 1.5 once another has run${unlessLong}`,
  async models => {
    const work = { reading: 1, profiles: 0, posterior: models ** 0.55, results: models ** 0.5 }
    const past = follow(await linesOf(models, 1), work, [], () => {})
    const run = await linesOf(models, 2)
    let [last, worst] = [0, 1]
    follow(run, work, [past], (share, secondsLeft, at) => {
      expect(share).toBeGreaterThanOrEqual(last)
      last = share
      const whole = at + (1000 * secondsLeft) / run.whole
      // The last seconds are told as whole ones, and never as none.
      if (at >= 0.1 && secondsLeft > 1) worst = Math.max(worst, whole, 1 / whole)
    })
    console.log(`${models} models, ${(run.whole / 1000).toFixed(1)} CPU s: worst factor ${worst.toFixed(2)}`)
    expect(worst).toBeLessThan(1.5)
  },
  600_000,
)
