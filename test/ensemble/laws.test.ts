import { describe, expect, test } from 'bun:test'
import type { Curve, Profiles } from '#src/ensemble/contract.ts'
import { EnsembleError } from '#src/ensemble/errors.ts'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { coolParticles } from '#src/ensemble/evidence/particles.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { advance } from '#src/ensemble/sample/ladder.ts'
import type { SamplerState } from '#src/ensemble/sample/sampler.ts'
import { long } from './reference.ts'

/** Laws that the inference must keep, on small made-up libraries: closed forms, symmetries, calibration. */

const silent = { report: () => {} }
const quick: InferOptions = { iterations: 1000, effort: 'gate' }

/** Gaussian-like profiles of different sizes, a mixture of them, and noise of `noise` relative to the curve. */
function madeUp(
  weights: number[],
  options: { points?: number; noise?: number; seed?: number; scale?: number } = {},
): InferInput {
  const { points = 40, noise = 0.02, seed = 1, scale = 1.3 } = options
  const random = Random.stream(seed, 77)
  const modelCount = weights.length
  const q = Float64Array.from({ length: points }, (_, i) => 0.01 + (0.3 * i) / points)
  const values = new Float64Array(points * modelCount)
  q.forEach((x, i) => {
    for (let k = 0; k < modelCount; k++)
      values[i * modelCount + k] = Math.exp(-((x * (12 + 5 * k)) ** 2) / 3) + 0.02 / (1 + k)
  })
  const intensity = new Float64Array(points)
  const sigma = new Float64Array(points)
  for (let i = 0; i < points; i++) {
    for (let k = 0; k < modelCount; k++) intensity[i] += scale * weights[k] * values[i * modelCount + k]
    sigma[i] = noise * (intensity[i] + 0.01)
    intensity[i] += sigma[i] * random.normal()
  }
  return { curve: { q, intensity, sigma }, profiles: { names: weights.map((_, k) => `m${k + 1}`), values } }
}

/** The same library with its columns in another order, or repeated: column c is the old column `order[c]`. */
function reordered({ curve, profiles }: InferInput, order: number[]): InferInput {
  const width = profiles.names.length
  const values = new Float64Array(curve.q.length * order.length)
  for (let i = 0; i < curve.q.length; i++)
    order.forEach((k, c) => {
      values[i * order.length + c] = profiles.values[i * width + k]
    })
  return { curve, profiles: { names: order.map((k, c) => `${profiles.names[k]}.${c}`), values } }
}

const infer = async (input: InferInput, options: InferOptions = {}) =>
  (await inferEnsemble(input, { ...quick, ...options }, silent)).result

describe('closed forms', () => {
  test('one model: weight 1, evidence equal to the integral over the scale', async () => {
    const input = madeUp([1])
    const result = await infer(input)
    expect(result.models[0].weight).toMatchObject({ mean: 1, sd: 0, q025: 1, q975: 1 })
    const problem = buildProblem(input)
    const tau = problem.scalePriorSd
    const logLikelihood = (c: number) =>
      problem.q.reduce((sum, _, i) => {
        const residual = (problem.intensity[i] - c * problem.curves[i]) / problem.sigma[i]
        return sum - 0.5 * residual * residual - Math.log(problem.sigma[i] * Math.sqrt(2 * Math.PI))
      }, 0)
    const step = 1e-5
    const terms = Array.from({ length: 60_000 }, (_, n) => {
      const c = 1 + (n + 0.5) * step
      return logLikelihood(c) + Math.log(2 / (tau * Math.sqrt(2 * Math.PI))) - (c * c) / (2 * tau * tau)
    })
    expect(result.evidence!.log).toBeCloseTo(logSumExp(terms) + Math.log(step), 6)
  })

  test('two models: mean, sd and evidence against quadrature', async () => {
    const input = madeUp([0.7, 0.3])
    const problem = buildProblem(input)
    // x = logit w makes the Dirichlet(1/2, 1/2) smooth; the trapezoid rule is then exact to rounding.
    const step = 0.005
    const nodes = Array.from({ length: 16_001 }, (_, n) => (n - 8000) * step)
    const weight = nodes.map(x => 1 / (1 + Math.exp(-x)))
    const terms = nodes.map((x, n) => {
      const prior = -Math.log(Math.PI) + 0.5 * (Math.log(weight[n]) - Math.log1p(Math.exp(x)))
      return prior + logMarginalLikelihood(problem, 'half-normal', [weight[n], 1 - weight[n]])
    })
    const total = logSumExp(terms)
    const moment = (f: (w: number) => number) =>
      terms.reduce((sum, t, n) => sum + f(weight[n]) * Math.exp(t - total), 0)
    const mean = moment(w => w)
    const sd = Math.sqrt(moment(w => (w - mean) ** 2))

    const { models, evidence } = await infer(input, { iterations: 4000 })
    const own = models[0].weight
    expect(Math.abs(own.mean - mean)).toBeLessThan(4 * own.mcse)
    expect(Math.abs(own.sd / sd - 1)).toBeLessThan(0.05)
    expect(Math.abs(evidence!.log - total - Math.log(step))).toBeLessThan(0.05)
    expect(Math.abs(evidence!.check!.log - total - Math.log(step))).toBeLessThan(
      3 * evidence!.check!.error + 0.01,
    )
  })
})

