import { expect, test } from 'bun:test'
import { analyseSeries, type SeriesProgress } from '#src/ensemble/series/analyseSeries.ts'
import type { ChainState, ChainTask } from '#src/ensemble/series/chain.ts'
import { processOf } from '#src/ensemble/series/gaussianProcess.ts'
import { type SmoothProgress, sampleSmooth } from '#src/ensemble/series/smooth.ts'
import { madeUp } from './madeUp.ts'
import { leastSquaresOf, problemsOf, seriesOf } from './madeUpSeries.ts'

/** A series that was ended goes on where it stood, and ends as if it never had been. */

const truth = [
  [0.8, 0.2],
  [0.6, 0.4],
  [0.3, 0.7],
]

test('a series goes on with the curve after those that are inferred alone', async () => {
  const curves = truth.map((weights, t) => ({
    ...{ name: `${t}.dat`, value: t },
    ...madeUp(weights, { seed: 60 + t, noise: 0.05 }),
  }))
  const input = { variable: { name: 'time', unit: 's' }, curves, library: null }
  const options = { iterations: 100, iterationsMax: 100, background: 'none', select: false } as const
  const kept: SeriesProgress[] = []
  const whole = await analyseSeries(input, options, {
    report: () => {},
    keepReached: progress => void kept.push(structuredClone(progress)),
  })
  expect(kept.map(({ curves, together }) => [curves.length, together])).toEqual([
    [1, null],
    [2, null],
    [3, null],
  ])
  const told: string[] = []
  const again = await analyseSeries(input, options, {
    report: ({ stage, message }) => void (stage === 'sampling' && told.push(message!)),
    reached: kept[1],
  })
  expect(new Set(told.map(message => message.split(' ')[0]))).toEqual(new Set(['2.dat']))
  expect(again).toEqual(whole)
  expect(whole.curves.every(({ smooth }) => smooth !== null)).toBe(true)
})

test('all curves together go on with the round after the last one, from where its chains were', async () => {
  const problems = problemsOf(truth.slice(0, 2), 0.1)
  const problem = seriesOf(problems, [processOf([0, 1], 1)])
  const names = { models: problems[0]!.names, curves: ['a', 'b'] }
  const sample = async (reached: SmoothProgress | null) => {
    const asked: [number, number[] | undefined][] = []
    const kept: SmoothProgress[] = []
    // Chains that each stand where they began never agree; each draw tells of which iteration it is.
    const runChain = async ({ draws, state, thin, random }: ChainTask) => {
      asked.push([thin, state?.random])
      const [own, begun] = (state?.random ?? [random[0]!, 0]) as [number, number]
      const iterations = Float64Array.from({ length: draws }, (_, d) => begun + (d + 1) * thin)
      const found = {
        weights: Float32Array.from({ length: draws * 4 }, (_, i) => 1 / iterations[i >> 2]!),
        amplitude: iterations.map(iteration => own + iteration / 1e4),
      }
      return {
        state: { random: [own, begun + draws * thin] } as unknown as ChainState,
        draws: { ...found, length: iterations },
      }
    }
    const keepReached = (progress: SmoothProgress) => void kept.push(structuredClone(progress))
    const services = { report: () => {}, runChain, reached, keepReached }
    const found = await sampleSmooth(problem, names, leastSquaresOf(problems), { seed: 1 }, services)
    return { asked, kept, found }
  }
  const whole = await sample(null)
  expect(whole.kept.map(({ thin, iterations }) => [thin, iterations])).toEqual([
    [4, 1000],
    [8, 3000],
    [16, 5000],
  ])
  // The first 1,000 iterations are forgotten; of all others every 16th is a draw, whichever round it is of.
  const sixteenths = Float64Array.from({ length: 500 }, (_, d) => 1000 + 16 * (d + 1))
  for (const { length, amplitude, weights } of whole.found.chains) {
    expect(length).toEqual(sixteenths)
    expect(amplitude[499]! - amplitude[0]!).toBeCloseTo((9000 - 1016) / 1e4, 5)
    expect(weights).toEqual(Float32Array.from({ length: 2000 }, (_, i) => 1 / sixteenths[i >> 2]!))
  }
  const again = await sample(whole.kept[1]!)
  expect(again.asked).toEqual(whole.asked.slice(8))
  expect(again.found).toEqual(whole.found)
})
