import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { valueAt } from '#src/ensemble/numeric/sparseRows.ts'
import { joined, possibleShares } from '#src/ensemble/posterior/possible.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { madeUpLibrary } from '../../bench/madeUpLibrary.ts'
import { madeUp } from '../madeUp.ts'

setDefaultTimeout(600_000)

/** What the curve alone leaves possible of a weight, against all ensembles on a grid and against the draws of posteriors. */

const silent = { report: () => {} }
const backgroundSd = 0.01

/** chi2 of weights w at the best scale c >= 0 and, with its prior, the best background: two unknowns, from the curve itself. */
function chi2Of({ curve, profiles }: InferInput, w: number[], background: boolean): [number, number] {
  const { intensity, sigma } = curve
  let [ss, sb, bb, sy, by, yy] = [0, 0, background ? 1 : 1e300, 0, 0, 0]
  intensity.forEach((y, i) => {
    const s = w.reduce((sum, x, k) => sum + x * profiles.values[i * w.length + k]!, 0) / sigma[i]!
    const b = backgroundSd / sigma[i]!
    ss += s * s
    sb += s * b
    bb += b * b
    sy += (s * y) / sigma[i]!
    by += (b * y) / sigma[i]!
    yy += (y / sigma[i]!) ** 2
  })
  const c = (sy * bb - by * sb) / (ss * bb - sb * sb)
  const b = (by - c * sb) / bb
  return [yy - c * sy - b * by, c]
}

/** All weights of `count` models in steps of 1/steps. */
function gridOf(count: number, steps: number): number[][] {
  if (count === 1) return [[steps]]
  return Array.from({ length: steps + 1 }, (_, first) =>
    gridOf(count - 1, steps - first).map(rest => [first, ...rest]),
  ).flat()
}

