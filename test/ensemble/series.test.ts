import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { runChain } from '#src/ensemble/series/chain.ts'
import { weightDraws } from '#src/ensemble/series/chainDraws.ts'
import { lengthsOf, type ProcessLength, processOf } from '#src/ensemble/series/gaussianProcess.ts'
import { logLikelihood, mix, type SeriesCurve } from '#src/ensemble/series/likelihood.ts'
import type { SeriesProblem } from '#src/ensemble/series/seriesProblem.ts'
import { type ChainRunner, sampleSmooth } from '#src/ensemble/series/smooth.ts'
import { long, unlessLong } from '../support/skips.ts'
import { kinetics, leastSquaresOf, pathsOf, problemsOf, seriesOf } from './madeUpSeries.ts'

/** Weights that change smoothly over a series of curves, against sums over grids of the log-ratios and in series of known weights. */

const likelihoodOf = (curve: SeriesCurve, weights: number[]) =>
  logLikelihood(curve, mix(curve, Float64Array.from(weights), 0, new Float64Array(curve.rank)), 0)

/** Mean and sd of every weight [T, K] and of the logarithms of amplitude and length. */
function momentsOf(problem: SeriesProblem, start: Float64Array, draws: number, seed = 1) {
  const found = runChain({
    ...{ problem, draws, thin: 1, state: null },
    random: Random.stream(seed).state,
    start: { weights: start, place: problem.lengths.length >> 1 },
  }).draws
  const count = problem.curves.length * problem.modelCount
  const mean = (of: (d: number) => number) => {
    let sum = 0
    for (let d = 0; d < draws; d++) sum += of(d) / draws
    return sum
  }
  const weights = Array.from({ length: count }, (_, i) => {
    const average = mean(d => found.weights[d * count + i]!)
    return { mean: average, sd: Math.sqrt(mean(d => (found.weights[d * count + i]! - average) ** 2)) }
  })
  return {
    weights,
    logAmplitude: mean(d => Math.log(found.amplitude[d]!)),
    logLength: mean(d => Math.log(found.length[d]!)),
  }
}

/** log-ratios d = z_1 - z_2 of two models on a grid. */
const ratios = Array.from({ length: 121 }, (_, i) => -15 + 0.25 * i)
const sharesOf = (d: number) => [1 / (1 + Math.exp(-d)), 1 / (1 + Math.exp(d))]

const two = [
  [0.8, 0.2],
  [0.55, 0.45],
]

describe('two models', () => {
  const problems = problemsOf(two, 0.1)
  const start = leastSquaresOf(problems)

  test('at two values are what quadrature over weights, amplitude and length says', () => {
    const lengths = [0.3, 1.5, 8].map(length => processOf([0, 1], length))
    const problem = seriesOf(problems, lengths)
    const logLike = problem.curves.map(curve => ratios.map(d => likelihoodOf(curve, sharesOf(d))))
    const terms: { log: number; values: number[] }[] = []
    for (const { length } of lengths) {
      const distance = Math.sqrt(3) / length
      const rho = (1 + distance) * Math.exp(-distance)
      for (let x = -2; x <= 2.01; x += 0.2) {
        const variance = 2 * Math.exp(2 * (problem.amplitude.logMean + x))
        for (const [i, a] of ratios.entries())
          for (const [j, b] of ratios.entries()) {
            const square = (a * a - 2 * rho * a * b + b * b) / (variance * (1 - rho * rho))
            const log =
              logLike[0]![i]! + logLike[1]![j]! - 2 * x * x - Math.log(variance * Math.sqrt(1 - rho * rho))
            const [wa, wb] = [sharesOf(a)[0]!, sharesOf(b)[0]!]
            const values = [wa, wb, wa * wa, wb * wb, x + problem.amplitude.logMean, Math.log(length)]
            terms.push({ log: log - square / 2, values })
          }
      }
    }
    const total = logSumExp(terms.map(({ log }) => log))
    const exact = [0, 0, 0, 0, 0, 0]
    for (const { log, values } of terms)
      values.forEach((value, v) => {
        exact[v]! += Math.exp(log - total) * value
      })
    const { weights, logAmplitude, logLength } = momentsOf(problem, start, 12_000)
    for (const t of [0, 1]) {
      expect(Math.abs(weights[2 * t]!.mean - exact[t]!)).toBeLessThan(0.006)
      expect(Math.abs(weights[2 * t]!.sd - Math.sqrt(exact[2 + t]! - exact[t]! ** 2))).toBeLessThan(0.006)
    }
    expect(Math.abs(logAmplitude - exact[4]!)).toBeLessThan(0.05)
    expect(Math.abs(logLength - exact[5]!)).toBeLessThan(0.1)
  })

  /** Mean and sd of the first weight under log likelihoods over the grid. */
  const alone = (logLike: number[], amplitude: number) => {
    const logs = ratios.map((d, i) => logLike[i]! - (d * d) / (4 * amplitude ** 2))
    const total = logSumExp(logs)
    const mean = (of: (w: number) => number) =>
      ratios.reduce((sum, d, i) => sum + Math.exp(logs[i]! - total) * of(sharesOf(d)[0]!), 0)
    const average = mean(w => w)
    return { mean: average, sd: Math.sqrt(mean(w => (w - average) ** 2)) }
  }
  const overGrid = (curve: SeriesCurve) => ratios.map(d => likelihoodOf(curve, sharesOf(d)))

  test('of a length of nothing are those of each curve alone', () => {
    const problem = seriesOf(problems, [processOf([0, 1], 1e-3)], 2)
    const { weights } = momentsOf(problem, start, 8_000)
    for (const [t, curve] of problem.curves.entries()) {
      const exact = alone(overGrid(curve), 2)
      expect(Math.abs(weights[2 * t]!.mean - exact.mean)).toBeLessThan(0.006)
      expect(Math.abs(weights[2 * t]!.sd - exact.sd)).toBeLessThan(0.006)
    }
  })

  test('of a length without end are those of one ensemble with two curves', () => {
    const problem = seriesOf(problems, [processOf([0, 1], 1e4)], 2)
    const { weights } = momentsOf(problem, start, 8_000)
    const [first, second] = problem.curves.map(overGrid) as [number[], number[]]
    const exact = alone(
      first.map((log, i) => log + second[i]!),
      2,
    )
    for (const at of [0, 2]) {
      expect(Math.abs(weights[at]!.mean - exact.mean)).toBeLessThan(0.006)
      expect(Math.abs(weights[at]!.sd - exact.sd)).toBeLessThan(0.006)
    }
  })
})

