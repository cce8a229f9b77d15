import { describe, expect, test } from 'bun:test'
import { intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { checkLibrary } from '#src/ensemble/structures/library.ts'
import { radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { ReadOptions, Structure } from '#src/ensemble/structures/structure.ts'
import { sharedFolder, unlessShared } from '../../support/skips.ts'

/** What stands in the files of simulations, of crystals and of other programs, and what of it scatters. */

type Place = [number, number, number]

/** One PDB record; `columns` is the atom name as it stands in columns 13 to 16, `residue` reaches from 18 to 22. */
function atom(columns: string, residue: string, [x, y, z]: Place, number = 1, element = '  ', het = true) {
  const place = [x, y, z].map(value => value.toFixed(3).padStart(8)).join('')
  const record = het ? 'HETATM' : 'ATOM  '
  return `${record}    1 ${columns} ${residue.padEnd(5)}${String(number).padStart(4)}    ${place}  1.00  0.00          ${element}`
}

/** A peptide of alanines along x, under any name of it. */
const peptide = (residue = 'ALA A', count = 4) =>
  Array.from({ length: count }, (_, i) =>
    [' N  ', ' CA ', ' C  ', ' O  ', ' CB ']
      .map((name, k) => atom(name, residue, [3.8 * i, k, 0], i + 1, ` ${name[1]}`, false))
      .join('\n'),
  ).join('\n')

function read(text: string, options: ReadOptions = {}) {
  const { models, warnings } = readStructures(text, 'a.pdb', options)
  return { ...models[0]!, codes: warnings.map(each => each.code) }
}

const forward = (structure: Structure) =>
  intensityOf(partialsOf(structure, { shell: false }), Float64Array.of(0), { c1: 1, contrast: 0 })[0]!

const alone = read(peptide())

describe('solvent', () => {
  test.each(
    'HOH WAT DOD H2O SOL TIP TIP2 TIP3 TIP4 TIP5 TP3 TP4 TP5 T3P T4P T5P SPC SPCE OPC OPC3 FB3 SWM4 W WN HOD QQQ'.split(
      ' ',
    ),
  )('%s is water, with virtual sites and hydrogens', name => {
    const water = [' O  ', ' H1 ', ' H2 '].map((each, k) =>
      atom(each, name.padEnd(4), [9, 9, 9 + k], 7, ` ${each[1]}`),
    )
    const sites = [' M  ', 'EPW ', ' MW ', 'LP1 '].map(each => atom(each, name.padEnd(4), [9, 9, 9], 7))
    const structure = read([peptide(), ...water, ...(name === 'QQQ' ? [] : sites)].join('\n'))
    expect(structure.xyz).toEqual(alone.xyz)
    expect(structure.codes).toContain('structure.waters')
  })

  const ionNames: [string, string, string][] = [
    ['NA', 'NA  ', 'NA1+'],
    ['Na+', 'Na+ ', 'NA1+'],
    ['NA+', 'NA  ', 'NA1+'],
    ['SOD', ' SOD', 'NA1+'],
    ['ION', 'NA+ ', 'NA1+'],
    ['K', ' K  ', 'K1+'],
    ['POT', ' POT', 'K1+'],
    ['CL', 'CL  ', 'CL1-'],
    ['Cl-', 'Cl- ', 'CL1-'],
    ['CLA', ' CLA', 'CL1-'],
    ['CAL', ' CAL', 'CA2+'],
    ['CA2+', 'CA2+', 'CA2+'],
    ['CES', ' CES', 'CS1+'],
    ['RUB', ' RUB', 'RB1+'],
    ['LIT', ' LIT', 'LI1+'],
    ['BAR', ' BAR', 'BA2+'],
    ['MG', 'MG  ', 'MG2+'],
    ['ZN2', ' ZN ', 'ZN2+'],
    ['CD2', ' CD2', 'CD2+'],
    ['MN', 'MN  ', 'MN2+'],
    ['FE', 'FE  ', 'FE3+'],
    ['FE2', 'FE  ', 'FE2+'],
    ['IOD', ' I  ', 'I1-'],
    ['BR', 'BR  ', 'BR1-'],
  ]
  test.each(ionNames)('%s is an ion: kept where it is bound, left out in the bulk', (name, columns, type) => {
    const residue = name.padEnd(name.length < 4 ? 4 : 5)
    const bound = read(`${peptide()}\n${atom(columns, residue, [0, 3, 2.4], 9)}`)
    expect(bound.composition.types[type]).toBe(1)
    const wrongElement = read(`${peptide()}\n${atom(columns, residue, [0, 3, 2.4], 9, ' C')}`)
    expect(wrongElement.composition.types).toEqual(bound.composition.types)
    const bulk = read(`${peptide()}\n${atom(columns, residue, [0, 3, 9], 9)}`)
    expect(bulk.composition.types).toEqual(alone.composition.types)
    expect(bulk.codes).toContain('structure.bulk_ions')
    const kept = read(`${peptide()}\n${atom(columns, residue, [0, 3, 9], 9)}`, { solvent: 'keep' })
    expect(kept.composition.types).toEqual(bound.composition.types)
    expect(() => checkLibrary([alone, bound])).not.toThrow()
  })

  test('an ion scatters with its electrons and displaces its own volume', () => {
    const calcium = read(atom('CA  ', 'CA', [0, 0, 0]))
    expect(Math.sqrt(forward(calcium))).toBeCloseTo(18 - 0.334 * 4.19, 1)
    const caesium = read(atom(' CES', 'CES', [0, 0, 0]))
    expect(Math.sqrt(forward(caesium))).toBeCloseTo(54 - 0.334 * (4 / 3) * Math.PI * 1.67 ** 3, 1)
  })

  test('what a crystal was grown from is left out, a switch keeps it', () => {
    const glycerol = ['C1', 'O1', 'C2', 'O2', 'C3', 'O3'].map((name, k) =>
      atom(` ${name} `, 'GOL A', [k, 9, 9], 50, ` ${name[0]}`),
    )
    const text = [peptide(), ...glycerol].join('\n')
    expect(read(text).composition.types).toEqual(alone.composition.types)
    expect(read(text).codes).toContain('structure.crystallisation_agents')
    const { types } = read(text, { solvent: 'keep' }).composition
    expect([types.OH1, types.CH2]).toEqual([3, 2])
  })
})

describe('names of force fields', () => {
  test.each([
    ['HSD', 'HIS'],
    ['HIE', 'HIS'],
    ['HSP', 'HIS'],
    ['HISH', 'HIS'],
    ['CYX', 'CYS'],
    ['CYM', 'CYS'],
    ['ASH', 'ASP'],
    ['ASPP', 'ASP'],
    ['GLH', 'GLU'],
    ['GLUP', 'GLU'],
    ['LYN', 'LYS'],
    ['LYSH', 'LYS'],
    ['NALA', 'ALA'],
    ['CALA', 'ALA'],
    ['NHIE', 'HIS'],
    ['CCYX', 'CYS'],
    ['DA5', 'A'],
    ['RG3', 'G'],
    ['ADE', 'A'],
    ['DCYT', 'C'],
    ['URA', 'U'],
  ])('%s is compared as %s, whatever its hydrogens', (name, parent) => {
    const model = read(atom(' CA ', name.padEnd(name.length < 4 ? 4 : 5), [0, 0, 0]))
    expect(model.composition.residues).toEqual([parent])
    expect(model.codes).not.toContain('structure.unknown_residue')
  })

  test('the second oxygen of the C-terminus may be there or not, under any name', () => {
    const end = (...names: string[]) =>
      read([peptide(), ...names.map((name, k) => atom(name, 'ALA A', [20, k, 5], 5))].join('\n'))
    const plain = end(' CA ', ' C  ', ' O  ')
    for (const other of [
      end(' CA ', ' C  ', ' O  ', ' OXT'),
      end(' CA ', ' C  ', ' OT1', ' OT2'),
      end(' CA ', ' C  ', ' O1 ', ' O2 '),
    ])
      expect(() => checkLibrary([plain, other])).not.toThrow()
  })

  test('caps and the caps of CHARMM have their hydrogens', () => {
    expect(read(atom(' CH3', 'ACE A', [0, 0, 0])).composition.types).toEqual({ CH3: 1 })
    expect(read(atom(' N  ', 'NME A', [0, 0, 0])).composition.types).toEqual({ NH1: 1 })
    expect(read(atom(' N  ', 'NHE A', [0, 0, 0])).composition.types).toEqual({ NH2: 1 })
    const capped = ['CAY', 'CY', 'NT', 'CAT'].map((name, k) =>
      atom(` ${name.padEnd(3)}`, 'ALA A', [0, k, 0], 1, ` ${name[0]}`),
    )
    expect(read(capped.join('\n')).composition.types).toEqual({ CH3: 2, C: 1, NH1: 1 })
  })

  test('two-letter chains reach into column 21, names of four letters too', () => {
    const two = read(peptide('ALAAA'))
    expect(two.composition.types).toEqual(alone.composition.types)
    expect(two.residues[0]).toMatchObject({ name: 'ALA', chain: 'AA' })
    expect(read(atom(' CA ', 'HISAB', [0, 0, 0])).residues[0]).toMatchObject({ name: 'HISA', chain: 'B' })
    const known = read(`${peptide('ALAAB')}\n${atom(' CA ', 'HISAB', [0, 0, 9], 9)}`)
    expect(known.residues[4]).toMatchObject({ name: 'HIS', chain: 'AB' })
    expect(read(atom(' P  ', 'POPCA', [0, 0, 0])).residues[0]).toMatchObject({ name: 'POPC', chain: 'A' })
    const waters = `${peptide('ALAAA')}\n${atom(' O  ', 'HOHAA', [9, 9, 9], 9)}`
    expect(read(waters).xyz).toEqual(alone.xyz)
  })
})

describe('hydrogens', () => {
  /** Two N-acetylglucosamines in the shape of the tables, the second linked to O4 of the first. */
  const sugarAtoms = 'C1 C2 C3 C4 C5 C6 C7 C8 N2 O3 O4 O5 O6 O7'.split(' ')
  const sugar = (name: string, number: number, x: number, hydrogens = 0) =>
    [
      ...sugarAtoms.map((each, k) => atom(` ${each} `, name, [x, 3 * k, 0], number, ` ${each[0]}`)),
      ...Array.from({ length: hydrogens }, (_, k) =>
        atom(` H${k} `.slice(0, 4), name, [x, 3 * k, 1], number, ' H'),
      ),
    ].join('\n')

  test('of a sugar come from the table, or from the file where it has them', () => {
    const counted = read(sugar('NAG A', 1, 0))
    expect(counted.composition.types).toEqual({ CH1: 5, CH2: 1, C: 1, CH3: 1, NH1: 1, OH1: 3, O: 2 })
    const given = read(sugar('NAG A', 1, 0, 13))
    expect(given.hydrogens.reduce((sum, count) => sum + count, 0)).toBe(13)
    expect(given.codes).toContain('structure.hydrogens_of_file')
    const explicit = read(sugar('NAG A', 1, 0, 13), { hydrogens: 'explicit' })
    expect(forward(given) / forward(explicit)).toBeCloseTo(1, 10)
  })

  test('a bond to another residue takes one from each of its atoms', () => {
    const o4 = 3 * sugarAtoms.indexOf('O4')
    const linked = `${sugar('NAG A', 1, 0)}\n${sugar('NAG A', 2, 40)}`.replace(
      atom(' C1 ', 'NAG A', [40, 0, 0], 2, ' C'),
      atom(' C1 ', 'NAG A', [1.43, o4, 0], 2, ' C'),
    )
    const { types } = read(linked).composition
    expect([types.OH1, types.O]).toEqual([5, 5])
    const onAsparagine = read(
      `${sugar('NAG A', 1, 0)}\n${atom(' ND2', 'ASN A', [-1.45, 0, 0], 7, ' N', false)}`,
    )
    expect(onAsparagine.composition.types.NH1).toBe(2)
  })

  test.each([
    ['a phosphoserine', 'SEP', 'N CA CB OG C O P O1P O2P O3P', { NH2: 1, CH1: 1, CH2: 1, O: 5, C: 1, P: 1 }],
    ['a hydroxyproline', 'HYP', 'N CA C O CB CG CD OD1', { NH1: 1, CH1: 2, CH2: 2, C: 1, O: 1, OH1: 1 }],
    ['a pseudouridine', 'PSU', "O2'", { OH1: 1 }],
    ['haem', 'HEM', 'CMA CAB CHA', { CH3: 1, CH1: 2 }],
    ['a lipid of CHARMM', 'POPC', 'C13 C12 C2 O14', { CH3: 1, CH2: 1, CH1: 1, O: 1 }],
    ['cholesterol of CHARMM', 'CHL1', 'C3 O3 C5', { CH1: 1, OH1: 1, C: 1 }],
    ['a sugar of CHARMM', 'BGLN', 'C1 C6 O6 CT', { CH1: 1, CH2: 1, OH1: 1, CH3: 1 }],
    ['a sugar of GLYCAM', '4YB', 'C1 C6 O3 CME', { CH1: 1, CH2: 1, OH1: 1, CH3: 1 }],
    ['a nucleotide with old names', 'ADP', 'O1A O2B C5* N6 O3*', { O: 2, CH2: 1, NH2: 1, OH1: 1 }],
  ])('of %s', (_, name, atoms, types) => {
    const text = atoms.split(' ').map((each, k) => {
      const columns = each.length > 3 ? each : ` ${each.padEnd(3)}`
      return atom(columns, name.padEnd(name.length < 4 ? 4 : 5), [5 * k, 0, 0], 1, ` ${each[0]}`)
    })
    const structure = read(text.join('\n'))
    expect(structure.composition.types as object).toEqual(types)
    expect(structure.codes).not.toContain('structure.unknown_residue')
  })

  test('of what is in no table nobody knows', () => {
    expect(read(atom(' C1 ', 'QQQ A', [0, 0, 0])).codes).toContain('structure.unknown_residue')
    expect(read(atom(' QQ1', 'NAG A', [0, 0, 0], 1, ' C')).codes).toContain('structure.unknown_residue')
  })
})

test('an atom that stands in the file twice counts once; atoms of a ligand may share a name', () => {
  const twice = read(`${peptide()}\n${atom(' CB ', 'ALA A', [11.4, 4.3, 0], 4, ' C', false)}`)
  expect(twice.xyz).toEqual(alone.xyz)
  expect(twice.codes).toContain('structure.repeated_atoms')
  expect(read(`${peptide()}\n${peptide()}`).xyz).toEqual(alone.xyz)
  const ligand = [0, 2, 4].map(x => atom(' C  ', 'LIG A', [x, 0, 0], 1, ' C')).join('\n')
  expect(read(ligand).elements).toHaveLength(3)
})

test('models whose number comes again are numbered by their place', () => {
  const model = (number: number, x: number) => `MODEL     ${number}\n${peptide('ALA A', x)}\nENDMDL\n`
  const names = (text: string) => readStructures(text, 'a.pdb').models.map(each => each.name)
  expect(names(model(1, 2) + model(1, 3) + model(1, 4))).toEqual(['a.pdb#1', 'a.pdb#2', 'a.pdb#3'])
  expect(names(model(0, 2) + model(1, 3) + model(2, 4))).toEqual(['a.pdb#1', 'a.pdb#2', 'a.pdb#3'])
  expect(names(model(5, 2) + model(2, 3) + model(5, 4))).toEqual(['a.pdb#5', 'a.pdb#2', 'a.pdb#3'])
})

test('mmCIF files put one behind the other are one model each', () => {
  const block = (x: number) =>
    `data_m\nloop_\n${'type_symbol auth_atom_id auth_comp_id auth_seq_id Cartn_x Cartn_y Cartn_z pdbx_PDB_model_num'
      .split(' ')
      .map(column => `_atom_site.${column}`)
      .join('\n')}\nC CA ALA 1 ${x} 0 0 1\n`
  const { models } = readStructures(block(1) + block(2) + block(3), 'a.cif')
  expect(models.map(each => [each.name, each.xyz[0]])).toEqual([
    ['a.cif#1', 1],
    ['a.cif#2', 2],
    ['a.cif#3', 3],
  ])
})

const skipped = unlessShared('cases')
describe.skipIf(skipped !== '')(`the cases${skipped}`, () => {
  const structureOf = async (path: string) =>
    readStructures(await Bun.file(sharedFolder('cases', path)).text(), path).models[0]!

  test.each(['two-letter-chains/chain2', 'md-bulk-ions/bulk_ions', 'md-waters-other-names/waters'])(
    '%s scatters as its base does',
    async name => {
      const structure = await structureOf(`${name}.pdb`)
      expect(forward(structure) / 15993).toBeCloseTo(1, 3)
      expect(radiusOfGyration(structure.xyz)).toBeCloseTo(6.517, 2)
    },
  )

  test('two sugars with all their hydrogens', async () => {
    expect(forward(await structureOf('glycan-hydrogens/two_sugars.pdb')) / 2622).toBeCloseTo(1, 3)
  })

  test('one histidine in two protonations is one library', async () => {
    const models = await Promise.all(['hsd', 'hse'].map(name => structureOf(`his-tautomers/his_${name}.pdb`)))
    expect(() => checkLibrary(models)).not.toThrow()
    expect(forward(models[0]!) / forward(models[1]!)).toBeCloseTo(1, 4)
  })
})
