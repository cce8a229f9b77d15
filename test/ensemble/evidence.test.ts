import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { EvidenceEstimate, Result } from '#src/ensemble/contract.ts'
import { compareEvidences } from '#src/ensemble/diagnose/compareEvidences.ts'
import { evidenceDifference } from '#src/ensemble/diagnose/evidenceDifference.ts'
import { bennett } from '#src/ensemble/evidence/bar.ts'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long } from '../support/skips.ts'
import { madeUp } from './madeUp.ts'
import { simplexNodes } from './quadrature.ts'

setDefaultTimeout(600_000)

/** How well evidences know themselves: intervals against quadrature, and what makes two of them comparable. */

const silent = { report: () => {} }
const options = { ...classicModel, iterations: 300, iterationsMax: 300, effort: 'gate' } as const

async function infer(input: InferInput, seed: number) {
  return (await inferEnsemble(input, { ...options, seed }, silent)).result
}

/** The log evidence of two or three models under Dirichlet(1/K), by quadrature. */
function exactLog(input: InferInput): number {
  const problem = buildProblem(input)
  const count = problem.modelCount
  const nodes = simplexNodes(new Array<number>(count).fill(1 / count), 0.05)
  return logSumExp(
    nodes.map(({ weights, log }) => log + logMarginalLikelihood(problem, 'half-normal', weights)),
  )
}

const holds = ({ interval }: EvidenceEstimate, log: number) =>
  interval!.lower <= log && log <= interval!.upper

describe('an evidence', () => {
  test('lies within its 95 % interval in as many cases, by the ladder and by particles', async () => {
    const seeds = long ? 200 : 12
    for (const weights of long
      ? [
          [0.7, 0.3],
          [0.5, 0.3, 0.2],
        ]
      : [[0.7, 0.3]]) {
      const input = madeUp(weights, { noise: 0.05 })
      const wanted = exactLog(input)
      const held = [0, 0]
      for (let seed = 0; seed < seeds; seed++) {
        const evidence = (await infer(input, seed)).evidence!
        expect([evidence.runs, evidence.check!.runs]).toEqual([4, 8])
        ;[evidence, evidence.check!].forEach((estimate, i) => {
          held[i]! += holds(estimate, wanted) ? 1 : 0
        })
      }
      // Three binomial standard errors; two standard errors to either side in place of Student's would hold 81 %.
      const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / seeds)
      for (const count of held) expect(count / seeds).toBeGreaterThan(least)
    }
  })

  test('of one model is exact, without an interval', async () => {
    const result = await infer(madeUp([1]), 1)
    expect(result.evidence).toMatchObject({ error: 0, check: null })
    expect(result.evidence!.interval).toBeUndefined()
  })

  test('differs from another by Student’s t with the degrees of both', () => {
    const estimate = (log: number, error: number, runs?: number) => ({ log, error, runs })
    // R: qt(0.975, 3), qt(0.975, 6), -qnorm(pt(-3, 6)).
    expect(evidenceDifference(estimate(1, 0.1, 4), estimate(0, 0)).reach).toBeCloseTo(0.1 * 3.182446, 6)
    const equal = evidenceDifference(estimate(3 * Math.SQRT2, 1, 4), estimate(0, 1, 4))
    expect(equal.reach).toBeCloseTo(Math.SQRT2 * 2.446912, 5)
    expect(equal.deviations).toBeCloseTo(2.257, 3)
    expect(evidenceDifference(estimate(3, 1), estimate(0, 0)).deviations).toBeCloseTo(3, 9)
    expect(evidenceDifference(estimate(0, 0), estimate(0, 0)).deviations).toBe(0)
    expect(evidenceDifference(estimate(100, 0.1, 4), estimate(0, 0.1, 4)).deviations).toBeGreaterThan(3)
  })

  test('of one curve by two libraries is compared without the prior of the scale, whatever the unit of the profiles', () => {
    // Libraries of one model: a evidence in closed form, and with p(c) ~ 1/c by a sum over c.
    const a = madeUp([1], { noise: 0.05 })
    const b = {
      curve: a.curve,
      profiles: { ...a.profiles, values: a.profiles.values.map((v, i) => v * (1 + i / 400)) },
    }
    const scaled = (input: InferInput, by: number) => ({
      curve: input.curve,
      profiles: { ...input.profiles, values: input.profiles.values.map(v => by * v) },
    })
    const withScalePriorOf = (input: InferInput, by: number) => {
      const problem = buildProblem(input)
      problem.scalePriorSd *= by
      return { log: logMarginalLikelihood(problem, 'half-normal', [1]), problem }
    }
    const resultOf = (input: InferInput, by: number) => {
      const { log, problem } = withScalePriorOf(input, by)
      const fit = { q: [1], intensity: [1], sigma: [1] }
      return {
        fit,
        models: [{}],
        evidence: { log, error: 0, method: '', scalePrior: 'half-normal', check: null },
        sampler: { converged: true, reasons: [] },
        scale: { mean: problem.referenceScale },
        details: { scalePriorSd: problem.scalePriorSd },
        verdict: { code: 'explained' },
      } as unknown as Result
    }
    const differenceOf = (first: Result, second: Result) => {
      const compared = compareEvidences(first, second)
      return compared.comparable ? compared.difference : Number.NaN
    }
    const integral = (input: InferInput) => {
      const { reduced } = buildProblem(input)
      const terms: number[] = []
      for (let logC = Math.log(0.2); logC < Math.log(5); logC += 1e-4) {
        const c = Math.exp(logC)
        const misfit = reduced.data.reduce(
          (sum, z, j) => sum + (c * reduced.coordinates[j]! - z) ** 2,
          reduced.outside,
        )
        terms.push(-misfit / 2)
      }
      return logSumExp(terms)
    }
    const wanted = Math.abs(integral(a) - integral(b))
    expect(wanted).toBeGreaterThan(0.5)
    for (const [wide, unit] of [
      [1, 1],
      [0.2, 1],
      [5, 1],
      [1, 1000],
    ] as const)
      expect(differenceOf(resultOf(a, 1), resultOf(scaled(b, unit), wide))).toBeCloseTo(wanted, 2)
  })
})

/** Of energies with the density exp(-E) at temperature 0 the normaliser is 1/(1 + beta), and E (1 + beta) has that density at beta. */
test.each([1e-9, 0.1, 3, 300])(
  'the ratio of two normalisers: energies that are exponential, a step of %d',
  step => {
    const count = 4000
    const here = Float64Array.from({ length: count }, (_, i) => -Math.log((i + 0.5) / count))
    const next = here.map(energy => energy / (1 + step))
    const exact = -Math.log(1 + step)
    // The quantiles stand for an integral, the less well the less the two overlap.
    expect(Math.abs(bennett(here, next, step) - exact)).toBeLessThan(step > 100 ? 0.1 : 2e-3)
  },
)
