import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { verdictOf } from '#src/ensemble/diagnose/verdict.ts'
import { errorScaleOf } from '#src/ensemble/errorScale.ts'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long, unlessLong } from '../support/skips.ts'
import { madeUp } from './madeUp.ts'
import { simplexNodes } from './quadrature.ts'

setDefaultTimeout(600_000)

/** By what the stated errors are multiplied: against integrals over it, and on curves whose errors are wrong. */

const silent = { report: () => {} }
const options: InferOptions = {
  ...classicModel,
  errorScale: 'inferred',
  iterations: long ? 6000 : 1200,
  effort: 'gate',
}
const infer = async (input: InferInput, more: InferOptions = {}) =>
  (await inferEnsemble(input, { ...options, ...more }, silent)).result

function withErrors({ curve, profiles }: InferInput, factor: number): InferInput {
  return { curve: { ...curve, sigma: curve.sigma.map(error => factor * error) }, profiles }
}

/** Nodes of x = log f under its prior, with their logs. */
function nodesOf({ curve }: InferInput) {
  const { reference, logSd } = errorScaleOf(curve, 'inferred')
  const step = 0.06
  return Array.from({ length: 67 }, (_, n) => {
    const x = Math.log(reference) + (n - 33) * step
    const z = (x - Math.log(reference)) / logSd
    return { f: Math.exp(x), log: -0.5 * z * z + Math.log(step / (logSd * Math.sqrt(2 * Math.PI))) }
  })
}

/** A mixture of the library itself, with errors that are stated. */
function withoutNoise({ curve, profiles }: InferInput, weights: number[]): InferInput {
  const mixture = curve.q.map((_, i) =>
    weights.reduce((sum, weight, k) => sum + weight * profiles.values[i * weights.length + k]!, 0),
  )
  return { curve: { ...curve, intensity: mixture, sigma: mixture.map(value => 0.03 * value) }, profiles }
}

describe('a curve without noise', () => {
  const weights = [0.5, 0.3, 0.2]
  const input = withoutNoise(madeUp(weights, { points: 300 }), weights)

  test('has its errors as they are stated, whatever is asked', () => {
    const stated = { logSd: 0, estimateSd: 0, dependent: 1, noiseless: true as const }
    expect(errorScaleOf(input.curve, 'inferred')).toEqual({ ...stated, reference: 1 })
    expect(errorScaleOf(input.curve, 'fixed')).toEqual({ ...stated, reference: 1 })
    expect(errorScaleOf(input.curve, 0.5)).toEqual({ ...stated, reference: 0.5 })
  })

  test('converges, and is not said to be missed by more than noise', async () => {
    const result = await infer(input)
    expect(result.sampler.converged).toBe(true)
    expect(result.errorScale).toBeNull()
    expect(result.fit.chi2PerPoint).toBeLessThan(0.01)
    for (const [k, weight] of weights.entries()) {
      const { q025, q975 } = result.models[k]!.weight
      expect(weight).toBeWithin(q025, q975)
    }
    const { words, reasons } = verdictOf({ ...result, hydration: null })
    expect(words).toBe(
      'Mixtures of these models explain the curve, but not everything about it is as it should be.',
    )
    expect(reasons).toEqual([expect.stringContaining('the points have no noise')])
  })
})

