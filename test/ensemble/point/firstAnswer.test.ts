import { describe, expect, test } from 'bun:test'
import { exactEvidence } from '#src/ensemble/evidence/estimate.ts'
import { errorScaleNodes } from '#src/ensemble/evidence/marginal.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { bestSubsets } from '#src/ensemble/point/bestSubsets.ts'
import { firstAnswerOf } from '#src/ensemble/point/firstAnswer.ts'
import { subsetEvidence } from '#src/ensemble/point/subsetEvidence.ts'
import { buildProblem, type ProblemOptions } from '#src/ensemble/problem.ts'
import { madeUp } from '../madeUp.ts'
import { simplexNodes } from '../quadrature.ts'

describe('the best sets of models', () => {
  /** Columns as alike as scattering curves, and data that some of them made. */
  const madeUpColumns = (seed: number, count: number, rank: number) => {
    const random = Random.stream(seed, 90)
    const common = Float64Array.from({ length: rank }, () => 3 + random.normal())
    const coordinates = Float64Array.from(
      { length: count * rank },
      (_, i) => common[i % rank]! + 0.3 * random.normal(),
    )
    const data = new Float64Array(rank)
    for (let n = 0; n < 4; n++) {
      const k = random.integer(count)
      for (let j = 0; j < rank; j++) data[j]! += (n + 1) * coordinates[k * rank + j]! + 0.05 * random.normal()
    }
    return { coordinates, data, rank, outside: 2 }
  }

  /** All sets of `size` of `count` models. */
  function* setsOf(count: number, size: number, from = 0): Generator<number[]> {
    if (size === 0) yield []
    else
      for (let k = from; k <= count - size; k++)
        for (const rest of setsOf(count, size - 1, k + 1)) yield [k, ...rest]
  }

  test('are those that a walk through all sets finds', () => {
    for (let seed = 0; seed < 12; seed++) {
      const [count, rank] = [12, 8]
      const reduced = madeUpColumns(seed, count, rank)
      const { all, subsets } = bestSubsets(reduced, count, 5, Random.stream(seed, 91))
      expect(subsets.length).toBeGreaterThan(1)
      for (const subset of subsets) {
        let least = Number.POSITIVE_INFINITY
        for (const set of setsOf(count, subset.models.length)) {
          const columns = Float64Array.from(
            set.flatMap(k => [...reduced.coordinates.subarray(k * rank, (k + 1) * rank)]),
          )
          least = Math.min(least, nonNegativeLeastSquares(columns, reduced.data).squared + reduced.outside)
        }
        expect(subset.squared).toBeCloseTo(least, 6)
        expect(subset.squared).toBeGreaterThanOrEqual(all.squared - 1e-9)
        expect(subset.amounts.every(amount => amount > 0)).toBeTrue()
        const curve = reduced.data.map(
          (value, j) =>
            value -
            subset.models.reduce(
              (sum, k, i) => sum + (subset.amounts[i] ?? 0) * reduced.coordinates[k * rank + j]!,
              0,
            ),
        )
        expect(curve.reduce((sum, value) => sum + value * value, reduced.outside)).toBeCloseTo(
          subset.squared,
          8,
        )
      }
    }
  })

  test('are found again by most starts, and no model stands twice in a set', () => {
    const { subsets } = bestSubsets(madeUpColumns(3, 60, 12), 60, 4, Random.stream(1, 92))
    for (const { models, starts, found } of subsets) {
      expect(new Set(models).size).toBe(models.length)
      expect(found / starts).toBeGreaterThan(0.1)
    }
  })

  test('are of one model where one is all there is, or all are alike', () => {
    for (const count of [1, 3]) {
      const coordinates = Float64Array.from({ length: 2 * count }, (_, i) => 1 + (i % 2))
      const { subsets } = bestSubsets(
        { coordinates, data: Float64Array.of(2, 4), rank: 2, outside: 0 },
        count,
        6,
        Random.stream(1, 93),
      )
      expect(subsets.map(each => each.models.length)).toEqual([1])
      expect(subsets[0]?.amounts[0]).toBeCloseTo(2, 12)
    }
  })
})

