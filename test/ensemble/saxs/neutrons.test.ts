import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { simulateExample } from '#src/ensemble/example/index.ts'
import { neutronLengths } from '#src/ensemble/saxs/constants/neutronLengths.ts'
import { displacedVolumes } from '#src/ensemble/saxs/constants/volumes.ts'
import { absoluteScale, intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { inSolvent, neutronPartialsOf, solventDensity } from '#src/ensemble/saxs/neutrons.ts'
import { hydrationShell } from '#src/ensemble/saxs/shell.ts'
import { withFullResidues } from '#src/ensemble/structures/fullResidues.ts'
import { hydrogensByOwner } from '#src/ensemble/structures/labile.ts'
import { radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'
import { long, sharedFolder, unlessLong } from '../../support/skips.ts'
import { type Atom, cloudOf } from './clouds.ts'
import { noReference, structureOf, textOf, whySkipped } from './shared.ts'

/** Profiles for neutrons against closed forms and a double loop with chemistry of its own. */

const wholly = { exchange: 1, deuteratedChains: [] }
const dry = { c1: 1, contrast: 0 }
const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x) / x)
const conformer = () => {
  const { name, text } = simulateExample(1).models[9]!
  return readStructures(text, name).models[0]!
}

test('water has the scattering-length densities of the literature: -0.56 and 6.36 times 1e-6/A^2, 0 at 8 % D2O', () => {
  expect(solventDensity(0)).toBeCloseTo(-0.0561, 4)
  expect(solventDensity(1)).toBeCloseTo(0.6363, 4)
  expect(Math.abs(solventDensity(0.081))).toBeLessThan(1e-4)
})

