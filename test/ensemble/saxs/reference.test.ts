import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { absoluteScale, fitProfile, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { type Partials, partialNames, partialsAt, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { splineFromUniform } from '#src/ensemble/saxs/spline.ts'
import { radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import {
  cases,
  columnsOf,
  curveOf,
  jsonOf,
  noReference,
  pathOf,
  structureOf,
  textOf,
  whySkipped,
} from './shared.ts'

/** Provenance of all numbers: ../shared/data/saxs/README.md, independent double-precision Debye sums. */

interface ExactFacts {
  atoms: number
  types: Record<string, number>
  mean_radius: number
  rg_geometric: number
}

function partialAt(partials: Partials, name: (typeof partialNames)[number], q: Float64Array): Float64Array {
  const grid = partials.values.length / 6
  const row = partialNames.indexOf(name)
  return splineFromUniform(partials.qStep, partials.values.subarray(row * grid, (row + 1) * grid), q)
}

/** Largest |a - b| / scale; the scale of a cross term is the geometric mean of its two parts, as it crosses zero. */
function worst(
  a: Float64Array,
  b: Float64Array,
  scale: (i: number) => number = i => Math.abs(b[i]!),
): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!) / scale(i)), 0)
}

/**
 * vv, xx and vx of calmodulin with four calcium ions at every 0.1 1/A: sums over all pairs of atoms in double precision by a program of its own, with its own
 * counts of hydrogens, Ca2+ of 18 electrons (within 5e-5 of the International Tables) and 4.19 A^3. As neutral atoms they were off by up to 5.5e-3.
 */
const calmodulin = {
  vv: [79802530, 21218120, 5552447, 916530.8, 576761.8, 289270],
  xx: [46152230, 12340010, 3269771, 483815.3, 236376.6, 101604],
  vx: [60688260, 16179280, 4256392, 658677.7, 365478.5, 168183.7],
} as const

test.skipIf(noReference)(`metal ions are ions${whySkipped}`, () => {
  const structure = structureOf('more/4cln.pdb')
  expect(structure.composition.types).toMatchObject({ 'CA2+': 4 })
  const partials = partialsOf(structure)
  const q = Float64Array.from({ length: 6 }, (_, i) => 0.1 * i)
  for (const [row, exact] of Object.entries(calmodulin)) {
    const own = partialAt(partials, row as keyof typeof calmodulin, q)
    expect(worst(own.slice(0, 1), Float64Array.of(exact[0]))).toBeLessThan(1e-6)
    expect(worst(own, Float64Array.from(exact))).toBeLessThan(4e-4)
  }
})

