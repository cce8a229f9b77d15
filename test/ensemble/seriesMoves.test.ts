import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { compensatePaths } from '#src/ensemble/series/compensatedPaths.ts'
import { compensationOf, meanSquares } from '#src/ensemble/series/compensation.ts'
import {
  type Directions,
  LearningDirections,
  noDirections,
  turn,
  turnBack,
} from '#src/ensemble/series/directions.ts'
import { type Exchange, exchange, lookAlikes, productsOf } from '#src/ensemble/series/exchange.ts'
import { processOf } from '#src/ensemble/series/gaussianProcess.ts'
import { drawPath, filterOf, numbersOf, pathOf, squareOf } from '#src/ensemble/series/kalmanFilter.ts'
import { KalmanSmoother } from '#src/ensemble/series/kalmanSmoother.ts'
import { nothingLearned } from '#src/ensemble/series/lessons.ts'
import { mix } from '#src/ensemble/series/likelihood.ts'
import { softmax } from '#src/ensemble/series/logRatios.ts'
import { Mixtures } from '#src/ensemble/series/mixtures.ts'
import { moveProcess } from '#src/ensemble/series/moveProcess.ts'
import { redrawPaths } from '#src/ensemble/series/paths.ts'
import { shiftGroups } from '#src/ensemble/series/shiftGroups.ts'
import { ellipse } from '#src/ensemble/series/slice.ts'
import { correlation, kinetics, problemsOf, seriesOf } from './madeUpSeries.ts'

/** What the moves of few models carry along is what there is anew, and where they end is the posterior. */

const times = [0, 0.2, 0.5, 0.9, 1.4]

/** @param tells false: all curves are 0, of which no data tell */
function moves(modelCount: number, tells: boolean, seed: number): Exchange {
  const process = processOf(times, 0.8)
  const problem = seriesOf(problemsOf(kinetics(times, modelCount, 2), 0.02), [process])
  // By how these are alike, whatever the data tell.
  const squares = meanSquares(productsOf(problem))
  if (!tells) for (const { coordinates } of problem.curves) coordinates.fill(0)
  const random = Random.stream(seed, 3)
  const z = Float64Array.from({ length: times.length * modelCount }, () => 3 * random.normal())
  const weights = softmax(z, modelCount)
  const mixtures = problem.curves.map(({ rank }) => new Float64Array(rank))
  const products = productsOf(problem)
  return {
    ...{ problem, z, weights, mixtures, products, random, meanSquares: squares },
    meanWeights: weights.map(() => 1 / modelCount),
    overlaps: problem.curves.map((curve, t) => mix(curve, weights, t * modelCount, mixtures[t]!)),
    neighbours: lookAlikes(products, modelCount),
    cumulative: Float64Array.from({ length: modelCount }, (_, k) => k + 1),
    heaviest: Uint16Array.of(...z.keys()).subarray(0, modelCount),
    variances: Float64Array.from({ length: z.length }, (_, i) => 10 ** ((i % 5) - 3)),
    errorScales: new Float64Array(times.length),
    filter: process.filter,
    amplitude: 2,
  }
}

test('weights, mixtures and their products stay those of the log-ratios, move after move', () => {
  const all = moves(5, true, 1)
  for (let i = 0; i < 40; i++) {
    exchange(all)
    redrawPaths(all)
  }
  const weights = softmax(all.z, 5)
  for (const [i, weight] of weights.entries()) expect(Math.abs(all.weights[i]! - weight)).toBeLessThan(1e-9)
  for (const [t, curve] of all.problem.curves.entries()) {
    const v = new Float64Array(curve.rank)
    const { g, b } = mix(curve, weights, 5 * t, v)
    expect(all.overlaps[t]!.g / g).toBeCloseTo(1, 8)
    expect(all.overlaps[t]!.b / b).toBeCloseTo(1, 8)
    for (const [r, value] of v.entries())
      expect(Math.abs(all.mixtures[t]![r]! - value)).toBeLessThan(1e-8 * Math.sqrt(g))
  }
})