describe('the evidence of a set', () => {
  const settings: [string, ProblemOptions][] = [
    ['errors as stated', {}],
    ['error scale and background inferred', { errorScale: 'inferred', background: 'auto' }],
  ]
  for (const [name, options] of settings) {
    test(`of one model is the closed form, of two and three the quadrature: ${name}`, () => {
      const mixtures = [[1], [0.7, 0.3], [0.98, 0.02], [0.5, 0.3, 0.2]]
      // Over the error scale as well, three models would take a minute.
      for (const weights of options.errorScale ? mixtures.slice(0, 2) : mixtures) {
        const problem = buildProblem(madeUp(weights, { noise: 0.05 }), options)
        const models = weights.map((_, k) => k)
        const { log, error } = subsetEvidence(problem, models, Random.stream(5, 94))
        const exact =
          weights.length === 1
            ? exactEvidence(problem, 'half-normal').log
            : logSumExp(
                simplexNodes(new Array<number>(weights.length).fill(1), options.errorScale ? 0.2 : 0.1).map(
                  node =>
                    node.log +
                    logSumExp(errorScaleNodes(problem, 'half-normal', node.weights).map(each => each.log)),
                ),
              )
        expect(error).toBeLessThan(0.03)
        expect(Math.abs(log - exact)).toBeLessThan(4 * error + 1e-3)
      }
    })
  }
})

test('2,000 models at 400 points are answered within a second of CPU', () => {
  const random = Random.stream(1, 95)
  const [modelCount, pointCount] = [2000, 400]
  const q = Float64Array.from({ length: pointCount }, (_, i) => 0.005 + (0.45 * i) / pointCount)
  const values = new Float64Array(pointCount * modelCount)
  for (let k = 0; k < modelCount; k++) {
    const [size, core, share] = [15 + 30 * random.uniform(), 8 + 4 * random.uniform(), random.uniform()]
    q.forEach((x, i) => {
      values[i * modelCount + k] = share * Math.exp(-((x * size) ** 2) / 3) + Math.exp(-((x * core) ** 2) / 5)
    })
  }
  const truth = [100, 700, 1500]
  const sigma = new Float64Array(pointCount)
  const intensity = q.map((_, i) => {
    const exact = truth.reduce((sum, k) => sum + values[i * modelCount + k]! / 3, 0)
    sigma[i] = 0.01 * exact + 1e-4
    return exact + sigma[i] * random.normal()
  })
  const names = Array.from({ length: modelCount }, (_, k) => `m${k + 1}`)
  const problem = buildProblem(
    { curve: { q, intensity, sigma }, profiles: { names, values } },
    { errorScale: 'inferred', background: 'auto' },
  )
  const { answer, fit } = firstAnswerOf(problem, 1)
  // Twice the goal, and in one of several tries: the processor's caches are shared with whatever else runs.
  let seconds = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && seconds > 2; tries++) {
    const before = process.cpuUsage()
    firstAnswerOf(problem, 1)
    const { user, system } = process.cpuUsage(before)
    seconds = (user + system) / 1e6
  }
  expect(seconds).toBeLessThan(2)
  expect(answer.all.chi2PerPoint).toBeWithin(0.8, 1.2)
  const chi2 = answer.best.map(each => each.chi2PerPoint)
  expect(chi2.length).toBeGreaterThan(1)
  expect(chi2[0]).toBeGreaterThan(1.2)
  expect(answer.best.at(-1)?.chi2PerPoint).toBeWithin(0.8, 1.2)
  for (const { models } of [answer.all, ...answer.best])
    expect(models.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
  expect([fit.q.length, fit.q[0], fit.q.at(-1)]).toEqual([150, q[0]!, q.at(-1)!])
  const squares = fit.curve.map((value, i) => ((fit.intensity[i]! - value) / fit.sigma[i]!) ** 2)
  expect(squares.reduce((sum, each) => sum + each, 0) / fit.q.length).toBeWithin(0.7, 1.4)
})
