import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { type Exchange, exchange, lookAlikes, productsOf } from '#src/ensemble/series/exchange.ts'
import { processOf } from '#src/ensemble/series/gaussianProcess.ts'
import { drawPath, filterOf, squareOf } from '#src/ensemble/series/kalmanFilter.ts'
import { mix } from '#src/ensemble/series/likelihood.ts'
import { softmax } from '#src/ensemble/series/logRatios.ts'
import { redrawPaths } from '#src/ensemble/series/paths.ts'
import { ellipse } from '#src/ensemble/series/slice.ts'
import { kinetics, problemsOf, seriesOf } from './madeUpSeries.ts'

/** What the moves of few models carry along is what there is anew, and where they end is the posterior. */

const times = [0, 0.2, 0.5, 0.9, 1.4]

/** @param tells false: all curves are 0, of which no data tell */
function moves(modelCount: number, tells: boolean, seed: number): Exchange {
  const process = processOf(times, 0.8)
  const problem = seriesOf(problemsOf(kinetics(times, modelCount, 2), 0.02), [process])
  if (!tells) for (const { coordinates } of problem.curves) coordinates.fill(0)
  const random = Random.stream(seed, 3)
  const z = Float64Array.from({ length: times.length * modelCount }, () => 3 * random.normal())
  const weights = softmax(z, modelCount)
  const mixtures = problem.curves.map(({ rank }) => new Float64Array(rank))
  const products = productsOf(problem)
  return {
    ...{ problem, z, weights, mixtures, products, random },
    overlaps: problem.curves.map((curve, t) => mix(curve, weights, t * modelCount, mixtures[t]!)),
    neighbours: lookAlikes(products, modelCount),
    cumulative: Float64Array.from({ length: modelCount }, (_, k) => k + 1),
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

/** Matern 3/2, of amplitude 1. */
const correlation = (from: number, to: number, length: number) => {
  const distance = (Math.sqrt(3) * Math.abs(from - to)) / length
  return (1 + distance) * Math.exp(-distance)
}

describe('a path, each value given those before it,', () => {
  test.each([0.05, 0.8, 30])('has the square of its principal directions, at a length of %p', length => {
    // Two curves at one value are told apart by the noise alone.
    const values = [0, 0.2, 0.2, 0.5, 0.9, 1.4]
    const { values: variances, rows, filter } = processOf(values, length)
    const random = Random.stream(5, 3)
    for (let n = 0; n < 20; n++) {
      const path = values.map(() => random.normal())
      const square = [...variances].reduce((sum, variance, p) => {
        const along = path.reduce((total, z, t) => total + z * rows[p * values.length + t]!, 0)
        return sum + along ** 2 / variance
      }, 0)
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