describe('symmetries', () => {
  test('permuting the models permutes the result', async () => {
    const input = madeUp([0.5, 0, 0.3, 0.2])
    const order = [2, 0, 3, 1]
    const plain = await infer(input)
    const permuted = await infer(reordered(input, order))
    order.forEach((k, c) => {
      const [a, b] = [plain.models[k].weight, permuted.models[c].weight]
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.mcse, b.mcse))
    })
  })

  test('profiles times ten: the same weights and the same evidence', async () => {
    const input = madeUp([0.6, 0.1, 0.3])
    const scaled = {
      curve: input.curve,
      profiles: { ...input.profiles, values: input.profiles.values.map(v => 10 * v) },
    }
    const [a, b] = [await infer(input), await infer(scaled)]
    a.models.forEach(({ weight }, k) => {
      expect(Math.abs(weight.mean - b.models[k].weight.mean)).toBeLessThan(
        4 * Math.hypot(weight.mcse, b.models[k].weight.mcse),
      )
    })
    expect(b.scale.mean * 10).toBeCloseTo(a.scale.mean, 2)
    expect(Math.abs(a.evidence!.log - b.evidence!.log)).toBeLessThan(
      4 * Math.hypot(a.evidence!.error, b.evidence!.error),
    )
  })

  test('a model split in two with half the prior each: group weights and evidence stay', async () => {
    const input = madeUp([0.6, 0.4])
    const whole = await infer(input, { prior: 0.5 })
    const split = (await inferEnsemble(reordered(input, [0, 0, 1, 1]), { ...quick, prior: 0.25 }, silent))
      .draws
    let mean = 0
    for (let d = 0; d < split.count; d++)
      mean += (split.weights[4 * d] + split.weights[4 * d + 1]) / split.count
    expect(Math.abs(mean - whole.models[0].weight.mean)).toBeLessThan(6 * whole.models[0].weight.mcse)
    const both = await infer(reordered(input, [0, 0, 1, 1]), { prior: 0.25 })
    expect(Math.abs(both.evidence!.log - whole.evidence!.log)).toBeLessThan(
      4 * Math.hypot(both.evidence!.error, whole.evidence!.error) + 0.01,
    )
    expect(both.details.clusters[0].models.length).toBe(2)
  })

  test('a pruned library keeps its prior: exponents 1/K of the whole', async () => {
    const input = madeUp([0.7, 0.3, 0])
    const result = await infer(input, { selected: ['m1', 'm2'] })
    expect(result.parameters.prior).toBeCloseTo(1 / 3, 12)
    expect(result.models.map(model => model.selected)).toEqual([true, true, false])
    expect(result.models[0].weight.mean + result.models[1].weight.mean).toBeCloseTo(1, 10)
    expect(result.evidence!.error).toBeLessThan(0.2)
  })
})