test.skipIf(!long)(`three models at two values are what quadrature says${unlessLong}`, () => {
  const problems = problemsOf(
    [
      [0.5, 0.3, 0.2],
      [0.4, 0.3, 0.3],
    ],
    0.1,
  )
  const length = 1.5
  const problem = seriesOf(problems, [processOf([0, 1], length)], 2)
  const grid = Array.from({ length: 65 }, (_, i) => -10 + i * 0.3125)
  const cells = problem.curves.map(curve => {
    const all = grid.flatMap(a =>
      grid.map(b => {
        const e = [Math.exp(a), Math.exp(b), 1]
        const weights = e.map(each => each / (e[0]! + e[1]! + 1))
        return { a, b, weights, log: likelihoodOf(curve, weights) }
      }),
    )
    const most = Math.max(...all.map(({ log }) => log))
    return all.filter(({ log }) => log > most - 20).map(cell => ({ ...cell, log: cell.log - most }))
  })
  const distance = Math.sqrt(3) / length
  const rho = (1 + distance) * Math.exp(-distance)
  // Ratios to the third have covariance s^2 (2 1; 1 2) between models, with the inverse (2 -1; -1 2)/3.
  const product = (x: { a: number; b: number }, y: { a: number; b: number }) =>
    (2 * x.a * y.a - x.a * y.b - x.b * y.a + 2 * x.b * y.b) / 3
  let total = 0
  const sums = Array.from({ length: 6 }, () => ({ first: 0, second: 0 }))
  for (const x of cells[0]!)
    for (const y of cells[1]!) {
      const square = (product(x, x) - 2 * rho * product(x, y) + product(y, y)) / (4 * (1 - rho * rho))
      const density = Math.exp(x.log + y.log - square / 2)
      total += density
      for (const [i, w] of [...x.weights, ...y.weights].entries()) {
        sums[i]!.first += density * w
        sums[i]!.second += density * w * w
      }
    }
  const { weights } = momentsOf(problem, leastSquaresOf(problems), 20_000)
  for (const [i, { first, second }] of sums.entries()) {
    expect(Math.abs(weights[i]!.mean - first / total)).toBeLessThan(0.007)
    expect(Math.abs(weights[i]!.sd - Math.sqrt(second / total - (first / total) ** 2))).toBeLessThan(0.007)
  }
})

test('two models at six values are what paths drawn from the process say, weighed by the data', () => {
  const values = [0, 0.2, 0.5, 0.9, 1.2, 1.4]
  const problems = problemsOf(
    [0.9, 0.8, 0.5, 0.3, 0.3, 0.4].map(w => [w, 1 - w]),
    0.6,
  )
  const process = processOf(values, 2.5)
  const problem = seriesOf(problems, [process], 2)
  const random = Random.stream(8)
  const draw = pathsOf(values, process.length, 2 * Math.SQRT2, random)
  const drawn = Array.from({ length: 60_000 }, () => {
    const weights = draw().map(sharesOf)
    const log = problem.curves.reduce((sum, curve, t) => sum + likelihoodOf(curve, weights[t]!), 0)
    return { log, weights: weights.map(([w]) => w!) }
  })
  const total = logSumExp(drawn.map(({ log }) => log))
  const mean = (of: (w: number[]) => number) =>
    drawn.reduce((sum, { log, weights }) => sum + Math.exp(log - total) * of(weights), 0)
  const { weights } = momentsOf(problem, leastSquaresOf(problems), 12_000)
  for (const t of values.keys()) {
    const average = mean(w => w[t]!)
    const sd = Math.sqrt(mean(w => (w[t]! - average) ** 2))
    // Of 4,000 effective draws of an sd of 0.13: 0.002.
    expect(Math.abs(weights[2 * t]!.mean - average)).toBeLessThan(0.012)
    expect(Math.abs(weights[2 * t]!.sd - sd)).toBeLessThan(0.008)
  }
})

