import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { fitAverage } from '#src/ensemble/saxs/hydration.ts'
import { fitSharedHydration } from '#src/ensemble/saxs/sharedHydration.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long, unlessLong } from '../../support/skips.ts'
import { conformerPartials, drawTruth, measure } from './hydrationReplicas.ts'

setDefaultTimeout(600_000)

/** One hydration for a library, on curves of which it is known. `test/bench/hydration.ts` has the whole study. */

const silent = { report: () => {} }
const partials = conformerPartials(5)

/** Partials of scattering in vacuum alone, as models of beads have. */
function vacuumOf({ values }: (typeof partials)[number]): Float64Array {
  return values.map((value, i) => (i < values.length / 6 ? value : 0))
}

describe('shared hydration', () => {
  test('is found exactly without noise, however far the ensemble is from equal weights', () => {
    for (const weights of [
      [1, 0, 0, 0, 0],
      [0, 0.1, 0, 0, 0.9],
      [0.2, 0.2, 0.2, 0.2, 0.2],
    ]) {
      const truth = { weights, c1: 0.985, contrast: 0.012 }
      const found = fitSharedHydration(partials, measure(partials, truth, 1, 0), {})
      // Its prior draws it towards 1 and 0.015 by a small part of the standard error.
      expect(Math.abs(found.c1 - truth.c1)).toBeLessThan(2e-4)
      expect(Math.abs(found.contrast - truth.contrast)).toBeLessThan(3e-5)
    }
  })

  test('has a small spread and no bias where the average has a large one', () => {
    let [shared, average] = [0, 0]
    for (let seed = 0; seed < 20; seed++) {
      const truth = drawTruth(5, seed)
      const curve = measure(partials, truth, seed)
      shared += (fitSharedHydration(partials, curve, {}).c1 - truth.c1) ** 2 / 20
      average += (fitAverage(partials, curve).c1 - truth.c1) ** 2 / 20
    }
    expect(Math.sqrt(shared)).toBeLessThan(0.003)
    expect(Math.sqrt(average)).toBeGreaterThan(3 * Math.sqrt(shared))
  })

  test('comes with its error, and its profiles are those of the values told', async () => {
    const truth = { weights: [0, 0.6, 0, 0.4, 0], c1: 1.01, contrast: 0.02 }
    const curve = measure(partials, truth, 3)
    const options = { ...classicModel, select: false, iterations: 400, effort: 'gate' } as const
    const { result } = await analyseLibrary({ curve, library: partials }, options, silent)
    const { c1, contrast, c1Sd, contrastSd } = result.hydration!
    expect(c1Sd).toBeGreaterThan(1e-4)
    expect(Math.abs(c1 - truth.c1)).toBeLessThan(4 * c1Sd!)
    expect(Math.abs(contrast - truth.contrast)).toBeLessThan(4 * contrastSd!)
    expect(result.fit.chi2PerPoint).toBeGreaterThan(0.6)
    expect(result.fit.chi2PerPoint).toBeLessThan(1.4)
  })

  test('one model alone has a hydration too; beads have none to find', async () => {
    const options = { ...classicModel, select: false, iterations: 200, effort: 'gate' } as const
    const alone = [partials[2]!]
    const truth = { weights: [1], c1: 1.02, contrast: 0.01 }
    const one = await analyseLibrary({ curve: measure(alone, truth, 4), library: alone }, options, silent)
    expect(one.result.models[0]!.weight.mean).toBe(1)
    expect(Math.abs(one.result.hydration!.c1 - 1.02)).toBeLessThan(4 * one.result.hydration!.c1Sd!)

    const beads = partials.slice(0, 2).map(model => ({ ...model, meanRadius: 0, values: vacuumOf(model) }))
    const curve = measure(beads, { weights: [0.3, 0.7], c1: 1, contrast: 0 }, 5)
    const { result } = await analyseLibrary({ curve, library: beads }, options, silent)
    expect(result.hydration).toEqual({
      mode: 'shared',
      c1: 1,
      contrast: 0,
      c1Sd: 0,
      contrastSd: 0,
      outside: 0,
    })
  })

  test.skipIf(!long)(
    `intervals of the weights and of c1 hold the truth${unlessLong}`,
    async () => {
      let [held, all, deviations] = [0, 0, 0]
      const replicas = 60
      for (let seed = 0; seed < replicas; seed++) {
        const truth = drawTruth(5, seed)
        const curve = measure(partials, truth, seed)
        const options = {
          ...classicModel,
          select: false,
          iterations: 400,
          iterationsMax: 1600,
          effort: 'gate',
          seed,
        } as const
        const { result } = await analyseLibrary({ curve, library: partials }, options, silent)
        result.models.forEach(({ weight }, k) => {
          all++
          if (weight.q025 <= truth.weights[k]! && truth.weights[k]! <= weight.q975) held++
        })
        deviations += ((result.hydration!.c1 - truth.c1) / result.hydration!.c1Sd!) ** 2 / replicas
      }
      // Five weights of a replica hang together, so 300 of them count as about 120: 95 % +- 2 %. Fitted on the average: 32 %.
      expect(held / all).toBeGreaterThan(0.9)
      expect(deviations).toBeGreaterThan(0.4)
      expect(deviations).toBeLessThan(1.6)
    },
    900_000,
  )
})