describe('the prior', () => {
  test('is recovered when the errors are huge', async () => {
    const { curve, profiles } = madeUp([0.4, 0.3, 0.3])
    const vague: Curve = { ...curve, sigma: curve.sigma.map(s => 1e6 * s) }
    const { models } = await infer({ curve: vague, profiles }, { iterations: 4000, prior: 0.5 })
    for (const { weight } of models) {
      expect(Math.abs(weight.mean - 1 / 3)).toBeLessThan(4 * weight.mcse + 1e-3)
      // Dirichlet(1/2, 1/2, 1/2): variance (1/3)(2/3)/(3/2 + 1).
      expect(Math.abs(weight.sd / Math.sqrt(2 / 9 / 2.5) - 1)).toBeLessThan(0.05)
    }
  })
})

describe('reproducibility', () => {
  const input = madeUp([0.5, 0.2, 0.2, 0.1])
  const bytes = (value: unknown) => JSON.stringify(value)

  test('the same seed gives the same bytes, in place, on runners and in any order of completion', async () => {
    const plain = await inferEnsemble(input, quick, silent)
    const again = await inferEnsemble(input, quick, silent)
    expect(bytes(again.result)).toBe(bytes(plain.result))
    const backwards = {
      advance: async (task: Parameters<typeof advance>[0]) => {
        for (let n = task.state.random[0] & 7; n > 0; n--) await Promise.resolve()
        return advance(structuredClone(task))
      },
      coolParticles: async (task: Parameters<typeof coolParticles>[0]) =>
        coolParticles(structuredClone(task)),
    }
    const run = await inferEnsemble(input, quick, { ...silent, run: backwards })
    expect(bytes(run.result)).toBe(bytes(plain.result))
    const other = await inferEnsemble(input, { ...quick, seed: 2 }, silent)
    expect(bytes(other.result.models)).not.toBe(bytes(plain.result.models))
  })

  test('interrupted and resumed gives the same bytes', async () => {
    const plain = await inferEnsemble(input, quick, silent)
    let kept: SamplerState | null = null
    let batches = 0
    const stop = new Error('power cut')
    const checkpoint = (state: SamplerState) => {
      kept = structuredClone(state)
      if (++batches === 5) throw stop
    }
    await expect(inferEnsemble(input, quick, { ...silent, checkpoint })).rejects.toBe(stop)
    const resumed = await inferEnsemble(input, quick, { ...silent, resume: kept! })
    expect(bytes(resumed.result)).toBe(bytes(plain.result))
  })

  test('cancelling ends with the reason cancelled', async () => {
    const controller = new AbortController()
    const report = () => controller.abort()
    const running = inferEnsemble(input, quick, { report, signal: controller.signal })
    await expect(running).rejects.toMatchObject({ reason: 'cancelled' })
  })
})

