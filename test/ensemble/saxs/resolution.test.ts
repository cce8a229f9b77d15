import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Curve } from '#src/ensemble/contract.ts'
import { simulateExample } from '#src/ensemble/example/index.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { normalCdf } from '#src/ensemble/numeric/special.ts'
import { fitProfile, intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { type Partials, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { inWater, modelPartials, partialsReach, withResolution } from '#src/ensemble/saxs/radiation.ts'
import { neutronsOf, type RadiationOptions } from '#src/ensemble/saxs/radiationOptions.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { sharedFolder } from '../../support/skips.ts'
import { noReference, whySkipped } from './shared.ts'

/** Profiles as an instrument of limited resolution measures them. */

const wet = { c1: 1, contrast: 0.02 }
const points = (q: Float64Array, dq?: Float64Array): Pick<Curve, 'q' | 'dq'> => ({ q, ...(dq && { dq }) })
const example = (() => {
  const { name, text } = simulateExample(1).models[17]!
  return partialsOf(readStructures(text, name).models[0]!, { qMax: 0.6 })
})()

test.each([0.001, 0.01, 0.03])('a resolution of %p 1/A is the integral over a Gaussian', sd => {
  const q = Float64Array.of(0, 0.005, 0.05, 0.1, 0.2, 0.35)
  const curve = points(
    q,
    q.map(() => sd),
  )
  const [smeared] = withResolution([example], curve, { radiation: 'neutrons' })
  const found = intensityOf(smeared!, q, wet)
  const steps = 4000
  q.forEach((value, i) => {
    const nodes = Float64Array.from({ length: steps + 1 }, (_, k) => (6 * sd * (2 * k - steps)) / steps)
    const order = [...nodes.map(node => Math.abs(value + node))].map((place, k) => ({ place, k }))
    order.sort((a, b) => a.place - b.place)
    const sharp = intensityOf(
      example,
      Float64Array.from(order, ({ place }) => place),
      wet,
    )
    let [sum, total] = [0, 0]
    order.forEach(({ k }, at) => {
      const weight = Math.exp(-((nodes[k]! / sd) ** 2) / 2)
      sum += weight * sharp[at]!
      total += weight
    })
    expect(Math.abs(found[i]! / (sum / total) - 1)).toBeLessThan(1e-3)
  })
})

/** A particle whose intensity is exp(-alpha q^2), so that every beam of a slit smears it in closed form. */
const alpha = 20 ** 2 / 3
const gaussian: Partials = {
  ...example,
  values: example.values.map((_, at) => {
    const grid = example.values.length / 6
    return at < grid ? Math.exp(-alpha * (at * example.qStep) ** 2) : 0
  }),
}
const bare = { c1: 1, contrast: 0 }
const erf = (x: number) => 2 * normalCdf(x * Math.SQRT2) - 1

test.each([
  { slitLength: 0.3, slitPlateau: 1 },
  { slitLength: 0.3, slitPlateau: 0.4 },
  { slitLength: 0.2, slitPlateau: 0, slitWidth: 0.03 },
])('a slit smears a Gaussian as its closed form says: %p', slit => {
  const q = Float64Array.of(0, 0.01, 0.05, 0.1, 0.2)
  const [smeared] = withResolution([gaussian], points(q), slit)
  const found = intensityOf(smeared!, q, bare)
  const foot = slit.slitLength
  const level = slit.slitPlateau * foot
  const root = Math.sqrt(alpha)
  const area = (t: number) => (Math.sqrt(Math.PI / alpha) / 2) * erf(t * root)
  const density = (t: number) => Math.exp(-alpha * t * t) / (2 * alpha)
  const falling =
    level < foot ? (foot * (area(foot) - area(level)) - (density(level) - density(foot))) / (foot - level) : 0
  const along = (area(level) + falling) / ((level + foot) / 2)
  const width = slit.slitWidth ?? 0
  q.forEach((value, i) => {
    const across =
      width > 0 ? (area(value + width / 2) - area(value - width / 2)) / width : Math.exp(-alpha * value ** 2)
    expect(found[i]! / (along * across)).toBeCloseTo(1, 4)
  })
})

test('a slit and a resolution of q smear one after the other, and reach further into the grid', () => {
  const q = Float64Array.of(0.05, 0.1, 0.2)
  const slit = { slitLength: 0.3, slitPlateau: 0.5 } as const
  const sd = 0.1 / Math.sqrt(6)
  const [smeared] = withResolution([gaussian], points(q), { ...slit, resolution: 0.1 })
  const found = intensityOf(smeared!, q, bare)
  const [long] = withResolution([gaussian], points(q), slit)
  const alone = intensityOf(long!, q, bare)
  q.forEach((value, i) => {
    // A Gaussian in q turns exp(-alpha q^2) into another, whatever the slit.
    const spread = 1 + 2 * alpha * (sd * value) ** 2
    const expected = Math.exp(alpha * value ** 2 * (1 - 1 / spread)) / Math.sqrt(spread)
    expect(found[i]! / alone[i]!).toBeCloseTo(expected, 4)
  })
  expect(partialsReach(points(q), slit)).toBeCloseTo(Math.hypot(0.2, 0.3), 9)
})

test('a wavelength spread gives each q a standard deviation of spread q/sqrt(6)', () => {
  const q = Float64Array.of(0.05, 0.1, 0.3)
  const spread = intensityOf(withResolution([example], points(q), { resolution: 0.15 })[0]!, q, wet)
  const column = points(
    q,
    q.map(value => (0.15 * value) / Math.sqrt(6)),
  )
  const same = intensityOf(withResolution([example], column, { radiation: 'neutrons' })[0]!, q, wet)
  expect(Array.from(spread)).toEqual(Array.from(same))
  expect(Math.abs(spread[2]! / intensityOf(example, q, wet)[2]! - 1)).toBeGreaterThan(0.01)
})

test('collimation adds the same at every q, in squares beside the wavelength, and nothing to the column of a file', () => {
  const q = Float64Array.of(0.02, 0.05, 0.1)
  const beamSd = 0.004
  for (const resolution of ['none', 0.15] as const) {
    const [smeared] = withResolution([gaussian], points(q), { resolution, beamSd })
    const found = intensityOf(smeared!, q, bare)
    q.forEach((value, i) => {
      const ofWavelength = resolution === 'none' ? 0 : (resolution * value) / Math.sqrt(6)
      const spread = 1 + 2 * alpha * (beamSd ** 2 + ofWavelength ** 2)
      expect(found[i]! / (Math.exp((-alpha * value ** 2) / spread) / Math.sqrt(spread))).toBeCloseTo(1, 4)
    })
  }
  const column = points(q, Float64Array.of(0.01, 0.01, 0.01))
  const neutrons = { radiation: 'neutrons', d2o: 1 } as const
  const [one, other] = [neutrons, { ...neutrons, beamSd }].map(options =>
    intensityOf(withResolution([gaussian], column, options)[0]!, q, bare),
  )
  expect(other).toEqual(one!)
  expect(() => withResolution([gaussian], points(q), { beamSd: 0.5 })).toThrow(
    'spread of the direct beam is 0.5',
  )
})

test('X-rays, curves without the column, and a resolution of none are left alone', () => {
  const q = Float64Array.of(0.05, 0.1)
  const curve = points(q, Float64Array.of(0.01, 0.01))
  const library = [example]
  expect(withResolution(library, curve, {})).toBe(library)
  expect(withResolution(library, points(q), { radiation: 'neutrons' })).toBe(library)
  expect(withResolution(library, curve, { radiation: 'neutrons', resolution: 'none' })).toBe(library)
  expect(partialsReach(curve, {})).toBe(0.1)
  expect(partialsReach(curve, { radiation: 'neutrons' })).toBeCloseTo(0.14, 12)
  expect(partialsReach(curve, { radiation: 'neutrons', qMax: 0.07 })).toBeCloseTo(0.09, 12)
})

describe.skipIf(noReference)(`a measured curve of neutrons ${whySkipped}`, () => {
  test('sans.dat: chi2 of sans.pdb in D2O is 78 with the resolution of the file and 85 without, far worse as X-rays', () => {
    const path = sharedFolder('curves', 'sans.pdb')
    const { curve } = readCurve(readFileSync(sharedFolder('curves', 'sans.dat')), 'sans.dat')
    const structure = readStructures(readFileSync(path, 'utf8'), 'sans.pdb').models[0]!
    const chi2 = (options: RadiationOptions) => {
      const neutrons = neutronsOf(options)
      const model = modelPartials(structure, neutrons, { qMax: partialsReach(curve, options) })
      return fitProfile(withResolution([inWater(model, neutrons)], curve, options)[0]!, curve).chi2PerPoint
    }
    const neutrons = { radiation: 'neutrons', d2o: 1 } as const
    expect(chi2(neutrons)).toBeCloseTo(77.9, 0)
    expect(chi2({ ...neutrons, resolution: 'none' })).toBeCloseTo(85.2, 0)
    expect(chi2({})).toBeGreaterThan(150)
  })
})
