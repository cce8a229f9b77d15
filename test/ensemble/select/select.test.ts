import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { objectiveOf } from '#src/ensemble/select/objective.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import { missing, referenceInput, referenceText } from '../reference.ts'

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

describe.skipIf(missing !== '')(`variational selection against reference optima${missing}`, () => {
  for (const name of sets)
    test(`${name}: the bound to 1e-3 where the optimum is unique, no worse where it is not`, async () => {
      const input = referenceInput(name)
      const reference = JSON.parse(referenceText(name, 'variational.json'))
      const elbo = async (prior: number) =>
        (await selectEnsemble(input, { prior, stop: 'none', qMax: 10 }, silent)).result.elbo
      expect(Math.abs((await elbo(0.5)) - reference.prior_half.elbo)).toBeLessThan(1e-3)
      expect(Math.abs((await elbo(1)) - reference.prior_one.elbo)).toBeLessThan(1e-3)
      expect(await elbo(1 / reference.K)).toBeGreaterThan(reference.prior_1_over_K.elbo - 1e-3)
    })

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
      expect(Math.abs(gradient[k] - numeric)).toBeLessThan(1e-4 * (1 + Math.abs(numeric)))
    })
  })
})