test.each([0, 0.5, 1])(
  'a sphere of uniform length density in water with %p D2O scatters as in closed form',
  d2o => {
    const [radius, spacing] = [25, 2.2]
    const atoms: Atom[] = []
    const side = Math.ceil(radius / spacing)
    for (let x = -side; x <= side; x++)
      for (let y = -side; y <= side; y++)
        for (let z = -side; z <= side; z++)
          if (Math.hypot(x, y, z) * spacing <= radius)
            atoms.push(['C', x * spacing, y * spacing, z * spacing])
    const model = neutronPartialsOf(cloudOf(atoms), wholly, { shell: false, qMax: 0.25 })
    const q = Float64Array.from({ length: 26 }, (_, i) => i / 100)
    const found = intensityOf(inSolvent(model, { d2o, deuteration: 0 }), q, dry)
    const volume = displacedVolumes.C!
    const atomsInside = atoms.length
    q.forEach((value, i) => {
      const x = value * radius
      const shape = x === 0 ? 1 : (3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3
      const displaced =
        solventDensity(d2o) * volume * Math.exp((-(volume ** (2 / 3)) * value ** 2) / (4 * Math.PI))
      const amplitude = atomsInside * (neutronLengths.C! - displaced)
      // The lattice's surface is rough: 0.5 % of the forward amplitude.
      expect(Math.abs(Math.sqrt(found[i]!) - Math.abs(amplitude * shape))).toBeLessThan(
        0.005 * Math.abs(amplitude),
      )
    })
  },
)

test('the partials are those of a double loop over atoms and hydrogens, whatever the solvent and the labels', () => {
  const structure = conformer()
  const half = structure.residues.length >> 1
  structure.residues.slice(half).forEach(residue => {
    residue.chain = 'B'
  })
  expectExact(structure, { exchange: 0.8, deuteratedChains: ['B'] }, 0.7)
})

describe.skipIf(noReference)(`real structures ${whySkipped}`, () => {
  for (const [name, quick] of [
    ['inputs/6lyz.pdb', true],
    ['more/LAR1-2.pdb', false],
    ['inputs/3KFO-fill.B99990005.pdb', false],
  ] as const)
    test.skipIf(!(quick || long))(`the double loop agrees on ${name}${quick ? '' : unlessLong}`, () =>
      expectExact(structureOf(name), { exchange: 0.9, deuteratedChains: [] }, 0.3),
    )

  test('the labile hydrogens of each amino acid are those of the literature', () => {
    const structure = withFullResidues(structureOf('inputs/6lyz.pdb'))
    const found = new Map<string, { amide: number; labile: number }>()
    const of = structure.residues.map(() => ({ amide: 0, labile: 0, carbon: 0 }))
    hydrogensByOwner(structure).forEach(({ count, bond }, i) => {
      of[structure.residueOf[i]!]![bond] += count
    })
    for (const [k, { name }] of structure.residues.entries()) found.set(name, of[k]!)
    // Beside that of the backbone: Jacrot 1976, Rep. Prog. Phys. 39, 911-953, at neutral pH.
    const ofSideChains = {
      ...{ ARG: 5, LYS: 3, ASN: 2, GLN: 2, CYS: 1, HIS: 1, SER: 1, THR: 1, TRP: 1, TYR: 1 },
      ...{ ALA: 0, ASP: 0, GLU: 0, GLY: 0, ILE: 0, LEU: 0, MET: 0, PHE: 0, PRO: 0, VAL: 0 },
    }
    for (const [name, labile] of Object.entries(ofSideChains))
      expect({ name, ...found.get(name) }).toMatchObject({ name, labile, amide: name === 'PRO' ? 0 : 1 })
  })

  test('proteins are matched near 42 % D2O, RNA near 70 %', () => {
    for (const [path, expected] of [
      ['saxs/inputs/bioce1.pdb', 0.42],
      ['curves/af_multidomain.pdb', 0.42],
      ['curves/sans.pdb', 0.42],
      ['curves/rna.pdb', 0.7],
    ] as const) {
      const structure = readStructures(readFileSync(sharedFolder(path), 'utf8'), path).models[0]!
      const model = neutronPartialsOf(
        structure,
        { exchange: 0.9, deuteratedChains: [] },
        { shell: false, qMax: 0.1 },
      )
      const forward = (d2o: number) =>
        intensityOf(inSolvent(model, { d2o, deuteration: 0 }), Float64Array.of(0), dry)[0]!
      const fractions = Array.from({ length: 1001 }, (_, i) => i / 1000)
      const matched = fractions.reduce((best, d2o) => (forward(d2o) < forward(best) ? d2o : best))
      expect(Math.abs(matched - expected)).toBeLessThan(0.02)
    }
  })

  test('hydrogens of the file scatter forward as those of the tables do, and are the same number', () => {
    const [implicit, explicit] = (['implicit', 'explicit'] as const).map(hydrogens => {
      const text = textOf('inputs/bioce1.pdb')
      return neutronPartialsOf(readStructures(text, 'a.pdb', { hydrogens }).models[0]!, wholly, {
        shell: false,
      })
    })
    expect(explicit!.replaceable).toBe(implicit!.replaceable)
    const at = (model: typeof implicit, d2o: number, q: number) =>
      intensityOf(inSolvent(model!, { d2o, deuteration: 0 }), Float64Array.of(q), dry)[0]!
    for (const d2o of [0, 1]) {
      expect(at(implicit, d2o, 0) / at(explicit, d2o, 0)).toBeCloseTo(1, 2)
      expect(Math.abs(at(implicit, d2o, 0.2) / at(explicit, d2o, 0.2) - 1)).toBeLessThan(0.04)
    }
  })
})

test('a deuterated protein weighs and scatters more in water, and the shell is gone where its water is matched to nothing', () => {
  const structure = conformer()
  const model = neutronPartialsOf(structure, wholly)
  const [light, heavy] = [0, 1].map(deuteration => inSolvent(model, { d2o: 0, deuteration }))
  expect(heavy!.mass - light!.mass).toBeCloseTo(1.006 * model.replaceable, 6)
  const forward = (partials: typeof light) =>
    intensityOf(partials!, Float64Array.of(0), dry)[0]! * absoluteScale(partials!)
  expect(forward(heavy)).toBeGreaterThan(5 * forward(light))
  const matched = inSolvent(model, { d2o: 0.081, deuteration: 0 })
  const [bare, wet] = [0, 0.03].map(
    contrast => intensityOf(matched, Float64Array.of(0), { c1: 1, contrast })[0]!,
  )
  expect(wet! / bare!).toBeCloseTo(1, 3)
})

/** Hydrogens by a table of its own: those on N, O and S exchange, at an amino acid's N by the given share. */
function expectExact(
  read: Structure,
  sample: { exchange: number; deuteratedChains: string[] },
  deuteration: number,
) {
  const structure = withFullResidues(read)
  const model = neutronPartialsOf(read, sample)
  const bonds: Record<string, number> = { C: 1.09, N: 1.01, O: 0.98, S: 1.34 }
  const { elements, hydrogens, residueOf, residues, atomNames, xyz } = structure
  const { xyz: beads } = hydrationShell(xyz, radiusOfGyration(xyz))
  const contrast = 0.02
  const fractions = [0, 0.4, 1]
  const q = Float64Array.of(0, 0.08, 0.2, 0.4)
  const places = Float64Array.from([...xyz, ...beads])
  const [x, y, z] = [0, 1, 2].map(axis => places.filter((_, i) => i % 3 === axis)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const cases = fractions.flatMap(d2o =>
    Array.from(q, value => {
      const rho = solventDensity(d2o)
      const amplitudes = elements.map((element, i) => {
        const isLabile = 'NOS'.includes(element)
        const { chain, name } = residues[residueOf[i]!]!
        const isAmide = atomNames[i] === 'N' && name.length === 3
        const isChosen = sample.deuteratedChains.length === 0 || sample.deuteratedChains.includes(chain)
        const share = isLabile ? d2o * (isAmide ? sample.exchange : 1) : isChosen ? deuteration : 0
        const perHydrogen = -3.7409 + share * (6.674 + 3.7409)
        const volume = displacedVolumes[element]! + hydrogens[i]! * displacedVolumes.H!
        return (
          neutronLengths[element]! +
          hydrogens[i]! * perHydrogen * sinc(value * (bonds[element] ?? 1.09)) -
          rho * volume * Math.exp((-(volume ** (2 / 3)) * value ** 2) / (4 * Math.PI))
        )
      })
      const bead = ((contrast * rho) / 0.334) * 27 * Math.exp((-9 * value ** 2) / (4 * Math.PI))
      const all = Float64Array.from([...amplitudes, ...new Array<number>(beads.length / 3).fill(bead)])
      return { value, all, sum: all.reduce((total, amplitude) => total + amplitude ** 2, 0) }
    }),
  )
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const [dx, dy, dz] = [x[i]! - x[j]!, y[i]! - y[j]!, z[i]! - z[j]!]
      const r = Math.sqrt(dx * dx + dy * dy + dz * dz)
      const sincs = q.map(value => sinc(value * r))
      for (let c = 0; c < cases.length; c++)
        cases[c]!.sum += 2 * cases[c]!.all[i]! * cases[c]!.all[j]! * sincs[c % q.length]!
    }
  const found = fractions.flatMap(d2o => [
    ...intensityOf(inSolvent(model, { d2o, deuteration }), q, { c1: 1, contrast }),
  ])
  cases.forEach(({ sum }, c) => {
    expect(Math.abs(found[c]! / sum - 1)).toBeLessThan(1e-3)
  })
}
