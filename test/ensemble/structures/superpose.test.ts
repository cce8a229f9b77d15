import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { ensembleCif } from '#src/ensemble/formats/ensembleCif.ts'
import type { EnsembleModel } from '#src/ensemble/formats/ensembleModel.ts'
import { ensemblePdb } from '#src/ensemble/formats/ensemblePdb.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { symmetricEigen } from '#src/ensemble/numeric/symmetricEigen.ts'
import { alignBeads, spatialDiscrepancy } from '#src/ensemble/structures/alignBeads.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { bestMotion, type Motion, moved, rootMeanSquareDistance } from '#src/ensemble/structures/rotation.ts'
import { anchorsOf, superpose } from '#src/ensemble/structures/superpose.ts'
import { resultOf } from '../../support/storyData.ts'
import { cloudOf } from '../saxs/clouds.ts'
import { noReference, structureOf, whySkipped } from '../saxs/shared.ts'

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true })
const shift = fc.double({ min: -50, max: 50, noNaN: true })

/** Rotation about z, then about x, then a shift. */
function motionOf(a: number, b: number, t: [number, number, number]): Motion {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)]
  return {
    rotation: Float64Array.of(ca, -sa, 0, cb * sa, cb * ca, -sb, sb * sa, sb * ca, cb),
    translation: Float64Array.from(t),
  }
}

/** A shape without symmetry: a bent rod of beads with a side arm on one hand. */
function chiral(): Float64Array {
  const points: number[] = []
  for (let i = 0; i < 12; i++) points.push(5 * i, 0, 0, 5 * i, 5, 0)
  for (let i = 1; i < 7; i++) points.push(0, 5 + 5 * i, 0, 5, 5 + 5 * i, 0)
  for (let i = 1; i < 5; i++) points.push(55, 0, 5 * i)
  return Float64Array.from(points)
}

describe('superposition', () => {
  test('undoes any rotation and shift', () => {
    const points = chiral()
    fc.assert(
      fc.property(angle, angle, fc.tuple(shift, shift, shift), (a, b, t) => {
        const away = moved(points, motionOf(a, b, t))
        expect(rootMeanSquareDistance(moved(away, bestMotion(away, points)), points)).toBeLessThan(1e-9)
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  test('never mirrors, and is no worse than any small turn away', () => {
    const points = chiral()
    const mirror = points.map((value, i) => (i % 3 === 2 ? -value : value))
    const best = bestMotion(mirror, points)
    const [a, b, c, d, e, f, g, h, i] = best.rotation
    expect(a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!)).toBeCloseTo(1, 10)
    const rmsd = rootMeanSquareDistance(moved(mirror, best), points)
    for (const turn of [0.01, -0.01]) {
      const near = moved(moved(mirror, best), motionOf(turn, turn / 2, [0, 0, 0]))
      expect(rootMeanSquareDistance(near, points)).toBeGreaterThan(rmsd)
    }
  })

  test('one point is only shifted; weights decide between points', () => {
    expect(
      Array.from(
        moved(Float64Array.of(1, 2, 3), bestMotion(Float64Array.of(1, 2, 3), Float64Array.of(7, 7, 7))),
      ),
    ).toEqual([7, 7, 7])
    const from = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0)
    const to = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 9, 0)
    const motion = bestMotion(from, to, Float64Array.of(1, 1, 0))
    expect(rootMeanSquareDistance(moved(from, motion).subarray(0, 6), to.subarray(0, 6))).toBeLessThan(1e-12)
  })

  test('a rigid core is the domain that keeps its shape', () => {
    const random = Random.stream(3)
    const domain = (n: number, at: number) =>
      Array.from({ length: n }, () => [at, 0, 0].map(centre => centre + 20 * (random.uniform() - 0.5))).flat()
    const [core, arm] = [domain(60, 0), domain(40, 40)]
    const models = [0, 0.9, -0.8, 1.7].map((bend, k) =>
      moved(
        Float64Array.from([...core, ...moved(Float64Array.from(arm), motionOf(bend, bend, [0, 0, 0]))]),
        motionOf(k, -k, [k, 2 * k, 3]),
      ),
    )
    const found = superpose(models, 'core')
    expect(Array.from(found.core)).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(Math.max(...found.rmsd)).toBeLessThan(1e-6)
    expect(Math.max(...superpose(models, 'all').rmsd)).toBeGreaterThan(3)
    expect(superpose(models, 'core', 2).motions[2]!.rotation[0]).toBeCloseTo(1, 9)
  })

  test('eigenvectors of a symmetric matrix', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3)
    expect(Array.from(values, value => Math.round(1e9 * value) / 1e9)).toEqual([5, 3, 1])
    expect(Math.abs(vectors[1]! / vectors[4]!)).toBeCloseTo(1, 9)
  })
})