describe('the error scale', () => {
  test('has a prior around the scatter of the points, and none to go by with few points', () => {
    const { curve } = madeUp([1], { points: 400 })
    const { reference, logSd } = errorScaleOf(curve, 'inferred')
    expect(Math.abs(Math.log(reference))).toBeLessThan(0.2)
    expect(logSd).toBeCloseTo(0.1 + 1.4 / 20, 12)
    expect(errorScaleOf({ ...curve, sigma: curve.sigma.map(s => 2 * s) }, 'inferred').reference).toBeCloseTo(
      reference / 2,
      12,
    )
    expect(errorScaleOf(madeUp([1], { points: 20 }).curve, 'inferred')).toMatchObject({
      reference: 1,
      logSd: 0.5,
      estimateSd: 0.5,
    })
    const known = { logSd: 0, estimateSd: 0, dependent: 1 }
    expect(errorScaleOf(curve, 'fixed')).toEqual({ ...known, reference: 1 })
    expect(errorScaleOf(curve, 3)).toEqual({ ...known, reference: 3 })
    expect(() => buildProblem(madeUp([1]), { errorScale: 0 })).toThrow('The error scale is 0')
  })

  test('given as a number it is what the errors are multiplied by', async () => {
    const input = madeUp([0.7, 0.3])
    const given = await infer(input, { errorScale: 2, iterations: 200 })
    const multiplied = await infer(withErrors(input, 2), { errorScale: 'fixed', iterations: 200 })
    expect(given.models).toEqual(multiplied.models)
    expect(given.evidence!.log).toBe(multiplied.evidence!.log)
    expect(given.chi2.mean).toBeCloseTo(4 * multiplied.chi2.mean, 9)
    expect(given.fit.sigma).toEqual([...input.curve.sigma])
    expect(given.fit.chi2P).toBe(multiplied.fit.chi2P)
    expect(given.errorScale).toBeNull()
  })

  for (const weights of [[1], [0.7, 0.3]])
    for (const factor of [1, 0.4])
      test(`${weights.length} models, errors times ${factor}: posterior and evidence are those of quadrature`, async () => {
        const input = withErrors(madeUp(weights, { noise: 0.05, points: 50 }), factor)
        const result = await infer(input)
        const simplex = weights.length === 1 ? [{ weights: [1], log: 0 }] : simplexNodes([0.5, 0.5], 0.1)
        const nodes = nodesOf(input).flatMap(({ f, log }) => {
          const problem = buildProblem(withErrors(input, f))
          return simplex.map(node => ({
            f,
            w: node.weights[0],
            log: log + node.log + logMarginalLikelihood(problem, 'half-normal', node.weights),
          }))
        })
        const total = logSumExp(nodes.map(node => node.log))
        const moments = (of: 'f' | 'w') => {
          const mean = nodes.reduce((sum, node) => sum + node[of]! * Math.exp(node.log - total), 0)
          const square = nodes.reduce(
            (sum, node) => sum + (node[of]! - mean) ** 2 * Math.exp(node.log - total),
            0,
          )
          return { mean, sd: Math.sqrt(square) }
        }
        const f = moments('f')
        const { scale } = result.errorScale!
        expect(Math.abs(scale.mean - f.mean)).toBeLessThan(4 * scale.mcse + 1e-5)
        expect(scale.sd / f.sd).toBeCloseTo(1, 1)
        expect(Math.abs(result.evidence!.log - total)).toBeLessThan(weights.length === 1 ? 1e-3 : 0.05)
        if (weights.length === 1) return
        const w = moments('w')
        const { weight } = result.models[0]!
        expect(Math.abs(weight.mean - w.mean)).toBeLessThan(4 * weight.mcse)
        expect(weight.sd / w.sd).toBeCloseTo(1, 1)
        expect(Math.abs(result.evidence!.check!.log - total)).toBeLessThan(
          4.4 * result.evidence!.check!.error + 0.01,
        )
      })

  test.skipIf(!long)(
    `puts right errors that are stated twice too large or too small, with the background${unlessLong}`,
    async () => {
      const input = madeUp([0.5, 0.3, 0.2], { points: 100, noise: 0.02 })
      const more = { iterations: 1000, background: 0.001 }
      const right = await infer(input, more)
      for (const factor of [0.5, 2]) {
        const wrong = await infer(withErrors(input, factor), more)
        expect(wrong.errorScale!.scale.mean * factor).toBeCloseTo(right.errorScale!.scale.mean, 2)
        wrong.models.forEach(({ weight }, k) => {
          const { mean, sd, mcse } = right.models[k]!.weight
          expect(Math.abs(weight.mean - mean)).toBeLessThan(4 * Math.hypot(weight.mcse, mcse))
          expect(weight.sd / sd).toBeCloseTo(1, 1)
        })
        expect(wrong.chi2.mean * factor ** 2).toBeCloseTo(right.chi2.mean, 0)
        expect(wrong.fit.chi2P).toBeCloseTo(right.fit.chi2P, 2)
      }
    },
  )

  test('a library that does not fit widens the intervals and stays a misfit', async () => {
    const input = madeUp([0, 0, 0.2, 0.8], { points: 200, noise: 0.01 })
    const values = input.profiles.values.filter((_, i) => i % 4 < 2)
    const wrong = { curve: input.curve, profiles: { names: ['m1', 'm2'], values } }
    const { errorScale, fit, details } = await infer(wrong, { iterations: 400 })
    expect(errorScale!.scale.mean).toBeGreaterThan(3 * errorScale!.reference)
    expect(fit.chi2P).toBeLessThan(1e-6)
    expect(details.posteriorPredictiveP).toBeLessThan(0.01)
  })
})
