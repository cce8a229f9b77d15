import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { nuisanceGiven } from '#src/ensemble/nuisance.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'

setDefaultTimeout(600_000)

/** Directions in which the curve may be off, integrated out: against sums and integrals that know nothing of the trick. */

const pointCount = 30
const q = Float64Array.from({ length: pointCount }, (_, i) => 0.01 * (i + 1))

/** Two models, two directions of which the second resembles the first, and a curve with amounts 0.4 and -0.2 in it. */
function madeUp(): Required<Pick<InferInput, 'curve' | 'profiles' | 'nuisance'>> {
  const random = Random.stream(3, 70)
  const models = [20, 28].map(rg => q.map(x => Math.exp(-((x * rg) ** 2) / 3) + 0.01))
  const slopes = [q.map(x => 30 * x * x), q.map(x => 25 * x * x + 0.3 * x)]
  const sigma = q.map(() => 0.02)
  const intensity = q.map(
    (_, i) =>
      0.7 * models[0]![i]! +
      0.4 * models[1]![i]! +
      0.4 * slopes[0]![i]! -
      0.2 * slopes[1]![i]! +
      0.02 * random.normal(),
  )
  const values = Float64Array.from({ length: 2 * pointCount }, (_, i) => models[i % 2]![i >> 1]!)
  return {
    curve: { q, intensity, sigma },
    profiles: { names: ['a', 'b'], values },
    nuisance: {
      directions: Float64Array.from([...slopes[0]!, ...slopes[1]!]),
      mean: Float64Array.of(0.1, -0.3),
      sd: Float64Array.of(0.3, 0.5),
    },
  }
}

/** Residuals in standard errors of S u + sum t_p J_p. */
function residualsOf({ curve, profiles, nuisance }: ReturnType<typeof madeUp>, u: number[], t: number[]) {
  return q.map((_, i) => {
    const direction = (p: number) => nuisance.directions[p * pointCount + i]
    const model = u[0]! * profiles.values[2 * i]! + u[1]! * profiles.values[2 * i + 1]!
    return (curve.intensity[i]! - model - t[0]! * direction(0)! - t[1]! * direction(1)!) / curve.sigma[i]!
  })
}

const squared = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0)
const chi2Of = ({ reduced }: ReturnType<typeof buildProblem>, u: number[]) =>
  reduced.data.reduce((sum, z, j) => {
    const value = u[0]! * reduced.coordinates[j]! + u[1]! * reduced.coordinates[reduced.rank + j]!
    return sum + (value - z) ** 2
  }, reduced.outside)

describe('directions integrated out', () => {
  const input = madeUp()
  const problem = buildProblem(input, { tolerance: 1e-9 })
  const { mean, sd } = input.nuisance

  test('leave the integral of the likelihood over their amounts', () => {
    const steps = Array.from({ length: 481 }, (_, n) => (n - 240) / 40)
    for (const u of [
      [0.7, 0.4],
      [0.2, 1.1],
    ]) {
      // z_p = (t_p - mean_p) / sd_p on a grid of spacing 1/40: the trapezoid rule is exact to rounding here.
      const terms = steps.flatMap(z0 =>
        steps.map(z1 => {
          const t = [mean[0]! + sd[0]! * z0, mean[1]! + sd[1]! * z1]
          return -0.5 * (squared(residualsOf(input, u, t)) + z0 * z0 + z1 * z1) - Math.log(2 * Math.PI)
        }),
      )
      const normaliser = -pointCount * Math.log(0.02 * Math.sqrt(2 * Math.PI))
      const integral = normaliser + logSumExp(terms) + 2 * Math.log(1 / 40)
      expect(problem.logNormaliser - 0.5 * chi2Of(problem, u)).toBeCloseTo(integral, 6)
    }
  })

  test('are given back as the amounts that fit best, with the chi2 they leave', () => {
    const u = [0.7, 0.4]
    const amounts = new Float64Array(2)
    const change = nuisanceGiven(problem.nuisance!, u, null, amounts)
    const cost = (t: number[]) =>
      squared(residualsOf(input, u, t)) +
      ((t[0]! - mean[0]!) / sd[0]!) ** 2 +
      ((t[1]! - mean[1]!) / sd[1]!) ** 2
    const least = cost([...amounts])
    for (const [a, b] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
      [1e-3, -1e-3],
    ])
      expect(cost([amounts[0]! + a!, amounts[1]! + b!])).toBeGreaterThan(least)
    expect(chi2Of(problem, u) + change).toBeCloseTo(squared(residualsOf(input, u, [...amounts])), 8)
  })

  test('are drawn with the right mean and covariance, each draw with its own chi2', () => {
    const u = [0.7, 0.4]
    const random = Random.stream(1, 71)
    const best = new Float64Array(2)
    nuisanceGiven(problem.nuisance!, u, null, best)
    const t = new Float64Array(2)
    const moments = [0, 0, 0, 0, 0]
    const draws = 40_000
    for (let d = 0; d < draws; d++) {
      const change = nuisanceGiven(problem.nuisance!, u, random, t)
      if (d < 20) expect(chi2Of(problem, u) + change).toBeCloseTo(squared(residualsOf(input, u, [...t])), 6)
      const [x, y] = [t[0]! - best[0]!, t[1]! - best[1]!]
      for (const [m, value] of [x, y, x * x, x * y, y * y].entries()) moments[m]! += value / draws
    }
    // Precision matrix of t: J'J/sigma^2 + diag(1/sd^2), inverted by hand.
    const product = (a: number, b: number) =>
      q.reduce((sum, _, i) => {
        const { directions } = input.nuisance
        return sum + (directions[a * pointCount + i]! * directions[b * pointCount + i]!) / 0.02 ** 2
      }, 0)
    const [aa, ab, bb] = [product(0, 0) + 1 / sd[0]! ** 2, product(0, 1), product(1, 1) + 1 / sd[1]! ** 2]
    const determinant = aa * bb - ab * ab
    expect(Math.abs(moments[0]!)).toBeLessThan(4 * Math.sqrt(bb / determinant / draws))
    expect(Math.abs(moments[1]!)).toBeLessThan(4 * Math.sqrt(aa / determinant / draws))
    expect(moments[2]! / (bb / determinant)).toBeCloseTo(1, 1)
    expect(moments[3]! / (-ab / determinant)).toBeCloseTo(1, 1)
    expect(moments[4]! / (aa / determinant)).toBeCloseTo(1, 1)
  })

  test('take part in the evidence and in the fit', async () => {
    const one: InferInput = {
      ...input,
      profiles: { names: ['a'], values: input.profiles.values.filter((_, i) => i % 2 === 0) },
    }
    const { result } = await inferEnsemble(one, { ...classicModel, iterations: 500 }, { report: () => {} })
    expect(result.evidence!.log).toBeCloseTo(logMarginalLikelihood(buildProblem(one), 'half-normal', [1]), 9)
    const two = await inferEnsemble(
      input,
      { ...classicModel, iterations: 1000, effort: 'gate' },
      { report: () => {} },
    )
    expect(two.result.fit.chi2PerPoint).toBeLessThan(1.5)
    const without = { ...input, nuisance: undefined }
    const exact = await inferEnsemble(
      without,
      { ...classicModel, iterations: 1000, effort: 'gate' },
      { report: () => {} },
    )
    expect(exact.result.fit.chi2PerPoint).toBeGreaterThan(3)
    expect(two.result.evidence!.log).toBeGreaterThan(exact.result.evidence!.log + 10)
  })
})