test('lengths go from less than a step to more than the range, whatever the order', () => {
  const lengths = lengthsOf([3, 0, 1, 2])
  expect(lengths[0]).toBeCloseTo(0.25, 10)
  expect(lengths.at(-1)).toBeCloseTo(30, 10)
  for (const [i, length] of lengths.slice(1).entries()) expect(length / lengths[i]!).toBeLessThan(1.2501)
  expect(lengthsOf([5, 5])).toEqual([1])
})

test('the progress of all curves together goes forward through its rounds, to the whole', async () => {
  const problems = problemsOf(two, 0.1)
  const problem = seriesOf(
    problems,
    [0.3, 8].map(length => processOf([0, 1], length)),
  )
  let chains = 0
  // Chains that each stand where they began never agree.
  const stuck: ChainRunner = async ({ draws, state }, report) => {
    for (const share of [0, 0.5, 1]) report(share)
    const own = chains++ % 4
    const found = {
      weights: new Float32Array(draws * 4).fill(0.5),
      amplitude: new Float64Array(draws).fill(own),
    }
    return { state: state!, draws: { ...found, length: new Float64Array(draws).fill(own) } }
  }
  const told: number[] = []
  const { iterations, converged } = await sampleSmooth(
    problem,
    { models: problems[0]!.names, curves: ['a', 'b'] },
    leastSquaresOf(problems),
    { seed: 1 },
    {
      report: ({ stage, done, total }) => void told.push(stage === 'together' ? done / total : Number.NaN),
      runChain: stuck,
    },
  )
  // Rounds of 2 and 4 iterations for each of 500 draws, and of 8 and 16 for each of 250.
  expect([iterations, converged]).toEqual([500 * 18, false])
  expect(told.every((share, i) => i === 0 || share >= told[i - 1]!)).toBe(true)
  expect([told[0], told.at(-1)]).toEqual([0, 1])
})

/** Intervals of the weights above 5 % of series of these truths, and how many hold the truth. */
async function coverage(truths: number[][][], times: number[], noise: number) {
  const lengths: ProcessLength[] = lengthsOf(times).map(length => processOf(times, length))
  let [held, count, converged] = [0, 0, 0]
  for (const [n, truth] of truths.entries()) {
    const problems = problemsOf(truth, noise, 10 + n, 40)
    const problem = seriesOf(problems, lengths)
    const names = { models: problems[0]!.names, curves: times.map(time => `t = ${time}`) }
    const found = await sampleSmooth(
      problem,
      names,
      leastSquaresOf(problems),
      { seed: n + 1, iterationsMax: 2000 },
      { report: () => {} },
    )
    if (found.converged) converged++
    for (const [t, weights] of truth.entries())
      for (const [k, weight] of weights.entries()) {
        const draws = found.chains
          .flatMap(chain => [...weightDraws(chain, times.length, weights.length, t, [k])])
          .sort((a, b) => a - b)
        const average = draws.reduce((sum, w) => sum + w, 0) / draws.length
        if (average < 0.05) continue
        count++
        const [from, to] = [0.025, 0.975].map(p => draws[Math.round(p * (draws.length - 1))]!)
        if (from! <= weight && weight <= to!) held++
      }
  }
  return { held, count, converged, share: held / count }
}

const times = [0, 0.1, 0.25, 0.45, 0.7, 1]

test.skipIf(!long)(
  `intervals of series of smooth weights hold the truth${unlessLong}`,
  async () => {
    // Weights drawn from the process itself, with amplitude and length of its prior.
    const drawn = Array.from({ length: 30 }, (_, n) => {
      const random = Random.stream(n, 6)
      const amplitude = Math.exp(Math.log(2) + 0.5 * random.normal())
      const lengths = lengthsOf(times)
      const draw = pathsOf(times, lengths[random.integer(lengths.length)]!, amplitude, random)
      const paths = Array.from({ length: 4 }, draw)
      return times.map((_, t) => {
        const e = paths.map(path => Math.exp(path[t]!))
        return e.map(each => each / e.reduce((sum, other) => sum + other, 0))
      })
    })
    const ofKinetics = await coverage(
      Array.from({ length: 30 }, (_, n) => kinetics(times, 4, n)),
      times,
      0.02,
    )
    const ofProcess = await coverage(drawn, times, 0.02)
    console.log('weights above 5 %, of the process and of kinetics:', ofProcess, ofKinetics)
    for (const { share, count } of [ofProcess, ofKinetics]) {
      expect(count).toBeGreaterThan(250)
      expect(share).toBeWithin(0.93, 0.97)
    }
  },
  1_800_000,
)