describe('bad input', () => {
  const good = madeUp([0.5, 0.3, 0.2])
  const withCurve = (change: (curve: Curve) => void): InferInput => {
    const curve = structuredClone(good.curve)
    change(curve)
    return { ...good, curve }
  }
  const withProfiles = (change: (profiles: Profiles) => void): InferInput => {
    const profiles = structuredClone(good.profiles)
    change(profiles)
    return { ...good, profiles }
  }
  const cases: [string, InferInput, string, RegExp][] = [
    ['a NaN intensity', withCurve(c => (c.intensity[3] = Number.NaN)), 'bad_curve', /point 4/],
    ['a zero error', withCurve(c => (c.sigma[0] = 0)), 'bad_curve', /error is 0 at point 1/],
    ['a negative error', withCurve(c => (c.sigma[5] = -1)), 'bad_curve', /-1 at point 6/],
    ['q that falls', withCurve(c => (c.q[9] = 0)), 'bad_curve', /point 10/],
    ['a curve of zeros', withCurve(c => c.intensity.fill(0)), 'bad_curve', /zero/],
    ['a negative curve', withCurve(c => (c.intensity = c.intensity.map(v => -v))), 'no_fit', /scale/],
    [
      'profiles of another length',
      withProfiles(p => (p.values = p.values.slice(0, 30))),
      'bad_profiles',
      /40 points.*10 points/,
    ],
    [
      'a constant profile',
      withProfiles(p => {
        for (let i = 0; i < 40; i++) p.values[3 * i] = 1
      }),
      'bad_profiles',
      /m1 .*constant/,
    ],
    [
      'an infinite profile',
      withProfiles(p => (p.values[4] = Number.POSITIVE_INFINITY)),
      'bad_profiles',
      /m2 .*point 2/,
    ],
    [
      'an empty library',
      withProfiles(p => {
        p.names = []
        p.values = new Float64Array()
      }),
      'bad_profiles',
      /empty/,
    ],
  ]
  for (const [name, input, reason, message] of cases)
    test(`${name} is refused in a sentence`, async () => {
      const error = await inferEnsemble(input, quick, silent).catch(caught => caught)
      expect(error).toBeInstanceOf(EnsembleError)
      expect(error.reason).toBe(reason)
      expect(error.message).toMatch(message)
    })

  test('ten thousand models are too many to weigh at once', async () => {
    const names = Array.from({ length: 10_000 }, (_, k) => `m${k}`)
    const q = Float64Array.of(0.1, 0.2, 0.3)
    const values = Float64Array.from({ length: 30_000 }, (_, i) => 1 + Math.sin(i) ** 2)
    const curve = { q, intensity: Float64Array.of(1.5, 1.4, 1.3), sigma: Float64Array.of(0.1, 0.1, 0.1) }
    const error = await inferEnsemble({ curve, profiles: { names, values } }, quick, silent).catch(
      caught => caught,
    )
    expect(error.reason).toBe('too_large')
  })

  test('identical models are allowed and named as a degeneracy; more models than points too', async () => {
    const { curve, profiles } = reordered(madeUp([0.6, 0.4], { points: 5 }), [0, 1, 0, 1, 0, 1, 0])
    const result = await infer({ curve, profiles }, { iterations: 200, iterationsMax: 200 })
    expect(result.details.clusters[0].models.length).toBeGreaterThan(2)
    expect(JSON.stringify(result)).not.toContain('null,null')
    for (const { weight } of result.models)
      for (const value of Object.values(weight)) expect(Number.isFinite(value)).toBe(true)
  })
})

describe('calibration', () => {
  test.skipIf(!long)(
    `ranks of the truth are uniform over 200 replicas${long ? '' : ' (skipped: BIOCE_LONG is not 1)'}`,
    async () => {
      const bins = new Array<number>(10).fill(0)
      for (let replica = 0; replica < 200; replica++) {
        const { truth, input } = fromPrior(replica)
        const { draws } = await inferEnsemble(
          input,
          { iterations: 250, iterationsMax: 500, effort: 'gate', seed: replica },
          silent,
        )
        let rank = 0
        for (let d = 0; d < draws.count; d++) if (draws.weights[5 * d] < truth[0]) rank++
        bins[Math.min(9, Math.floor((10 * rank) / draws.count))]++
      }
      const chi2 = bins.reduce((sum, count) => sum + (count - 20) ** 2 / 20, 0)
      expect(chi2).toBeLessThan(27.9) // p = 0.001 with 9 degrees of freedom
    },
    900_000,
  )

  test.skipIf(!long)(
    `95 % intervals hold the truth 93 to 97 % of the time${long ? '' : ' (skipped: BIOCE_LONG is not 1)'}`,
    async () => {
      let [held, all] = [0, 0]
      for (let replica = 0; replica < 400; replica++) {
        const { truth, input } = fromPrior(1000 + replica)
        const { result } = await inferEnsemble(
          input,
          { iterations: 250, iterationsMax: 500, effort: 'gate', seed: replica },
          silent,
        )
        result.models.forEach(({ weight }, k) => {
          all++
          if (weight.q025 <= truth[k] && truth[k] <= weight.q975) held++
        })
      }
      expect(held / all).toBeGreaterThan(0.93)
      expect(held / all).toBeLessThan(0.97)
    },
    900_000,
  )

  /** Weights from Dirichlet(1/5), a scale near 1.3 and a curve made of them. */
  function fromPrior(replica: number) {
    const random = Random.stream(replica, 78)
    const logs = Array.from({ length: 5 }, () => random.logGamma(0.2))
    const total = logSumExp(logs)
    const truth = logs.map(log => Math.exp(log - total))
    return { truth, input: madeUp(truth, { seed: 10_000 + replica, noise: 0.03 }) }
  }
})
