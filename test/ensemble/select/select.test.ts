import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { objectiveOf } from '#src/ensemble/select/objective.ts'
import { recallTest } from '#src/ensemble/select/recall.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import { long, unlessLong } from '../../support/skips.ts'
import { madeUp } from '../madeUp.ts'
import { referenceInput, referenceText, unlessHere } from '../reference.ts'
import { atomSet, beadSet } from './simulated.ts'

const silent = { report: () => {} }
const sets = [
  'sample_k5_n10',
  'evid_k2_n50',
  'evid_k3_n50',
  'synth_k5_n50',
  'bioce_k5_n868',
  'synth_k20_n400',
  'synth_k50_n50',
  'synth_k100_n50',
]

describe('variational selection against reference optima', () => {
  for (const name of sets) {
    const skipped = unlessHere(name)
    test.skipIf(skipped !== '')(
      `${name}: the bound to 1e-3 where the optimum is unique, no worse where it is not${skipped}`,
      async () => {
        const input = referenceInput(name)
        const reference = JSON.parse(referenceText(name, 'variational.json'))
        const elbo = async (prior: number) =>
          (await selectEnsemble(input, { prior, stop: 'none', qMax: 10 }, silent)).result.elbo
        expect(Math.abs((await elbo(0.5)) - reference.prior_half.elbo)).toBeLessThan(1e-3)
        expect(Math.abs((await elbo(1)) - reference.prior_one.elbo)).toBeLessThan(1e-3)
        expect(await elbo(1 / reference.K)).toBeGreaterThan(reference.prior_1_over_K.elbo - 1e-3)
      },
    )
  }

  test('the rounds of the reference: the same models left, the same bounds', async () => {
    for (const name of ['synth_k20_n400', 'synth_k100_n50']) {
      const loop = JSON.parse(referenceText(name, 'variational.json')).prior_half[
        'prune_loop_from_ones_cut_0.01'
      ]
      const { result } = await selectEnsemble(referenceInput(name), { stop: 'cut' }, silent)
      expect(result.rounds.map(round => round.models)).toEqual(
        loop.iterations.map((round: { models: number }) => round.models),
      )
      expect(Math.abs(result.elbo - loop.elbo_final)).toBeLessThan(1e-2)
      expect(result.selected).toEqual(loop.selected_0based.map((k: number) => `m${k + 1}`))
    }
  })

  test('the gradient agrees with differences', () => {
    const objective = objectiveOf(buildProblem(referenceInput('synth_k20_n400')), 0.5)
    const random = Random.stream(3)
    const at = Float64Array.from({ length: 20 }, () => random.normal())
    const gradient = new Float64Array(20)
    objective.value(at, gradient)
    const scratch = new Float64Array(20)
    at.forEach((_, k) => {
      const shifted = (step: number) =>
        objective.value(
          at.map((x, j) => (j === k ? x + step : x)),
          scratch,
        )
      const numeric = (shifted(1e-5) - shifted(-1e-5)) / 2e-5
      expect(Math.abs(gradient[k]! - numeric)).toBeLessThan(1e-4 * (1 + Math.abs(numeric)))
    })
  })
})

describe('models taken back', () => {
  test.skipIf(!long)(
    `true models of 5 % and more that the selection drops come back, nearly all${unlessLong}`,
    async () => {
      const count = { truths: 0, lostBefore: 0, lost: 0, left: 0, library: 0 }
      for (let seed = 1; seed <= 8; seed++) {
        const { input, truth } = seed % 2 ? beadSet(40, 1, seed) : atomSet(20, 1, false, seed)
        const { result, kept } = await selectEnsemble(input, {}, silent)
        const truths = input.profiles.names.filter((_, k) => truth[k]! >= 0.05)
        count.truths += truths.length
        count.lostBefore += truths.filter(name => !result.selected.includes(name)).length
        count.lost += truths.filter(name => !kept.includes(name)).length
        count.left += kept.length
        count.library += truth.length
      }
      expect(count.lostBefore / count.truths).toBeGreaterThan(0.1)
      expect(count.lost / count.truths).toBeLessThan(0.03)
      expect(count.left / count.library).toBeLessThan(0.85)
    },
    60_000,
  )

  test('are those with which a fit by hand comes within one nat of the best', () => {
    // Two models and no noise: the best fit is the truth, and a share s of the second costs chi2 in closed form.
    const input = madeUp([1, 0], { noise: 0.3 })
    const { curve, profiles } = input
    curve.intensity = curve.intensity.map((_, i) => profiles.values[2 * i]!)
    const problem = buildProblem(input)
    const chi2At = (share: number) => {
      let [a, b, c] = [0, 0, 0]
      curve.q.forEach((_, i) => {
        const rest = (curve.intensity[i]! - share * profiles.values[2 * i + 1]!) / curve.sigma[i]!
        const first = profiles.values[2 * i]! / curve.sigma[i]!
        a += rest * rest
        b += rest * first
        c += first * first
      })
      return a - (b * b) / c
    }
    let [low, high] = [0, 1]
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2
      if (chi2At(middle) < 2) low = middle
      else high = middle
    }
    expect(low).toBeWithin(0.01, 0.99)
    expect(recallTest(problem, 0.999 * low)(1)).toBe(true)
    expect(recallTest(problem, 1.001 * low)(1)).toBe(false)
  })

  test('are none with the other stops, and never among the selected', async () => {
    const { input } = atomSet(20, 1, true, 2)
    const { result, kept, weightDropped } = await selectEnsemble(input, {}, silent)
    expect(result.recalled!.length).toBeGreaterThan(0)
    expect(kept.toSorted()).toEqual([...result.selected, ...result.recalled!].toSorted())
    expect(weightDropped).toBeLessThan(1)
    for (const stop of ['cut', 'none'] as const)
      expect((await selectEnsemble(input, { stop }, silent)).result.recalled).toEqual([])
  })
})
