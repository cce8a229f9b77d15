import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { chi2UpperTail, logSumExp } from '#src/ensemble/numeric/special.ts'
import { weightsOf } from '#src/ensemble/posterior/draws.ts'
import { effectiveModelsOf, memberCounts } from '#src/ensemble/posterior/prior.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { inclusionPriorOf } from '#src/ensemble/sample/inclusion.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long, unlessLong } from '../support/skips.ts'
import { bySubsets } from './bySubsets.ts'
import { madeUp } from './madeUp.ts'

setDefaultTimeout(600_000)

/** The prior in which models may be absent: its own moments, brute force over subsets, calibration. */

const silent = { report: () => {} }
const options: InferOptions = { ...classicModel, prior: 'inclusion', iterations: 4000, effort: 'gate' }

function withErrors({ curve, profiles }: InferInput, factor: number): InferInput {
  return { curve: { ...curve, sigma: curve.sigma.map(error => factor * error) }, profiles }
}

describe('the inclusion prior', () => {
  test('gives n models 1/n, whatever the subset, and is conditioned on what a selection kept', () => {
    const { cumulative, logSubset } = inclusionPriorOf(5, 5)
    const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5
    for (let n = 1; n <= 5; n++) expect(cumulative[n]! - cumulative[n - 1]!).toBeCloseTo(1 / n / harmonic, 12)
    expect(Math.exp(logSubset[2]!)).toBeCloseTo(1 / 2 / harmonic / 10, 12)
    const kept = inclusionPriorOf(2, 5)
    expect(Math.exp(kept.logSubset[1]! - kept.logSubset[2]!)).toBeCloseTo(1 / 5 / (1 / 2 / 10), 10)
    expect(2 * Math.exp(kept.logSubset[1]!) + Math.exp(kept.logSubset[2]!)).toBeCloseTo(1, 12)
  })

  test('comes back where the curve says nothing', async () => {
    const input = withErrors(madeUp([0.4, 0.3, 0.2, 0.1]), 1e6)
    const { result, draws } = await inferEnsemble(
      input,
      { ...options, iterations: long ? 8000 : 2000 },
      silent,
    )
    const random = Random.stream(1, 90)
    const moments = { n: 0, effective: 0, first: 0, a: 0 }
    const drawn = long ? 200_000 : 100_000
    for (let d = 0; d < drawn; d++) {
      const harmonic = 25 / 12
      let wanted = random.uniform() * harmonic
      let n = 1
      while (n < 4 && wanted > 1 / n) wanted -= 1 / n++
      const h = random.normal()
      const logs = Array.from({ length: n }, () => random.logGamma(Math.exp(h)))
      const total = logSumExp(logs)
      moments.n += n / drawn
      moments.effective += 1 / logs.reduce((sum, log) => sum + Math.exp(2 * (log - total)), 0) / drawn
      moments.first += ((n / 4) * Math.exp(logs[0]! - total)) / drawn
      moments.a += Math.exp(h) / drawn
    }
    // Of n, whose sd is 1.1, and of N_eff.
    const momentError = 1.2 / Math.sqrt(drawn)
    const { prior, effectiveModels, models, scale } = result
    const close = (own: { mean: number; mcse: number }, wanted: number, error: number) =>
      expect(Math.abs(own.mean - wanted)).toBeLessThan(4 * Math.hypot(own.mcse, error))
    close(prior!.members!, moments.n, momentError)
    close(effectiveModels!, moments.effective, momentError)
    close(models[0]!.weight, 0.25, 0)
    close(prior!.exponent as typeof effectiveModels & object, Math.exp(0.5), 0)
    prior!.memberShares!.forEach((share, i) => {
      expect(Math.abs(share - 12 / 25 / (i + 1))).toBeLessThan(0.02)
    })
    expect(prior!.memberShares!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(Math.abs(models[0]!.presence! - moments.n / 4)).toBeLessThan(0.02)
    close(scale, result.details.scalePriorSd * Math.sqrt(2 / Math.PI), 0)
    expect(Math.abs(result.evidence!.check!.log - result.evidence!.log)).toBeLessThan(0.1)
    expect(memberCounts(draws).every(n => n >= 1 && n <= 4)).toBe(true)
    expect(effectiveModelsOf(draws).every(n => n > 1 - 1e-12 && n < 4 + 1e-12)).toBe(true)
  })

  for (const [weights, noise, quick] of [
    [[0.7, 0.3, 0], 0.05, true],
    [[0, 1, 0], 0.1, false],
  ] as const)
    test.skipIf(!(quick || long))(
      `three models, ${weights.join(', ')}: weights, presence, n, a and evidence by brute force over subsets${quick ? '' : unlessLong}`,
      async () => {
        const input = madeUp([...weights], { noise })
        const { moment, logEvidence: total } = bySubsets(input)
        const { result } = await inferEnsemble(
          input,
          // Half of them have the evidence.
          { ...options, iterations: long ? 20_000 : 4000 },
          silent,
        )
        const error = (mean: number, own: { mean: number; mcse: number }) =>
          expect(Math.abs(own.mean - mean)).toBeLessThan(4 * own.mcse + 1e-3)
        result.models.forEach(({ weight, presence }, k) => {
          const mean = moment(term => term.w[k]!)
          error(mean, weight)
          expect(weight.sd).toBeCloseTo(Math.sqrt(moment(term => (term.w[k]! - mean) ** 2)), 2)
          expect(Math.abs(presence! - moment(term => (term.w[k]! > 0 ? 1 : 0)))).toBeLessThan(0.02)
        })
        error(
          moment(term => term.n),
          result.prior!.members!,
        )
        error(
          moment(term => term.a),
          result.prior!.exponent as typeof result.scale,
        )
        error(
          moment(term => 1 / term.w.reduce((sum, w) => sum + w * w, 0)),
          result.effectiveModels!,
        )
        // Three times the spread over twelve seeds.
        expect(Math.abs(result.evidence!.log - total)).toBeLessThan(0.08)
        expect(Math.abs(result.evidence!.check!.log - total)).toBeLessThan(
          4.4 * result.evidence!.check!.error + 0.01,
        )
      },
    )

  test('with shifts or energies another prior is taken, and said so', async () => {
    const input = { ...madeUp([0.5, 0.5]), energies: Float64Array.of(0, 1) }
    await expect(inferEnsemble(input, options, silent)).rejects.toThrow(
      'The inclusion prior goes with a curve alone',
    )
    const { result } = await inferEnsemble(input, { iterations: 200, effort: 'gate' }, silent)
    expect(result.prior!.kind).toBe('energies')
  })
})

describe('calibration of the whole model', () => {
  test.skipIf(!long)(
    `ranks of weights, scale, background, error scale, N_eff, n and chi2 are uniform over 400 data sets${unlessLong}`,
    async () => {
      const looks = [
        'w1',
        'w2',
        'largest',
        'scale',
        'background',
        'errorScale',
        'effective',
        'n',
        'chi2',
      ] as const
      const bins = looks.map(() => new Array<number>(10).fill(0))
      const replicas = 400
      const modelCount = 6
      const library = madeUp(new Array<number>(modelCount).fill(1 / modelCount), { points: 40 })
      const base = { priorSd: 0.01, points: 40 }
      let [held, shown] = [0, 0]
      for (let seed = 0; seed < replicas; seed++) {
        const random = Random.stream(seed, 91)
        const truth = drawTruth(modelCount, random)
        const scale = 1 + 0.2 * random.normal()
        const background = base.priorSd * random.normal()
        const f = Math.exp(0.5 * random.normal())
        const { q } = library.curve
        // As few points leave the error scale to its prior, log f ~ Normal(0, 1/2); the background has sd in proportion to f.
        const points = 24
        const sigma = q.slice(0, points).map(() => 0.01)
        let chi2 = 0
        const intensity = sigma.map((error, i) => {
          let sum = 0
          for (let k = 0; k < modelCount; k++)
            sum += truth.weights[k]! * library.profiles.values[i * modelCount + k]!
          const noise = f * random.normal()
          chi2 += noise * noise
          return scale * sum + f * background + error * noise
        })
        const input = {
          curve: { q: q.slice(0, points), intensity, sigma },
          profiles: {
            names: library.profiles.names,
            values: library.profiles.values.slice(0, points * modelCount),
          },
        }
        const { result, draws } = await inferEnsemble(
          input,
          { background: base.priorSd, iterations: 500, iterationsMax: 1500, effort: 'gate', seed },
          silent,
        )
        const column = (k: number) => weightsOf(draws, k)
        const { starts, values: weights } = draws.weights
        const largest = Float64Array.from({ length: draws.count }, (_, d) =>
          Math.max(...weights.subarray(starts[d], starts[d + 1])),
        )
        const effective = 1 / truth.weights.reduce((sum, w) => sum + w * w, 0)
        const values: [Float64Array, number][] = [
          [column(0), truth.weights[0]!],
          [column(1), truth.weights[1]!],
          [largest, Math.max(...truth.weights)],
          [draws.scale, scale],
          [draws.nuisance, f * background],
          [draws.errorScale, f],
          [effectiveModelsOf(draws), effective],
          [memberCounts(draws), truth.n],
          [draws.chi2, chi2],
        ]
        values.forEach(([own, value], i) => {
          let [below, equal] = [0, 0]
          for (const draw of own) {
            if (draw < value - 1e-12) below++
            else if (draw <= value + 1e-12) equal++
          }
          const rank = (below + equal * random.uniform()) / own.length
          bins[i]![Math.min(9, Math.floor(10 * rank))]!++
        })
        result.models.forEach(({ weight }, k) => {
          if (weight.mean < 0.05) return
          shown++
          if (weight.q025 <= truth.weights[k]! && truth.weights[k]! <= weight.q975) held++
        })
      }
      const p = Object.fromEntries(
        looks.map((name, i) => {
          const uneven = bins[i]!.reduce(
            (sum, count) => sum + (count - replicas / 10) ** 2 / (replicas / 10),
            0,
          )
          return [name, chi2UpperTail(uneven, 9)]
        }),
      )
      console.info('p of uniform ranks', p, 'held', held / shown)
      // The scale's own prior is half-normal and wide, not the narrow one of these data: it is informed, so nearly uniform.
      for (const [name, own] of Object.entries(p))
        expect({ name, uniform: own > 0.0002 }).toEqual({ name, uniform: true })
      expect(held / shown).toBeGreaterThan(0.92)
    },
    3_600_000,
  )
})

function drawTruth(modelCount: number, random: Random): { weights: number[]; n: number } {
  const { cumulative } = inclusionPriorOf(modelCount, modelCount)
  const wanted = random.uniform()
  let n = 1
  while (n < modelCount && cumulative[n]! < wanted) n++
  const order = Array.from({ length: modelCount }, (_, k) => ({ k, key: random.uniform() })).sort(
    (a, b) => a.key - b.key,
  )
  const a = Math.exp(random.normal())
  const logs = Array.from({ length: n }, () => random.logGamma(a))
  const total = logSumExp(logs)
  const weights = new Array<number>(modelCount).fill(0)
  logs.forEach((log, i) => {
    weights[order[i]!.k] = Math.exp(log - total)
  })
  return { weights, n }
}