test.each([
  ['paths', redrawPaths],
  [
    'paths and groups',
    (all: Exchange) => {
      redrawPaths(all)
      shiftGroups(all)
    },
  ],
  [
    'paths, of some while others make up,',
    (all: Exchange) => {
      redrawPaths(all)
      compensatePaths(all)
      all.weights = softmax(all.z, 3)
    },
  ],
  [
    'exchanges and paths',
    (all: Exchange) => {
      exchange(all)
      redrawPaths(all)
    },
  ],
])('without data %s end where the process says', (_, move) => {
  const all = moves(3, false, 2)
  let [own, product] = [0, 0]
  const [count, warm] = [8000, 200]
  for (let i = -warm; i < count; i++) {
    move(all)
    if (i < 0) continue
    for (let k = 0; k < 3; k++) {
      own += all.z[k]! ** 2 / (3 * count)
      product += (all.z[3 + k]! * all.z[9 + k]!) / (3 * count)
    }
  }
  // sd 2 at every curve; curves 1 and 3 are 0.7 apart. By paths alone, some 12,000 of the three models' draws are 2,000 effective
  // ones: of the variance a standard deviation of 0.1.
  expect(own).toBeWithin(3.7, 4.3)
  expect(Math.abs(product - 4 * correlation(0.2, 0.9, 0.8))).toBeLessThan(0.3)
})

/** Two of three models turned by 30 degrees, and what is thought to be known of them. */
const turned: Directions = {
  models: Uint16Array.of(2, 0),
  basis: Float64Array.of(Math.sqrt(0.75), -0.5, 0.5, Math.sqrt(0.75)),
  variances: Float64Array.from({ length: 2 * times.length }, (_, i) => 10 ** ((i % 4) - 2)),
}

test.each([
  ['of each model', noDirections(), 1],
  ['along directions, and nothing of the other', turned, 1e8],
])(
  'without data amplitude and length move as their prior says, whatever is thought to be known of paths %s',
  (_, directions, more) => {
    const all = moves(3, false, 4)
    for (let t = 0; t < times.length; t++) all.variances[times.length + t]! *= more
    const lengths = [0.2, 0.8, 3].map(length => processOf(times, length))
    const problem = { ...all.problem, lengths, amplitude: { logMean: Math.log(2), logSd: 0.5 } }
    // Errors from 0.001 to 10, and levels that no data ask for.
    const lessons = {
      ...nothingLearned(times.length, 3),
      variances: all.variances,
      levels: Float64Array.of(1, 0.5, 0, -0.5, -1),
      directions,
    }
    const mixtures = new Mixtures(problem.curves, 3)
    mixtures.look(all.z, all.errorScales)
    let at = { z: all.z, logAmplitude: Math.log(2), place: 1 }
    const count = 20_000
    const places = [0, 0, 0]
    let [mean, square, own, product] = [0, 0, 0, 0]
    for (let i = 0; i < count; i++) {
      at = moveProcess(problem, at, all.errorScales, lessons, mixtures, all.random)
      const { filter } = lengths[at.place]!
      const weights = softmax(at.z, 3)
      const there = { ...all, z: at.z, weights, filter, amplitude: Math.exp(at.logAmplitude) }
      for (let n = 0; n < 3; n++) redrawPaths(there)
      mixtures.look(at.z, all.errorScales)
      const x = (at.logAmplitude - Math.log(2)) / 0.5
      places[at.place]! += 1 / count
      mean += x / count
      square += (x * x) / count
      const variance = Math.exp(2 * at.logAmplitude)
      const rho = correlation(0.2, 0.9, lengths[at.place]!.length)
      for (let k = 0; k < 3; k++) {
        own += at.z[3 + k]! ** 2 / variance / (3 * count)
        product += (at.z[3 + k]! * at.z[9 + k]!) / variance - rho
      }
    }
    // Of some 650 effective draws: 0.04, 0.055 and 0.019; paths are redrawn 9 times in each iteration.
    expect(Math.abs(mean)).toBeLessThan(0.12)
    expect(Math.abs(square - 1)).toBeLessThan(0.17)
    for (const share of places) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.06)
    expect(Math.abs(own - 1)).toBeLessThan(0.06)
    expect(Math.abs(product / (3 * count))).toBeLessThan(0.06)
  },
)