describe('bead models', () => {
  test('the discrepancy of a model with itself is 0, and grows with distance in units of the bead spacing', () => {
    const points = chiral()
    expect(spatialDiscrepancy(points, points)).toBe(0)
    const lifted = points.map((value, i) => (i % 3 === 2 ? value + 1000 : value))
    expect(spatialDiscrepancy(points, lifted) / 200).toBeCloseTo(1, 1)
  })

  test('the mirror image is found to be one, whichever way it lies', () => {
    const points = chiral()
    for (const [turn, tilt] of [
      [0.3, 2],
      [-2, 0.7],
    ]) {
      const away = moved(points, motionOf(turn!, tilt!, [30, -10, 5]))
      const same = alignBeads(away, points)
      expect([same.nsd < 1e-6, same.enantiomorph]).toEqual([true, false])
      const mirrored = alignBeads(
        away.map(value => -value),
        points,
      )
      expect([mirrored.nsd < 1e-6, mirrored.enantiomorph]).toEqual([true, true])
    }
  })

  test('models of different beads of one shape stay below 1', () => {
    const random = Random.stream(11)
    const shape = (n: number) => {
      const points: number[] = []
      while (points.length < 3 * n) {
        const [x, y, z] = [60, 30, 20].map(size => size * (random.uniform() - 0.5))
        if ((x! / 30) ** 2 + (y! / 15) ** 2 + (z! / 10) ** 2 < 1) points.push(x! + (y! * y!) / 20, y!, z!)
      }
      return Float64Array.from(points)
    }
    const turned = moved(shape(300), motionOf(1, 2, [5, 5, 5]))
    expect(alignBeads(turned, shape(260)).nsd).toBeLessThan(1.1)
  })
})

const cif = (models: EnsembleModel[], title: string) => ensembleCif(models, title, resultOf())

describe('ensemble files', () => {
  const structure = cloudOf(
    [
      ['C', 1, 2, 3],
      ['ZN', -4.5, 5, 6],
    ],
    'a b.pdb',
  )
  const models = [
    { structure, weight: 0.7, sd: 0.05 },
    { structure, weight: 0.3, sd: 0.05, motion: motionOf(Math.PI / 2, 0, [10, 0, 0]) },
  ]

  test.each([
    ['PDB', ensemblePdb, 'ensemble.pdb'],
    ['mmCIF', cif, 'ensemble.cif'],
  ])('%s: what is written is read back, each model moved', (_, write, name) => {
    const text = [...write(models, "two models' ensemble")].join('')
    const read = readStructures(text, name).models
    expect(read.map(({ elements }) => elements)).toEqual([
      ['C', 'ZN'],
      ['C', 'ZN'],
    ])
    expect(Array.from(read[0]!.xyz)).toEqual([1, 2, 3, -4.5, 5, 6])
    expect(Array.from(read[1]!.xyz)).toEqual([8, 1, 3, 5, -4.5, 6])
  })

  test('PDB lines are 80 columns and carry the population', () => {
    const lines = [...ensemblePdb(models, 'title', '2 OF 9 MODELS.')].join('').trimEnd().split('\n')
    expect(lines.slice(0, -1).every(line => line.length === 80)).toBe(true)
    expect(lines[3]).toStartWith('REMARK   6 2 OF 9 MODELS.')
    expect(lines.find(line => line.includes('MODEL    1 WEIGHT'))).toStartWith(
      'REMARK   6 MODEL    1 WEIGHT 0.700000 SD 0.050000 a b.pdb',
    )
    expect(lines.find(line => line.startsWith('ATOM'))!.slice(54, 66)).toBe('  0.70 70.00')
    expect(() => [...ensemblePdb([{ ...models[0]!, motion: motionOf(0, 0, [1e5, 0, 0]) }], 't')]).toThrow(
      'does not fit',
    )
  })

  test('mmCIF carries the populations with their errors, names quoted', () => {
    const text = [...cif(models, "a 'quoted' title\nand more")].join('')
    expect(text).toContain("1 1 0.700000 0.050000 'conformational change' 'a b.pdb' 'Fraction of bulk' ?")
    expect(text).toContain(`_struct.title "a 'quoted' title and more"`)
  })
})

describe.skipIf(noReference)(`real models${whySkipped}`, () => {
  test('five conformations share a core that superposes far better than the whole', () => {
    const anchors = [1, 2, 3, 4, 5].map(i => anchorsOf(structureOf(`inputs/bioce${i}.pdb`)))
    const [all, core] = [superpose(anchors, 'all'), superpose(anchors, 'core')]
    expect(core.core.length).toBeGreaterThan(anchors[0]!.length / 12)
    expect(Math.max(...core.rmsd)).toBeLessThan(Math.max(...all.rmsd) / 2)
    expect(anchorsOf(structureOf('inputs/bioce1.pdb'), [{ from: 10, to: 19 }])).toHaveLength(30)
  })

  test('a real structure survives both ensemble files', () => {
    const structure = structureOf('inputs/3KFO.pdb')
    for (const [write, name] of [
      [ensemblePdb, 'e.pdb'],
      [cif, 'e.cif'],
    ] as const) {
      const [back] = readStructures(
        [...write([{ structure, weight: 1, sd: 0 }], 'one')].join(''),
        name,
      ).models
      expect(back!.composition.types).toEqual(structure.composition.types)
      expect(back!.xyz).toEqual(structure.xyz)
    }
  })
})
