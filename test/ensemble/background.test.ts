import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { backgroundOf } from '#src/ensemble/background.ts'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long } from '../support/skips.ts'
import { madeUp } from './madeUp.ts'
import { simplexNodes } from './quadrature.ts'
import { referenceInput, unlessHere } from './reference.ts'

setDefaultTimeout(600_000)

/** A constant background: against quadrature over it, and against data to which one was added. */

const silent = { report: () => {} }
const options = { ...classicModel, effort: 'gate' } as const

function lifted({ curve, profiles }: InferInput, constant: number): InferInput {
  return { curve: { ...curve, intensity: curve.intensity.map(value => value + constant) }, profiles }
}

describe('the background', () => {
  test('has a prior from the last tenth of the curve, between 0.1 and 2 % of I(0)', () => {
    const made = madeUp([1, 0], { points: 100, noise: 0.001 }).curve
    const curve = { ...made, sigma: made.sigma.map(() => 0.001) }
    const i0 = backgroundOf(curve, 0.1)!.forward
    expect(i0).toBeCloseTo(1.3 * 1.02, 1)
    const raised = (constant: number) => ({ ...curve, intensity: curve.intensity.map(y => y + constant) })
    const tail = curve.intensity.slice(90).reduce((sum, y) => sum + y / 10, 0)
    expect(backgroundOf(raised(0.005 - tail), 'auto')!.priorSd).toBeCloseTo(0.005, 3)
    expect(backgroundOf(raised(-tail), 'auto')!.priorSd).toBeCloseTo(0.001 * i0, 4)
    expect(backgroundOf(raised(1), 'auto')!.priorSd / (i0 + 1)).toBeCloseTo(0.02, 3)
    expect(backgroundOf(curve, 'none')).toBeNull()
    expect(() => buildProblem(madeUp([1, 0]), { background: -1 })).toThrow('The sd of the background is -1')
  })

  for (const weights of [[1], [0.7, 0.3]])
    test(`${weights.length} models: its mean, sd and Bayes factor are those of quadrature`, async () => {
      const input = lifted(madeUp(weights, { noise: 0.05 }), 0.003)
      const background = 0.02
      const settings: InferOptions = { ...options, background, iterations: long ? 8000 : 3000 }
      const { result } = await inferEnsemble(input, settings, silent)
      const nodes = weights.length === 1 ? [{ weights: [1], log: 0 }] : simplexNodes([0.5, 0.5], 0.1)
      const evidenceAt = (b: number) => {
        const problem = buildProblem(lifted(input, -b))
        // The prior of the scale belongs to the data as they are.
        problem.scalePriorSd = 10 * result.details.referenceScale
        return logSumExp(
          nodes.map(node => node.log + logMarginalLikelihood(problem, 'half-normal', node.weights)),
        )
      }
      const step = background / 25
      const grid = Array.from({ length: 201 }, (_, n) => (n - 100) * step)
      const logs = grid.map(
        b =>
          evidenceAt(b) -
          0.5 * (b / background) ** 2 +
          Math.log(step / (background * Math.sqrt(2 * Math.PI))),
      )
      const total = logSumExp(logs)
      const moment = (f: (b: number) => number) =>
        logs.reduce((sum, log, n) => sum + f(grid[n]!) * Math.exp(log - total), 0)
      const mean = moment(b => b)
      const sd = Math.sqrt(moment(b => (b - mean) ** 2))
      const { amount, logBayesFactor, priorSd } = result.background!
      expect(priorSd).toBe(background)
      expect(Math.abs(amount.mean - mean)).toBeLessThan(4 * amount.mcse)
      expect(amount.sd / sd).toBeCloseTo(1, 1)
      expect(Math.abs(result.evidence!.log - total)).toBeLessThan(0.05)
      expect(Math.abs(logBayesFactor - (total - evidenceAt(0)))).toBeLessThan(0.05)
    })

  test.skipIf(unlessHere('synth_k5_n50') !== '')(
    `of 0.05, 0.1 and 0.5 % of I(0) leaves every weight where it was${unlessHere('synth_k5_n50')}`,
    async () => {
      const input = referenceInput('synth_k5_n50')
      const settings: InferOptions = {
        ...options,
        background: 'auto',
        iterations: long ? 2000 : 800,
        qMax: 10,
      }
      const infer = async (data: InferInput) => (await inferEnsemble(data, settings, silent)).result
      const before = await infer(input)
      const forward = backgroundOf(input.curve, 'auto')!.forward
      for (const share of long ? [0.0005, 0.001, 0.005] : [0.0005, 0.005]) {
        const after = await infer(lifted(input, share * forward))
        after.models.forEach(({ weight }, k) => {
          const was = before.models[k]!.weight
          const noise = 4 * Math.hypot(weight.mcse, was.mcse)
          expect(Math.abs(weight.mean - was.mean)).toBeLessThan(0.5 * was.sd + noise)
        })
        const rise = after.background!.amount.mean - before.background!.amount.mean
        expect(Math.abs(rise / forward - share)).toBeLessThan(before.background!.amount.sd / forward)
      }
    },
  )
})
