import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Curve } from '#src/ensemble/contract.ts'
import { nodeSpacing } from '#src/ensemble/kernels/debyeKernel.ts'
import { fitHydration } from '#src/ensemble/saxs/fitHydration.ts'
import { displacedAmplitude, expansionFactor, vacuumAmplitude } from '#src/ensemble/saxs/formFactors.ts'
import { fitProfile, intensityOf, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { splineFromUniform } from '#src/ensemble/saxs/spline.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'
import { type Atom, cloudOf, pdbOf } from './clouds.ts'

/** Profiles with a known answer: closed forms and a double loop of a few lines. */

const dry = { c1: 1, contrast: 0 }
const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x) / x)

function gridOf(step: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => step * i)
}

describe('closed forms', () => {
  test('two atoms: f1^2 + f2^2 + 2 f1 f2 sinc(q r), to 1e-12 without histograms', () => {
    const pair = cloudOf([
      ['C', 0, 0, 0],
      ['O', 3, 4, 12],
    ])
    const partials = partialsOf(pair, { shell: false, unbinned: true })
    for (let n = 0; n < 51; n++) {
      const q = partials.qStep * n
      const [c, o] = ['C', 'O'].map(element => vacuumAmplitude({ element, hydrogens: 0, charge: 0 }, q))
      const expected = c! * c! + o! * o! + 2 * c! * o! * sinc(13 * q)
      expect(Math.abs(partials.values[n]! / expected - 1)).toBeLessThan(1e-12)
    }
  })

  test('one atom scatters its form factor squared', () => {
    const partials = partialsOf(cloudOf([['S', 1, 2, 3]]), { shell: false })
    const contrast = (q: number) =>
      vacuumAmplitude({ element: 'S', hydrogens: 0, charge: 0 }, q) -
      displacedAmplitude({ element: 'S', hydrogens: 0, charge: 0 }, q)
    const q = gridOf(0.05, 11)
    intensityOf(partials, q, dry).forEach((value, i) => {
      expect(value / contrast(q[i]!) ** 2).toBeCloseTo(1, 6)
    })
  })

  test('points on a sphere scatter as sinc(q R)^2', () => {
    const radius = 30
    const shell = cloudOf(spiral(4000).map(([x, y, z]) => ['C', radius * x, radius * y, radius * z]))
    const partials = partialsOf(shell, { shell: false })
    const grid = partials.values.length / 6
    for (let n = 0; n < grid; n++) {
      const q = partials.qStep * n
      const amplitude = 4000 * vacuumAmplitude({ element: 'C', hydrogens: 0, charge: 0 }, q)
      expect(Math.abs(partials.values[n]! - (amplitude * sinc(q * radius)) ** 2)).toBeLessThan(
        1e-3 * amplitude ** 2,
      )
    }
  })

  test('a solid sphere of beads: Guinier radius sqrt(3/5) R, and the form factor of a sphere', () => {
    const radius = 30
    const beads = lattice(radius, 3)
    const text = `REMARK 265  DUMMY ATOM RADIUS [A]: 1.5\n${pdbOf(
      beads.map(([x, y, z]) => ['C', x, y, z]),
      'DUM',
    )}`
    const { models } = readStructures(text, 'sphere.pdb')
    expect(models[0]!.kind).toBe('beads')
    const partials = partialsOf(models[0]!)
    expect(partials.shellBeads).toBe(0)
    expect(partials.rg / (Math.sqrt(3 / 5) * radius)).toBeCloseTo(1, 2)
    const q = gridOf(0.001, 11)
    const profile = intensityOf(partials, q, dry)
    const guinier = Math.sqrt((-3 * Math.log(profile[10]! / profile[0]!)) / q[10]! ** 2)
    // Each bead adds its own 3/5 r^2 to the square of the centres' radius of gyration.
    expect(guinier / Math.sqrt(partials.rg ** 2 + 0.6 * 1.5 ** 2)).toBeCloseTo(1, 2)
    const x = 0.1 * radius
    const form = (3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3
    expect(intensityOf(partials, Float64Array.of(0.1), dry)[0]! / profile[0]!).toBeCloseTo(form ** 2, 2)
  })

  test('the excluded volume factor is 1 at c1 = 1 and c1^3 at q = 0', () => {
    expect(expansionFactor(1, 1.6, 0.3)).toBe(1)
    expect(expansionFactor(1.04, 1.6, 0)).toBeCloseTo(1.04 ** 3, 14)
  })

  test('the spline reproduces a cubic with slope 0 at the origin exactly', () => {
    const cubic = (q: number) => 3 - 5 * q * q + 2 * q ** 3
    const knots = gridOf(0.1, 8).map(cubic)
    const q = gridOf(0.013, 50)
    const interpolated = splineFromUniform(0.1, knots, q)
    for (let i = 0; i < q.length; i++) expect(interpolated[i]).toBeCloseTo(cubic(q[i]!), 12)
  })
})

describe('the fast path against a double loop', () => {
  test('random boxes of up to 2,000 A, one atom and coincident atoms included', () => {
    const coordinate = fc.integer({ min: -577_000, max: 577_000 }).map(n => n / 1000)
    const element = fc.constantFrom('C', 'N', 'O', 'S', 'P')
    const atom = fc.tuple(element, coordinate, coordinate, coordinate)
    const size = fc.constantFrom(0.002, 0.02, 0.1, 1)
    const q = gridOf(0.05, 11)
    fc.assert(
      fc.property(
        fc.array(atom, { minLength: 1, maxLength: 20 }),
        size,
        fc.boolean(),
        (atoms, shrink, doubled) => {
          const scaled = atoms.map(([e, x, y, z]): Atom => [e, shrink * x, shrink * y, shrink * z])
          const cloud = cloudOf(doubled ? [...scaled, ...scaled] : scaled)
          const fast = intensityOf(partialsOf(cloud, { shell: false }), q, dry)
          const { total, self } = doubleLoop(cloud, q)
          // Relative to the self terms: away from the origin pairs cancel them and can leave almost nothing.
          for (let i = 0; i < q.length; i++)
            expect(Math.abs(fast[i]! - total[i]!)).toBeLessThan(1e-3 * self[i]!)
        },
      ),
      { numRuns: 12, seed: 4 },
    )
  }, 60_000)

  test('histograms hold every pair once', () => {
    const cloud = cloudOf(spiral(300).map(([x, y, z]) => ['C', 20 * x, 20 * y, 20 * z]))
    const partials = partialsOf(cloud, { shell: false })
    expect(partials.values[0]).toBeCloseTo(
      (300 * vacuumAmplitude({ element: 'C', hydrogens: 0, charge: 0 }, 0)) ** 2,
      3,
    )
    expect(partials.dmax).toBeLessThanOrEqual(40)
    expect(nodeSpacing).toBe(0.05)
  })
})

describe('fitting', () => {
  const models = [1, 1.1].map((stretch, k) =>
    cloudOf(
      spiral(500).map(([x, y, z], i) => [
        'C',
        stretch * (4 + (i % 15)) * x,
        (4 + (i % 15)) * y,
        (4 + (i % 15)) * z,
      ]),
      `m${k}`,
    ),
  )
  const partials = models.map(model => partialsOf(model, { qMax: 0.4 }))
  const q = gridOf(0.004, 100)

  function curveFrom(intensity: Float64Array): Curve {
    return { q, intensity, sigma: intensity.map(value => 0.01 * Math.abs(value) + 1e-6) }
  }

  test('recovers the parameters that made a curve, with scale and offset', () => {
    const made = intensityOf(partials[0]!, q, { c1: 1.013, contrast: 0.0123 }).map(value => 0.002 * value + 7)
    const fit = fitProfile(partials[0]!, curveFrom(made), { offset: true })
    expect(fit.c1).toBeCloseTo(1.013, 4)
    expect(fit.contrast).toBeCloseTo(0.0123, 5)
    expect(fit.scale).toBeCloseTo(0.002, 6)
    expect(fit.offset).toBeCloseTo(7, 2)
    expect(fit.chi2PerPoint).toBeLessThan(1e-3)
  })

  test('shared hydration is found whatever the weights, with a background, and with one value given', () => {
    const truth = { c1: 0.99, contrast: 0.02 }
    const parts = partials.map(model => intensityOf(model, q, truth))
    const mixed = parts[0]!.map((value, i) => 0.9 * value + 0.1 * parts[1]![i]!)
    const shared = fitHydration(partials, curveFrom(mixed))
    expect(shared.c1).toBeCloseTo(truth.c1, 4)
    expect(shared.contrast).toBeCloseTo(truth.contrast, 5)
    const lifted = curveFrom(mixed.map(value => value + 0.01 * mixed[0]!))
    const withOffset = fitHydration(partials, lifted, { offset: true })
    expect(withOffset.c1).toBeCloseTo(truth.c1, 3)
    expect(Math.abs(withOffset.contrast - truth.contrast)).toBeLessThan(2e-4)
    const given = fitHydration(partials, curveFrom(mixed), { c1: truth.c1 })
    expect(given.c1).toBe(truth.c1)
    expect(given.contrast).toBeCloseTo(truth.contrast, 5)
    const profiles = profilesFrom(partials, q, shared)
    expect(profiles.names).toEqual(['m0', 'm1'])
    expect(profiles.values[2 * 50 + 1]! / parts[1]![50]!).toBeCloseTo(1, 3)
  })

  test('per-model hydration fits each model alone, fixed and none fit nothing', () => {
    const curve = curveFrom(intensityOf(partials[1]!, q, { c1: 1.02, contrast: 0.01 }))
    const perModel = fitHydration(partials, curve, { mode: 'per-model' })
    expect(perModel.perModel).toHaveLength(2)
    expect(perModel.perModel![1]!.c1).toBeCloseTo(1.02, 4)
    expect(fitHydration(partials, curve, { mode: 'fixed', contrast: 0.03 })).toEqual({
      mode: 'fixed',
      c1: 1,
      contrast: 0.03,
    })
    expect(() => fitHydration(partials, curve, { mode: 'fixed' })).toThrow('needs a contrast')
    expect(fitHydration(partials, curve, { mode: 'none' })).toEqual({ mode: 'none', c1: 1, contrast: 0 })
  })

  test('refuses a curve that reaches beyond the calculated grid', () => {
    expect(() => profilesFrom(partials, Float64Array.of(0.41), { mode: 'none', ...dry })).toThrow(
      'ends at 0.4000',
    )
  })
})

/** Dry intensity by the definition, and the part of it that single atoms contribute. */
function doubleLoop(structure: Structure, q: Float64Array) {
  const { xyz, elements } = structure
  const total = new Float64Array(q.length)
  const self = new Float64Array(q.length)
  q.forEach((at, n) => {
    const amplitude = elements.map(
      element =>
        vacuumAmplitude({ element, hydrogens: 0, charge: 0 }, at) -
        displacedAmplitude({ element, hydrogens: 0, charge: 0 }, at),
    )
    for (let i = 0; i < elements.length; i++) {
      for (let j = 0; j < elements.length; j++) {
        const r = Math.hypot(...[0, 1, 2].map(axis => xyz[3 * i + axis]! - xyz[3 * j + axis]!))
        total[n]! += amplitude[i]! * amplitude[j]! * sinc(at * r)
      }
    }
    self[n] = amplitude.reduce((sum, a) => sum + a * a, 0)
  })
  return { total, self }
}

/** Points spread evenly over the unit sphere along a golden spiral. */
function spiral(n: number): [number, number, number][] {
  return Array.from({ length: n }, (_, i) => {
    const z = 1 - (2 * i + 1) / n
    const angle = i * Math.PI * (3 - Math.sqrt(5))
    const r = Math.sqrt(1 - z * z)
    return [r * Math.cos(angle), r * Math.sin(angle), z]
  })
}

/** Points of a cubic lattice inside a sphere. */
function lattice(radius: number, spacing: number): [number, number, number][] {
  const steps = Math.floor(radius / spacing)
  const axis = Array.from({ length: 2 * steps + 1 }, (_, i) => spacing * (i - steps))
  return axis
    .flatMap(x => axis.flatMap(y => axis.map((z): [number, number, number] => [x, y, z])))
    .filter(([x, y, z]) => Math.hypot(x, y, z) <= radius)
}
