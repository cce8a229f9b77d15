import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { madeUp } from '../madeUp.ts'

setDefaultTimeout(600_000)

/** Amounts of nuisance directions within ranges: against quadrature over the amount. */

const silent = { report: () => {} }
const slope = (q: number) => 2 * q * q

/** One model, and a direction of which the curve holds `amount`; its prior is Normal(0.1, 0.2), cut to 0 .. 0.5. */
function made(amount: number): InferInput {
  const { curve, profiles } = madeUp([1], { noise: 0.05 })
  const intensity = curve.intensity.map((value, i) => value + amount * slope(curve.q[i]!))
  return {
    curve: { ...curve, intensity },
    profiles,
    nuisance: {
      directions: curve.q.map(slope),
      mean: Float64Array.of(0.1),
      sd: Float64Array.of(0.2),
      lower: Float64Array.of(0),
      upper: Float64Array.of(0.5),
    },
  }
}

describe('a range of a nuisance amount', () => {
  test.each([0.2, 0, -0.01])('with %p in the curve: mean, sd and evidence by quadrature', async amount => {
    const input = made(amount)
    const { result, draws, outside } = await inferEnsemble(
      input,
      { ...classicModel, iterations: 20_000, qMax: 10 },
      silent,
    )
    const { curve, profiles } = input
    const logAt = (t: number) => {
      const intensity = curve.intensity.map((value, i) => value - t * slope(curve.q[i]!))
      const problem = buildProblem({ curve: { ...curve, intensity }, profiles }, { qMax: 10 })
      problem.scalePriorSd = result.details.scalePriorSd
      return logMarginalLikelihood(problem, 'half-normal', [1]) - 0.5 * ((t - 0.1) / 0.2) ** 2
    }
    const step = 2e-4
    const grid = Array.from({ length: 2500 }, (_, n) => (n + 0.5) * step)
    const logs = grid.map(logAt)
    const total = logSumExp(logs)
    const mean = grid.reduce((sum, t, n) => sum + t * Math.exp(logs[n]! - total), 0)
    const sd = Math.sqrt(grid.reduce((sum, t, n) => sum + (t - mean) ** 2 * Math.exp(logs[n]! - total), 0))
    const own = draws.nuisance.reduce((sum, t) => sum + t / draws.count, 0)
    const spread = Math.sqrt(draws.nuisance.reduce((sum, t) => sum + (t - own) ** 2 / draws.count, 0))
    expect(Math.abs(own - mean)).toBeLessThan((5 * sd) / Math.sqrt(draws.count))
    expect(spread / sd).toBeCloseTo(1, 1)
    expect(draws.nuisance.every(t => t >= 0 && t <= 0.5)).toBe(true)
    const prior = grid.map(t => -0.5 * ((t - 0.1) / 0.2) ** 2)
    expect(Math.abs(result.evidence!.log - (total - logSumExp(prior)))).toBeLessThan(0.03)
    expect(outside).toBeLessThan(0.9)
    expect(draws.count % draws.chainCount).toBe(0)
  })

  test('that the curve contradicts is not cut, and said', async () => {
    const { draws, outside } = await inferEnsemble(
      made(-0.15),
      { ...classicModel, iterations: 500, qMax: 10 },
      silent,
    )
    expect(outside).toBeGreaterThan(0.99)
    expect(draws.count).toBe(2000)
  })

  test('that too few draws of a chain lie in is not cut, and said', async () => {
    const input = made(-0.1)
    const { result, draws, outside } = await inferEnsemble(
      input,
      { ...classicModel, iterations: 20, qMax: 10 },
      silent,
    )
    expect(outside).toBe(1)
    expect(draws.count).toBe(80)
    expect(result.scale.mean).toBeFinite()
  })
})
