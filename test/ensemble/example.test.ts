import { expect, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { simulateExample, writeExampleCurve } from '#src/ensemble/example/study.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { exampleSeed } from '#src/studies/example.ts'
import { long, unlessLong } from '../support/skips.ts'

test('the example has the weights that it says, one for each model', () => {
  const { models, truth } = simulateExample(exampleSeed)
  expect(Object.keys(truth)).toEqual(models.map(model => model.name))
  expect(Object.values(truth).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
})

test.skipIf(!long)(
  `the mixture hidden in the example comes out${unlessLong}`,
  async () => {
    const { models, curve, truth } = simulateExample(exampleSeed)
    const library = models.map(({ name, text }) =>
      partialsOf(readStructures(text, name).models[0]!, { qMax: 0.5 }),
    )
    const { result } = await analyseLibrary(
      { curve: readCurve(writeExampleCurve(curve), 'curve').curve, library },
      { ...classicModel, select: false, seed: 1 },
      { report: () => {} },
    )
    expect(result.sampler.converged).toBe(true)
    for (const { name, weight } of result.models) {
      if (truth[name] === 0) continue
      expect(truth[name]).toBeGreaterThan(weight.q025)
      expect(truth[name]).toBeLessThan(weight.q975)
    }
    expect(Math.abs(result.hydration!.c1 - 1)).toBeLessThan(3 * result.hydration!.c1Sd!)
    expect(Math.abs(result.hydration!.contrast - 0.02)).toBeLessThan(3 * result.hydration!.contrastSd!)
  },
  300_000,
)
