import { expect, test } from 'bun:test'
import type { Settling } from '#src/ensemble/contract.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { long } from '../../support/skips.ts'
import { madeUp } from '../madeUp.ts'

test('chains that grow are looked at when it is asked for, and the last look is near what comes out', async () => {
  const input = madeUp([0.5, 0.3, 0, 0.2], { noise: 0.02 })
  const rg = { name: 'rg', unit: 'Å', values: input.profiles.names.map((_, k) => 20 + 3 * k) }
  const iterations = long ? 5000 : 2000
  const options = { seed: 1, chains: 4, iterations, iterationsMax: iterations, effort: 'gate' } as const
  const looks: Settling[] = []
  let asked = 0
  let ends = 0
  const { result, names } = await inferEnsemble({ ...input, properties: [rg] }, options, {
    report: () => {},
    settling: (look, ended) => {
      asked++
      if (ended) ends = asked
      const settling = ended || asked % 2 === 0 ? look() : null
      if (settling) looks.push(settling)
    },
  })
  expect(ends).toBe(asked) // once, at the end
  expect(looks.length).toBe(Math.ceil(asked / 2))
  const last = looks.at(-1)!
  expect(last.draws).toBeGreaterThan(looks[0]!.draws)
  expect(looks[0]!.agreement).toMatch(
    /^The 4 independent chains (agree so far: R-hat is at most|do not agree yet: R-hat of) /,
  )
  expect(last.agreement).toBe(
    result.sampler.converged
      ? 'The 4 independent chains agree.'
      : `The 4 independent chains do not agree in the end: ${result.sampler.reasons[0]}.`,
  )
  expect(last.weights.map(({ place }) => place).sort()).toEqual([0, 1, 2, 3])
  for (const { place, name, weight } of last.weights) {
    expect(names[place]).toBe(name)
    const { mean, sd } = result.models[place]!.weight
    expect(Math.abs(weight.mean - mean)).toBeLessThan(0.3 * sd + 0.005)
  }
  const [found] = result.details.distributions!
  expect(last.rg!.edges).toEqual(found!.edges)
  expect(Math.abs(last.rg!.mean.mean - found!.mean.mean)).toBeLessThan(0.3 * found!.mean.sd)
  expect(last.traces.map(({ name }) => name).slice(0, 2)).toEqual(['scale', 'chi2'])
  expect(last.traces[0]!.chains.length).toBe(4)
}, 300_000)
