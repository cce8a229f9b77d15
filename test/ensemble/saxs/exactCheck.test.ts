import { expect, test } from 'bun:test'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { rowsOf } from '#src/ensemble/numeric/sparseRows.ts'
import type { Draws } from '#src/ensemble/posterior/draws.ts'
import { checkHydration } from '#src/ensemble/saxs/exactCheck.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'

test('draws are checked with the profiles of their own c1 and contrast, at the best scale and with their background', () => {
  const random = Random.stream(4, 1)
  const partials = exampleConformers(3, () => random.uniform()).map(one => ({
    ...partialsOf(readStructures(writeConformer(one), one.name).models[0]!, { qMax: 0.5 }),
    name: one.name,
  }))
  const q = Array.from({ length: 40 }, (_, i) => 0.01 + 0.008 * i)
  const weights = Float64Array.of(0.2, 0.5, 0.3)
  const curveAt = (c1: number, contrast: number) => {
    const { values } = profilesFrom(partials, Float64Array.from(q), { mode: 'shared', c1, contrast })
    return q.map((_, i) => weights.reduce((sum, w, k) => sum + w * values[3 * i + k]!, 0))
  }
  const measured = curveAt(1, 0.02).map(value => value + 500)
  const fit = { q, intensity: measured, sigma: measured.map(value => 0.01 * value) }
  const c1 = Float64Array.of(1, 0.96)
  const contrast = Float64Array.of(0.02, 0.025)
  const draws: Draws = {
    count: 2,
    modelCount: 3,
    chainCount: 1,
    chain: new Uint16Array(2),
    weights: rowsOf(Float64Array.of(...weights, ...weights), 3),
    scale: Float64Array.of(1, 2.5),
    chi2: Float64Array.of(0, 7),
    shiftChi2: new Float64Array(2),
    hyper: new Float64Array(2),
    errorScale: new Float64Array(2).fill(1),
    temperature: new Float64Array(2),
    node: new Float64Array(2),
    nuisance: new Float64Array(),
  }
  const background = Float64Array.of(500, 0)
  const exact = curveAt(0.96, 0.025)
  const misfit = (scale: number) =>
    exact.reduce((sum, value, i) => sum + ((measured[i]! - scale * value) / fit.sigma[i]!) ** 2, 0)
  const least = Math.min(...Array.from({ length: 20_001 }, (_, n) => misfit(0.5 + n * 1e-4)))
  const check = checkHydration([{ partials, fit, background, reference: 1 }], draws, { c1, contrast })
  expect(check.draws).toBe(2)
  expect(check.largest).toBeCloseTo(least - 7, 1)
  const first = { ...draws, count: 1 }
  expect(
    Math.abs(checkHydration([{ partials, fit, background, reference: 1 }], first, { c1, contrast }).largest),
  ).toBeLessThan(1e-3)
})