test('models make up for others as least squares would, where they weigh enough', () => {
  const all = moves(5, true, 1)
  const weights = Float64Array.from({ length: 25 }, (_, i) => (i < 5 && i % 5 === 1 ? 1e-5 : 0.2))
  const { able, shares } = compensationOf(all.meanSquares, weights, [1, 3], [0, 4])
  expect(able).toEqual([[1], [0, 1], [0, 1], [0, 1], [0, 1]])
  const of = (k: number, l: number) => all.meanSquares[5 * k + l]!
  const d = 10 / 0.2 ** 2
  expect(shares[0]![1]).toBeCloseTo(of(3, 4) / (of(3, 3) + d), 10)
  // Of two by Cramer's rule.
  const [a, b, c] = [of(1, 1) + d, of(1, 3), of(3, 3) + d]
  expect(shares[1]![0]! / ((of(1, 0) * c - of(3, 0) * b) / (a * c - b * b))).toBeCloseTo(1, 8)
  expect(shares[1]![3]! / ((of(3, 4) * a - of(1, 4) * b) / (a * c - b * b))).toBeCloseTo(1, 8)
})

test('log weights turned to directions and back are what they were', () => {
  const z = Float64Array.from({ length: 3 * times.length }, (_, i) => Math.sin(i))
  const paths = turn(z, turned, [1], times.length)
  expect(paths[0]![1]).toBeCloseTo(Math.sqrt(0.75) * z[5]! + 0.5 * z[3]!, 12)
  expect(paths[2]![1]).toBe(z[4]!)
  const back = new Float64Array(z.length)
  turnBack(paths, turned, [1], back)
  for (const [i, value] of back.entries()) expect(value).toBeCloseTo(z[i]!, 12)
})

test('directions are those that the data tell of one by one, and their variances what is left', () => {
  // Of each curve the data tell of the sum of the first two log weights, and of the third, ten times less.
  const slopes = Float64Array.of(10, 0, 10, 0, 0, 2)
  const learning = new LearningDirections(2, 3)
  const learn = (weights: Float64Array) => {
    for (const t of [0, 1]) learning.add(t, weights, slopes, 2, 1e-6)
    return learning.take(1, Uint16Array.of(0, 1, 2), weights)
  }
  const even = new Float64Array(6).fill(1 / 3)
  expect(learn(even).models.length).toBe(0)
  const { models, basis, variances } = learn(even)
  expect([...models]).toEqual([0, 1, 2])
  // One that weighs next to nothing at all curves is in none; one that weighs something at one of them is.
  learn(Float64Array.of(0.4, 0.595, 0.005, 0.991, 0, 0.009))
  expect([...learn(even).models]).toEqual([0, 1])
  learn(Float64Array.of(0.4, 0.595, 0.005, 0.99, 0, 0.01))
  expect([...learn(even).models]).toEqual([0, 1, 2])
  expect([basis[0]! ** 2, basis[3]! ** 2, basis[7]! ** 2].map(each => each.toFixed(9))).toEqual([
    '0.500000000',
    '0.500000000',
    '1.000000000',
  ])
  for (const t of [0, 1])
    expect([0, 1, 2].map(i => variances[2 * i + t]!.toPrecision(6))).toEqual([
      '0.00500000',
      '0.250000',
      '1.00000e+6',
    ])
})

describe('a path of which values with errors are known', () => {
  const { filter } = processOf(times, 0.8)
  const amplitude = 2
  const errors = Float64Array.of(0.1, 100, 3, 1e7, 0.01)
  const covariances = times.map(s =>
    times.map(t => amplitude ** 2 * (correlation(s, t, 0.8) + (s === t ? filter.noise : 0))),
  )
  const withErrors = covariances.map((row, s) => row.map((c, t) => c + (s === t ? errors[s]! : 0)))
  const { inverse, logDeterminant } = invert(withErrors)

  test('is expected where dense matrices say, and the values are as likely', () => {
    const values = Float64Array.of(1, -2, 3, 0.5, 1.2)
    const solved = inverse.map(row => row.reduce((sum, each, t) => sum + each * values[t]!, 0))
    const smoother = new KalmanSmoother(times.length)
    smoother.set(filter, amplitude, errors)
    const path = new Float64Array(times.length)
    const log = smoother.expect(values, path)
    for (const [t, value] of path.entries()) {
      const exact = covariances[t]!.reduce((sum, c, s) => sum + c * solved[s]!, 0)
      expect(value).toBeCloseTo(exact, 9)
    }
    const square = solved.reduce((sum, each, t) => sum + each * values[t]!, 0)
    expect(log).toBeCloseTo(-0.5 * (logDeterminant + square), 9)
  })

  test('is made of independent numbers, which it gives back', () => {
    const random = Random.stream(9, 3)
    const numbers = Float64Array.from(times, () => random.normal())
    const again = numbersOf(filter, amplitude, pathOf(filter, amplitude, numbers))
    for (const [t, number] of again.entries()) expect(number).toBeCloseTo(numbers[t]!, 8)
  })
})

