import { describe, expect, test } from 'bun:test'
import type { Curve, Result, ResultVerdict } from '#src/ensemble/contract.ts'
import { distancesLike } from '#src/ensemble/curve/distances.ts'
import { distanceDistribution, guinierFit, proteinMass } from '#src/ensemble/curve/index.ts'
import { pairDistancesOf } from '#src/ensemble/curve/pairDistances.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { symmetricEigen } from '#src/ensemble/numeric/symmetricEigen.ts'
import { largestDistance, radiusOfGyration } from '#src/ensemble/structures/index.ts'
import { curveOf, noReference, structureOf, whySkipped } from '../saxs/shared.ts'

/** 300 points with errors of 0.3 % and a floor, as a good synchrotron measures them. */
function measured(intensityAt: (q: number) => number): Curve {
  const random = Random.stream(7)
  const q = Float64Array.from({ length: 300 }, (_, i) => 0.008 + (0.5 * i) / 300)
  const exact = q.map(intensityAt)
  const sigma = exact.map(value => 0.003 * (value + 0.003 * intensityAt(0)))
  return { q, sigma, intensity: exact.map((value, i) => value + sigma[i]! * random.normal()) }
}

const told = (curve: Curve) => distanceDistribution(curve, guinierFit(curve))!
const within = (percent: number, value: number, known: number) =>
  expect(Math.abs(value / known - 1)).toBeLessThan(percent / 100)

const amplitude = (x: number) => (x < 1e-3 ? 1 : (3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3)
const sphere = (radius: number) => (q: number) => amplitude(q * radius) ** 2

/** An ellipsoid of revolution, averaged over its directions. */
const ellipsoid = (a: number, c: number) => (q: number) => {
  let sum = 0
  for (let i = 0; i < 60; i++) {
    const u = (i + 0.5) / 60
    sum += amplitude(q * Math.sqrt(a * a * (1 - u * u) + c * c * u * u)) ** 2 / 60
  }
  return sum
}

test('of a sphere: its size within 1 %, its diameter within 5 %, and P(r) as it is known', () => {
  const found = told(measured(sphere(30)))
  within(1, found.rg, 30 * Math.sqrt(0.6))
  within(1, found.i0, 1)
  within(5, found.dmax, 60)
  // Glatter & Kratky 1982: P(r) ~ r^2 (1 - 3/4 (r/R) + 1/16 (r/R)^3).
  const known = found.r.map(r => (r > 60 ? 0 : r ** 2 * (1 - (3 * r) / 120 + r ** 3 / 16 / 27000)))
  const scale = known.reduce((a, b) => a + b) * found.r[1]!
  const highest = Math.max(...known) / scale
  for (const [i, p] of found.p.entries()) expect(Math.abs(p - known[i]! / scale)).toBeLessThan(0.02 * highest)
})

test('of an ellipsoid', () => {
  const found = told(measured(ellipsoid(20, 30)))
  within(1, found.rg, Math.sqrt((2 * 400 + 900) / 5))
  within(5, found.dmax, 60)
})

test('the error of Rg is that of its repetitions, and the scale of curve and of q is no matter', () => {
  const found = told(measured(sphere(30)))
  expect(found.rgError).toBeGreaterThan(0.001)
  expect(found.rgError).toBeLessThan(0.2)
  const { q, intensity, sigma } = measured(sphere(30))
  const larger = told({
    q: q.map(value => value / 10),
    intensity: intensity.map(value => 1e6 * value),
    sigma: sigma.map(value => 1e6 * value),
  })
  within(0.01, larger.rg, 10 * found.rg)
  within(0.01, larger.dmax, 10 * found.dmax)
  within(0.01, larger.i0, 1e6 * found.i0)
})

test('a background is taken off, but for a fit that misses the curve', () => {
  const amount = 0.004
  const bare = measured(sphere(30))
  const { q, sigma } = bare
  const intensity = bare.intensity.map(value => value + amount)
  const list = (values: Float64Array) => Array.from(values)
  const fit = { q: list(q), sigma: list(sigma), intensity: list(intensity), model: list(intensity) }
  const of = (code: 'explained' | 'misfit') =>
    pairDistancesOf(
      { fit, background: { amount: { mean: amount } } } as unknown as Pick<Result, 'fit' | 'background'>,
      { code } as ResultVerdict,
    )!
  const [without, kept] = [of('explained'), of('misfit')]
  expect(without.background).toBe(amount)
  within(0.01, without.rg, told(bare).rg)
  expect(kept.background).toBeUndefined()
  within(0.01, kept.rg, told({ ...bare, intensity }).rg)
  expect(Math.abs(kept.rg / without.rg - 1)).toBeGreaterThan(1e-3)
})

test('a curve without a Guinier region has none', () => {
  expect(distanceDistribution(measured(sphere(30)), null)).toBeNull()
})

test('another curve of the particle is transformed alike', () => {
  const curve = measured(sphere(30))
  const found = told(curve)
  const again = distancesLike(found, { ...curve, intensity: curve.q.map(sphere(30)) })
  const highest = Math.max(...found.p)
  for (const [i, p] of found.p.entries()) expect(Math.abs(again[i]! - p)).toBeLessThan(0.02 * highest)
})

test('eigenvalues and vectors give the matrix back', () => {
  const matrix = Float64Array.from([4, 1, -2, 1, 3, 0.5, -2, 0.5, 7])
  const { values, vectors } = symmetricEigen(matrix.slice(), 3)
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += vectors[3 * i + k]! * values[k]! * vectors[3 * j + k]!
      expect(sum).toBeCloseTo(matrix[3 * i + j]!, 12)
    }
})

