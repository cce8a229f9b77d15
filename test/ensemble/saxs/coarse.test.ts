import { describe, expect, test } from 'bun:test'
import { fitProfile, intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { withFullResidues } from '#src/ensemble/structures/fullResidues.ts'
import { molarMass } from '#src/ensemble/structures/measures.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { sharedFolder, unlessShared } from '../../support/skips.ts'
import { curveOf, noReference, structureOf, textOf, whySkipped } from './shared.ts'

/** Models of one point a residue and of backbones, against the atoms that they were made from. */

const q = Float64Array.from({ length: 51 }, (_, i) => i / 100)
const dry = { c1: 1, contrast: 0 }

/** A helix of this sequence, C-alpha by C-alpha. */
const helix = (sequence: string[], name = ' CA ') =>
  sequence
    .map((residue, i) => {
      const [x, y, z] = [2.3 * Math.cos(1.745 * i), 2.3 * Math.sin(1.745 * i), 1.5 * i]
      const place = [x, y, z].map(value => value!.toFixed(3).padStart(8)).join('')
      return `ATOM  ${String(i + 1).padStart(5)} ${name} ${residue} A${String(i + 1).padStart(4)}    ${place}  1.00  0.00`
    })
    .join('\n')

const sequence = 'ALA LYS GLU LEU TRP GLY ARG PHE SER VAL'.split(' ')
const read = (text: string) => readStructures(text, 'a.pdb')

test('one point a residue scatters and weighs like whole residues, whatever the point is called', () => {
  const { models, warnings } = read(helix(sequence))
  const [trace] = models
  expect(warnings.map(each => each.code)).toContain('structure.alpha_only')
  expect(trace!.elements).toHaveLength(10)
  const full = withFullResidues(trace!)
  expect(full.elements).toHaveLength(5 + 9 + 9 + 8 + 14 + 4 + 11 + 11 + 6 + 7)
  expect(molarMass(trace!)).toBeCloseTo(1174.4, -1) // of the ten residues by their formulae
  for (const name of [' BB ', 'BEAD'].slice(1))
    expect(read(helix(sequence, name)).models[0]!.coarse).toBe('alpha')
  const named = helix(sequence)
    .split('\n')
    .map((line, i) => line.replace(' CA  ', ` ${sequence[i]} `))
    .join('\n')
  const [again] = read(named).models
  expect(partialsOf(again!, { shell: false }).values).toEqual(partialsOf(trace!, { shell: false }).values)
})

test('side chains point away from the axis of a helix, and none is nearer to another atom than atoms can be', () => {
  const { xyz, atomNames, residueOf } = withFullResidues(read(helix(sequence)).models[0]!)
  const outside = atomNames.flatMap((name, i) =>
    name === 'CB' ? [Math.hypot(xyz[3 * i]!, xyz[3 * i + 1]!)] : [],
  )
  for (const distance of outside.slice(1, -1)) expect(distance).toBeGreaterThan(2.9)
  for (let i = 0; i < atomNames.length; i++)
    for (let j = 0; j < i; j++) {
      if (residueOf[i] !== residueOf[j]) continue
      const square = [0, 1, 2].reduce((sum, axis) => sum + (xyz[3 * i + axis]! - xyz[3 * j + axis]!) ** 2, 0)
      expect(Math.sqrt(square)).toBeGreaterThan(1.1)
    }
})

test('a straight chain, two residues alone and a gap give numbers', () => {
  const straight = sequence.map((residue, i) =>
    helix([residue])
      .replace(
        / {4}.{24} {2}1/,
        `    ${`${(3.8 * i).toFixed(3)}`.padStart(8)}${'0.000'.padStart(8)}${'0.000'.padStart(8)}  1`,
      )
      .replace('A   1', `A${String(i < 5 ? i + 1 : i + 90).padStart(4)}`),
  )
  for (const text of [straight.join('\n'), straight.slice(0, 2).join('\n')]) {
    const partials = partialsOf(read(text).models[0]!)
    expect(partials.values.every(Number.isFinite)).toBe(true)
    expect(intensityOf(partials, q, dry)[0]!).toBeGreaterThan(100)
  }
})

test('backbones get their side chains, a whole chain keeps its own', () => {
  const full = withFullResidues(read(helix(sequence)).models[0]!)
  const lines = (keep: (name: string) => boolean) =>
    full.atomNames
      .flatMap((name, i) => {
        if (!keep(name)) return []
        const place = [0, 1, 2].map(axis => full.xyz[3 * i + axis]!.toFixed(3).padStart(8)).join('')
        const residue = full.residues[full.residueOf[i]!]!
        const columns = name.length > 3 ? name : ` ${name.padEnd(3)}`
        return [
          `ATOM      1 ${columns} ${residue.name} A${String(residue.number).padStart(4)}    ${place}  1.00  0.00          ${full.elements[i]!.padStart(2)}`,
        ]
      })
      .join('\n')
  const backbone = read(lines(name => /^(N|CA|C|O|CB)$/.test(name)))
  expect(backbone.models[0]!.coarse).toBe('backbone')
  expect(backbone.warnings.map(each => each.code)).toContain('structure.backbone_only')
  expect(withFullResidues(backbone.models[0]!).elements).toHaveLength(full.elements.length)
  expect(read(lines(name => /^(N|CA|C|O)$/.test(name))).models[0]!.coarse).toBe('backbone')
  expect(read(lines(() => true)).models[0]!.coarse).toBeUndefined()
})

test('Martini beads are refused with the way out', () => {
  const beads = helix(['ALA', 'LEU'], ' BB ')
  expect(() => read(beads)).toThrow('a.pdb, line 1: BB is a bead of a Martini model')
})

describe.skipIf(noReference)(`against all atoms${whySkipped}`, () => {
  const coarse = (name: string, kept: RegExp) => {
    const lines = textOf(name)
      .split('\n')
      .filter(line => line.startsWith('ATOM') && kept.test(line.slice(12, 16).trim()))
    return read(lines.join('\n')).models[0]!
  }
  const kinds = [
    ['C-alphas', /^CA$/],
    ['backbones', /^(N|CA|C|O|CB)$/],
  ] as const
  /** Largest difference of ln I up to q = 0.2 without a shell, and chi2 with all atoms and without; docs/science.md. */
  const measured: [string, string | null, number][] = [
    ['inputs/6lyz.pdb', 'inputs/lyzexp.dat', 0.02],
    ['inputs/2epe.pdb', 'inputs/2epe.dat', 0.02],
    ['inputs/3KFO-fill.B99990005.pdb', 'inputs/23922_merge.dat', 0.08],
    ['inputs/bioce1.pdb', null, 0.05],
    ['more/SASDJQ4.pdb', null, 0.05],
  ]
  for (const [what, kept] of kinds)
    test.each(measured)(`${what} of %s`, (name, curve, limit) => {
      const [all, few] = [structureOf(name), coarse(name, kept)].map(each => partialsOf(each))
      const [a, b] = [intensityOf(all!, q, dry), intensityOf(few!, q, dry)]
      expect(b[0]! / a[0]!).toBeCloseTo(1, 1)
      const worst = Math.max(
        ...Array.from(q.subarray(0, 21), (_, i) => Math.abs(Math.log(b[i]! / b[0]! / (a[i]! / a[0]!)))),
      )
      expect(worst).toBeLessThan(limit)
      if (!curve) return
      const measuredCurve = curveOf(curve)
      const [best, found] = [all!, few!].map(each => fitProfile(each, measuredCurve).chi2PerPoint)
      expect(found! / best!).toBeLessThan(1.4)
    })
})

const skipped = unlessShared('cases')
test.skipIf(skipped !== '')(`the case of C-alphas alone${skipped}`, async () => {
  const modelOf = async (name: string) =>
    partialsOf(read(await Bun.file(sharedFolder('cases/calpha-only', name)).text()).models[0]!, {
      shell: false,
    })
  const [base, trace] = await Promise.all(['base.pdb', 'ca_only.pdb'].map(modelOf))
  const [a, b] = [base!, trace!].map(each => intensityOf(each, q, dry))
  expect(b![0]! / a![0]!).toBeCloseTo(1, 2)
  for (const i of [0, 10, 20]) expect(Math.abs(b![i]! / a![i]! - 1)).toBeLessThan(0.05)
})

test.skipIf(skipped !== '')(`the case of Martini beads${skipped}`, async () => {
  const text = await Bun.file(sharedFolder('cases/martini-beads/martini.pdb')).text()
  expect(() => read(text)).toThrow('Martini')
})