describe('possible weights', () => {
  for (const { weights, background, noise, spread } of [
    { weights: [0.6, 0.4, 0], background: false, noise: 0.05, spread: 1 },
    { weights: [0.3, 0.3, 0.4], background: true, noise: 0.02, spread: 1.5 },
    { weights: [0, 1, 0], background: true, noise: 0.05, spread: 0.7 },
    { weights: [0.1, 0.4, 0, 0.5], background: false, noise: 0.1, spread: 1 },
  ])
    test(`${weights.join(', ')}: those of the ensembles on a grid with a chi2 near the least, of models and groups`, () => {
      const input = madeUp(weights, { noise })
      const steps = weights.length === 3 ? 200 : 60
      const grid = gridOf(weights.length, steps).map(w => w.map(n => n / steps))
      const chi2 = grid.map(w => chi2Of(input, w, background)[0])
      const problem = buildProblem(input, { background: background ? backgroundSd : 'none', tolerance: 1e-6 })
      const { squared } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
      const least = squared + problem.reduced.outside
      expect(Math.min(...chi2)).toBeGreaterThan(least - 1e-6)
      expect(Math.min(...chi2)).toBeLessThan(least + 0.3)
      const within = grid.filter((_, n) => chi2[n]! <= least + 3.841 * spread ** 2)
      const possible = possibleShares(problem, 1, spread)
      for (const members of [[0], [1], [2], [0, 2], [0, 1, 2].slice(0, weights.length - 1)]) {
        const shares = within.map(w => members.reduce((sum, k) => sum + w[k]!, 0))
        const { lower, upper } = possible(members)
        // What the grid has is possible, and its ends are nowhere more than its spacing inside those found.
        expect(lower).toBeLessThan(Math.min(...shares) + 1e-3)
        expect(upper).toBeGreaterThan(Math.max(...shares) - 1e-3)
        expect(lower).toBeGreaterThan(Math.min(...shares) - 2 / steps)
        expect(upper).toBeLessThan(Math.max(...shares) + 2 / steps)
      }
      expect(possible(weights.map((_, k) => k))).toEqual({ lower: 1, upper: 1 })
    })

  test('chemical shifts narrow them as they do on a grid', () => {
    const input = madeUp([0.3, 0.3, 0.4], { noise: 0.1 })
    const random = Random.stream(3, 12)
    const values = Float64Array.from({ length: 30 }, () => 8 + random.normal())
    const measured = Float64Array.from(
      { length: 10 },
      (_, j) =>
        0.3 * values[3 * j]! + 0.3 * values[3 * j + 1]! + 0.4 * values[3 * j + 2]! + 0.2 * random.normal(),
    )
    const error = new Float64Array(10).fill(0.2)
    const shifts = { values, measured, error, rms: new Float64Array(10) }
    const steps = 200
    const grid = gridOf(3, steps).map(w => w.map(n => n / steps))
    const chi2 = grid.map(w => {
      let sum = chi2Of(input, w, false)[0]
      for (let j = 0; j < 10; j++) {
        const predicted = w.reduce((value, x, k) => value + x * values[3 * j + k]!, 0)
        sum += ((measured[j]! - predicted) / error[j]!) ** 2
      }
      return sum
    })
    const least = Math.min(...chi2)
    const best = grid[chi2.indexOf(least)]
    const possible = possibleShares(buildProblem({ ...input, shifts }, {}), chi2Of(input, best!, false)[1], 1)
    const alone = possibleShares(buildProblem(input), 1, 1)
    for (let k = 0; k < 3; k++) {
      const shares = grid.filter((_, n) => chi2[n]! <= least + 3.841).map(w => w[k]!)
      const { lower, upper } = possible([k])
      expect(Math.abs(lower - Math.min(...shares))).toBeLessThan(0.015)
      expect(Math.abs(upper - Math.max(...shares))).toBeLessThan(0.015)
      const before = alone([k])
      expect(upper - lower).toBeLessThan(before.upper - before.lower)
    }
  })

  test('hold every draw with a chi2 near the least, none of which is below it', async () => {
    const modelCount = 20
    const input = madeUpLibrary(modelCount, 200)
    const options = { ...classicModel, prior: 'inclusion', iterations: 400, iterationsMax: 400 } as const
    const { result, draws } = await inferEnsemble(input, options, silent)
    const problem = buildProblem(input)
    const { squared } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
    const least = squared + problem.reduced.outside
    expect(draws.chi2.every(chi2 => chi2 > least - 1e-6)).toBe(true)
    const possible = possibleShares(problem, 1, 1)
    const own = Array.from({ length: modelCount }, (_, k) => possible([k]))
    const near = Array.from(draws.chi2.keys()).filter(d => draws.chi2[d]! < least + 3.8)
    expect(near.length).toBeGreaterThan(20)
    const beyond = own.flatMap(({ lower, upper }, k) =>
      near.map(d => valueAt(draws.weights, d, k)).filter(w => !(w > lower - 1e-3 && w < upper + 1e-3)),
    )
    expect(beyond).toEqual([])
    result.models.forEach(({ weight, possible: both }, k) => {
      expect(both).toEqual(joined(weight, own[k]!))
    })
  })

  test('cost less than 1 ms each at 50 models', () => {
    const possible = possibleShares(buildProblem(madeUpLibrary(50, 400), { background: 'auto' }), 1, 1)
    const milliseconds = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage()
      for (let k = 0; k < 50; k++) possible([k])
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000 / 50
    })
    expect(Math.min(...milliseconds)).toBeLessThan(1)
  })

  test('are told of models that a selection dropped', async () => {
    const input = madeUp([0.5, 0.2, 0.3, 0], { noise: 0.1 })
    const { result } = await inferEnsemble(
      input,
      { iterations: 200, effort: 'gate', selected: ['m1', 'm3'] },
      silent,
    )
    const [, second] = result.models
    expect(second).toMatchObject({ selected: false, weight: { mean: 0, q975: 0 } })
    expect(second!.possible!.upper).toBeGreaterThan(0.2)
  })
})