describe.skipIf(noReference)(`of lysozyme${whySkipped}`, () => {
  test('from its coordinates', () => {
    const { xyz } = structureOf('inputs/6lyz.pdb')
    const found = told(measured(debye(xyz)))
    within(1, found.rg, radiusOfGyration(xyz))
    within(5, found.dmax, largestDistance(xyz))
  })

  test('as it was measured: the size in water, and the mass of the chain', () => {
    const curve = curveOf('inputs/lyzexp.dat')
    const found = told(curve)
    within(6, found.rg, 14.9)
    within(20, proteinMass(found, curve.q.at(-1)!)!, 14_305)
    expect(proteinMass(found, 0.1)).toBeNull()
  })
})

test.skipIf(noReference)(
  `SASDCQ2, whose file tells no size: P(r) agrees with the Guinier fit${whySkipped}`,
  () => {
    const curve = curveOf('inputs/SASDCQ2.dat')
    const found = told(curve)
    within(3, found.rg, guinierFit(curve)!.rg)
    within(1, found.i0, guinierFit(curve)!.i0)
    // Of 185 residues: the models of the entry span 68 to 82 A.
    expect(found.dmax).toBeGreaterThan(65)
    expect(found.dmax).toBeLessThan(85)
  },
)

/** Of points that all scatter alike, by their distances in bins of 0.05 A. */
function debye(xyz: Float64Array): (q: number) => number {
  const bins = new Float64Array(4000)
  const count = xyz.length / 3
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const d = Math.hypot(
        xyz[3 * i]! - xyz[3 * j]!,
        xyz[3 * i + 1]! - xyz[3 * j + 1]!,
        xyz[3 * i + 2]! - xyz[3 * j + 2]!,
      )
      bins[Math.round(20 * d)]! += 2
    }
  const filled = [...bins.keys()].filter(k => bins[k]! > 0)
  return q => {
    let sum = count
    for (const k of filled) sum += q === 0 ? bins[k]! : (bins[k]! * Math.sin((q * k) / 20)) / ((q * k) / 20)
    return sum / count ** 2
  }
}