/** By elimination, of a positive definite matrix. */
function invert(matrix: number[][]) {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  let logDeterminant = 0
  for (const [i, row] of rows.entries()) {
    const pivot = row[i]!
    logDeterminant += Math.log(pivot)
    for (const j of row.keys()) row[j]! /= pivot
    for (const [k, other] of rows.entries()) {
      const factor = other[i]!
      if (k !== i) for (const j of other.keys()) other[j]! -= factor * row[j]!
    }
  }
  return { inverse: rows.map(row => row.slice(matrix.length)), logDeterminant }
}

describe('a path, each value given those before it,', () => {
  test.each([0.05, 0.8, 30])('has its square over the covariances, at a length of %p', length => {
    // Two curves at one value are told apart by the noise alone.
    const values = [0, 0.2, 0.2, 0.5, 0.9, 1.4]
    const { filter } = processOf(values, length)
    const { inverse } = invert(
      values.map((from, s) =>
        values.map((to, t) => correlation(from, to, length) + (s === t ? filter.noise : 0)),
      ),
    )
    const random = Random.stream(5, 3)
    for (let n = 0; n < 20; n++) {
      const path = values.map(() => random.normal())
      const square = inverse.reduce(
        (sum, row, s) => sum + path[s]! * row.reduce((total, each, t) => total + each * path[t]!, 0),
        0,
      )
      expect(squareOf(filter, Float64Array.from(path)) / square).toBeCloseTo(1, 5)
    }
  })

  test('has variances that multiply to the determinant', () => {
    // Of two: (1 + noise)^2 - rho^2.
    const { variances } = filterOf([0, 0.3], 0.8, 0.01)
    expect(variances[0]! * variances[1]!).toBeCloseTo(1.01 ** 2 - correlation(0, 0.3, 0.8) ** 2, 12)
  })

  test('is drawn with the covariances of the process', () => {
    const filter = filterOf(times, 0.8, 1e-8)
    const random = Random.stream(6, 3)
    const count = 40_000
    const sums = times.map(() => times.map(() => 0))
    for (let n = 0; n < count; n++) {
      const path = drawPath(filter, 2, random)
      for (const [s, row] of sums.entries())
        for (const t of row.keys()) row[t]! += (path[s]! * path[t]!) / count
    }
    // A standard deviation of at most 4 sqrt(2/40,000), 0.03.
    for (const [s, row] of sums.entries())
      for (const [t, covariance] of row.entries())
        expect(Math.abs(covariance - 4 * correlation(times[s]!, times[t]!, 0.8))).toBeLessThan(0.12)
  })

  test('is of ascending values', () => {
    expect(() => filterOf([0, 1, 0.5], 1, 1e-8)).toThrow(RangeError)
  })
})

test('slices on an ellipse have the moments of the product of two normal densities', () => {
  const random = Random.stream(4, 3)
  // Prior Normal(0, 1), likelihood Normal(1.5, 0.5^2): mean 1.2, variance 0.2.
  let [x, first, second] = [0, 0, 0]
  const count = 40_000
  for (let i = 0; i < count; i++) {
    const [from, other] = [x, random.normal()]
    ellipse((cosine, sine) => {
      x = cosine * from + sine * other
      return -2 * (x - 1.5) ** 2
    }, random)
    first += x / count
    second += (x * x) / count
  }
  expect(first).toBeWithin(1.18, 1.22)
  expect(second - first * first).toBeWithin(0.19, 0.21)
})