describe.skipIf(noReference)(`profiles against exact Debye sums${whySkipped}`, () => {
  test.each(cases)('$name: composition, sizes and all six partials within 1e-4 at every q', ({ name }) => {
    const facts = jsonOf<Record<string, ExactFacts>>('expected/exact.json')[name]
    const structure = structureOf(`inputs/${name}.pdb`)
    expect(structure.composition.types).toEqual(facts!.types)
    expect(radiusOfGyration(structure.xyz)).toBeCloseTo(facts!.rg_geometric, 10)

    const partials = partialsOf(structure)
    expect(partials.meanRadius).toBeCloseTo(facts!.mean_radius, 10)
    const exact = columnsOf(`expected/${name}.exact.csv`)
    const { q } = exact
    const [vv, xx, vx] = (['vv', 'xx', 'vx'] as const).map(row => partialAt(partials, row, q!))
    expect(worst(vv!, exact.vv!)).toBeLessThan(1e-4)
    expect(worst(xx!, exact.xx!)).toBeLessThan(1e-4)
    expect(worst(vx!, exact.vx!)).toBeLessThan(1e-4)
    const dry = vv!.map((value, i) => value + xx![i]! - 2 * vx![i]!)
    expect(worst(dry, exact['I_c1=1_c2=0']!)).toBeLessThan(1e-4)

    if (!existsSync(pathOf(`expected/${name}.shell.csv`))) return
    const beads = jsonOf<Record<string, { beads: number }>>('expected/shell.json')[name]!.beads
    expect(partials.shellBeads).toBe(beads)
    const shell = columnsOf(`expected/${name}.shell.csv`)
    const [hh, vh, xh] = (['hh', 'vh', 'xh'] as const).map(row => partialAt(partials, row, q!))
    expect(worst(hh!, shell.hh!)).toBeLessThan(1e-4)
    expect(worst(vh!, shell.vh!, i => Math.sqrt(exact.vv![i]! * shell.hh![i]!))).toBeLessThan(1e-4)
    expect(worst(xh!, shell.xh!, i => Math.sqrt(exact.xx![i]! * shell.hh![i]!))).toBeLessThan(1e-4)
    const wet = dry.map((value, i) => value + 0.0001 * hh![i]! + 0.02 * (vh![i]! - xh![i]!))
    expect(worst(wet, shell['I_c1=1_drho=0.01']!)).toBeLessThan(1e-4)
  })

  test.each(['c60', '6lyz'])('%s: the unbinned path within 1e-6', name => {
    // 101 points to 0.5 1/A are those of the reference, so that no interpolation is involved.
    const options = { shell: false, unbinned: true, gridPoints: 101 }
    const partials = partialsOf(structureOf(`inputs/${name}.pdb`), options)
    const exact = columnsOf(`expected/${name}.exact.csv`)
    expect(partials.values).toHaveLength(6 * 101)
    for (const [row, column] of ['vv', 'xx', 'vx'].entries()) {
      expect(worst(partials.values.subarray(101 * row, 101 * (row + 1)), exact[column]!)).toBeLessThan(1e-6)
    }
  })

  const fits = cases.filter(({ curve }) => curve) as { name: string; curve: string }[]
  test.each(fits)('$name: the fit to $curve agrees with the independent one', ({ name, curve: file }) => {
    const curve = curveOf(`inputs/${file}`)
    const partials = partialsOf(structureOf(`inputs/${name}.pdb`), {
      qMax: Math.max(0.5, curve.q[curve.q.length - 1]!),
    })
    const expected =
      jsonOf<Record<string, Record<'fit' | 'fit_offset', Record<string, number>>>>('expected/shell.json')
    const plain = fitProfile(partials, curve)
    expect(plain.chi2PerPoint / expected[name]!.fit.chi2!).toBeCloseTo(1, 3)
    expect(plain.c1).toBeCloseTo(expected[name]!.fit.c1!, 3)
    expect(plain.contrast).toBeCloseTo(expected[name]!.fit.c2!, 4)
    const withOffset = fitProfile(partials, curve, { offset: true })
    expect(withOffset.chi2PerPoint / expected[name]!.fit_offset.chi2!).toBeCloseTo(1, 3)
  })

  test('genuine Pepsi-SAXS profiles without hydration: ln I within 3 % rms after one common scale', () => {
    const partials = [1, 2, 3, 4, 5].map(i => partialsOf(structureOf(`inputs/bioce${i}.pdb`)))
    const q = Float64Array.from({ length: 10 }, (_, i) => (0.5 * i) / 9)
    const { values } = profilesFrom(partials, q, { mode: 'none', c1: 1, contrast: 0 })
    const pepsi = textOf('inputs/SimulatedIntensities_2f12016.txt').trim().split(/\s+/).map(Number)
    const logs = pepsi.map((intensity, i) =>
      Math.log((values[i]! * absoluteScale(partials[i % 5]!)) / intensity),
    )
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
    const rms = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length)
    expect(rms).toBeLessThan(0.03)
    expect(Math.max(...logs.map(log => Math.abs(log - mean)))).toBeLessThan(0.06)
  })

  test('6lyz as PDB and as mmCIF give one profile', () => {
    const pdb = partialsOf(structureOf('inputs/6lyz.pdb'))
    const cif = partialsOf(structureOf('inputs/6lyz.cif'))
    expect(cif.values).toEqual(pdb.values)
  })

  test('a file with explicit hydrogens and the same file stripped give one profile', () => {
    const text = textOf('inputs/bioce1.pdb')
    const stripped = text
      .split('\n')
      .filter(line => !(line.startsWith('ATOM') && line.slice(76, 78).trim() === 'H'))
      .join('\n')
    expect(stripped.length).toBeLessThan(0.6 * text.length)
    const [full, bare] = [text, stripped].map(file => partialsOf(readOne(file)!))
    expect(bare!.values).toEqual(full!.values)
  })

  test('explicit hydrogens scatter as much at q = 0, and nearly as implicit ones beyond', () => {
    const [implicit, explicit] = (['implicit', 'explicit'] as const).map(hydrogens =>
      partialsOf(readStructures(textOf('inputs/bioce1.pdb'), 'bioce1.pdb', { hydrogens }).models[0]!),
    )
    expect(explicit!.shellBeads).toBe(implicit!.shellBeads)
    const q = Float64Array.of(0, 0.1, 0.2, 0.3)
    const [a, b] = [implicit, explicit].map(model => partialsAt(model!, q))
    // The file protonates its histidines and termini as its maker chose: a few electrons of eleven thousand.
    for (const i of [0, 1, 2, 3]) expect(Math.abs(b![i]! / a![i]! - 1)).toBeLessThan(0.02)
  })
})

function readOne(text: string) {
  return readStructures(text, 'bioce1.pdb').models[0]
}
