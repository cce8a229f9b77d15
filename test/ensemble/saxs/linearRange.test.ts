import { describe, expect, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { simulateExample } from '#src/ensemble/example/index.ts'
import { linearise } from '#src/ensemble/saxs/linearRange.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { long, unlessLong } from '../../support/skips.ts'

/** Of the example the truth is known: c1 = 1, and three models with 0.45, 0.35 and 0.20. */
const { models, curve, truth } = simulateExample(1)
const partials = models.map(({ name, text }) =>
  partialsOf(readStructures(text, name).models[0]!, { qMax: 0.36 }),
)

describe('the line about which c1 is taken', () => {
  test('holds where the curve determines c1: its whole prior is used', () => {
    const { about, nuisance, narrowed } = linearise(partials, curve, { background: 'none' })
    expect(narrowed).toBeNull()
    expect(about.c1).toBeWithin(0.98, 1.02)
    expect(nuisance.sd[0]).toBeCloseTo(0.1 / Math.sqrt(12), 10)
  })

  test('is drawn anew at the best c1 by exact profiles where a background leaves c1 open', () => {
    const { about, nuisance, narrowed } = linearise(partials, curve, {
      background: 'auto',
      errorScale: 'inferred',
    })
    expect(about.c1).toBeWithin(0.985, 1.015)
    expect(narrowed).toMatchObject({ c1: about.c1, sd: expect.closeTo(0.007, 10) })
    expect(nuisance.mean[0]).toBe(0)
    expect(nuisance.sd[0]).toBeCloseTo(0.007, 10)
    // Other values of c1 explain the curve nearly as well, and that is told.
    expect(narrowed!.share).toBeWithin(0.3, 0.9)
  })

  test('is where it was for beads, which have no hydration', () => {
    const beads = partials.slice(0, 3).map(model => ({
      ...model,
      meanRadius: 0,
      values: model.values.map((value, i) => (i < model.values.length / 6 ? value : 0)),
    }))
    expect(linearise(beads, curve, { background: 'auto' }).narrowed).toBeNull()
  })
})

test.skipIf(!long)(
  `with a background the weights of the example hold the truth, and exact profiles agree${unlessLong}`,
  async () => {
    const options = {
      background: 'auto',
      errorScale: 'inferred',
      prior: 'inclusion',
      select: false,
      seed: 1,
    } as const
    const { result } = await analyseLibrary({ curve, library: partials }, options, { report: () => {} })
    const [first] = result.models.toSorted((a, b) => b.weight.mean - a.weight.mean)
    expect(truth[first!.name]).toBe(0.45)
    for (const { name, weight, possible } of result.models) {
      expect(truth[name]).toBeGreaterThanOrEqual(possible!.lower - 0.03)
      expect(truth[name]).toBeLessThanOrEqual(possible!.upper + 0.03)
      if (name === first!.name) expect(truth[name]).toBeWithin(weight.q025, weight.q975)
    }
    expect(Math.abs(result.hydration!.check!.median)).toBeLessThan(2)
    expect(result.verdict).toMatchObject({ code: 'strained' })
  },
  120_000,
)
