import { describe, expect, test } from 'bun:test'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { checkLibrary } from '#src/ensemble/structures/library.ts'
import { largestDistance, molarMass, radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { readStructures, streamStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'
import { noReference, textOf, whySkipped } from '../saxs/shared.ts'

/** One PDB atom record; `columns` is the atom name as it stands in columns 13 to 16. */
function atom(columns: string, residue: string, options: Partial<typeof plain> = {}): string {
  const { record, serial, altloc, chain, number, x, y, z, occupancy, element } = { ...plain, ...options }
  const place = [x, y, z].map(value => value.toFixed(3).padStart(8)).join('')
  const left = `${record.padEnd(6)}${serial.padStart(5)} ${columns}${altloc}${residue.padStart(3)} ${chain}`
  return `${left}${String(number).padStart(4)}    ${place}${occupancy.toFixed(2).padStart(6)}  0.00          ${element}`
}

const plain = {
  record: 'ATOM',
  serial: '1',
  altloc: ' ',
  chain: 'A',
  number: 1,
  x: 1,
  y: 2,
  z: 3,
  occupancy: 1,
  element: '  ',
}

function read(...lines: string[]): Structure {
  return readStructures(lines.join('\n'), 'test.pdb').models[0]!
}

const typesOf = (structure: Structure) => structure.composition.types

describe('atoms', () => {
  test('a name that starts in column 13 is a two-letter element, one in column 14 is not', () => {
    expect(read(atom(' CA ', 'ALA')).elements).toEqual(['C'])
    expect(read(atom('CA  ', 'CA')).elements).toEqual(['CA'])
    expect(read(atom('ZN  ', 'ZN')).elements).toEqual(['ZN'])
    expect(read(atom('SE  ', 'MSE')).elements).toEqual(['SE'])
    expect(read(atom('FE  ', 'HEM')).elements).toEqual(['FE'])
    expect(read(atom('CA  ', 'ALA')).elements).toEqual(['C'])
  })

  test('hydrogen names that look like metals are hydrogens: HG21 of a threonine is no mercury', () => {
    const structure = read(atom(' CB ', 'THR'), atom('HG21', 'THR'), atom('HE2 ', 'HIS'), atom('1HB ', 'THR'))
    expect(structure.elements).toEqual(['C'])
    expect(read(atom('HG  ', 'HG')).elements).toEqual(['HG'])
  })

  test('the element column wins; lower case and charges are understood, D is hydrogen', () => {
    expect(read(atom('CA  ', 'ALA', { element: ' c' })).elements).toEqual(['C'])
    expect(read(atom(' X1 ', 'LIG', { element: 'zn' })).elements).toEqual(['ZN'])
    const deuterated = `${atom(' CA ', 'ALA', { element: ' C' })}\n${atom(' DA ', 'ALA', { element: ' D' })}`
    expect(read(deuterated).elements).toEqual(['C'])
    expect(readStructures(deuterated, 'd.pdb', { hydrogens: 'explicit' }).models[0]!.elements).toEqual([
      'C',
      'H',
    ])
  })

  test('hydrogens are implicit by residue and atom', () => {
    expect(
      typesOf(read(atom(' N  ', 'ALA'), atom(' CA ', 'ALA'), atom(' CB ', 'ALA'), atom(' O  ', 'ALA'))),
    ).toEqual({
      NH1: 1,
      CH1: 1,
      CH3: 1,
      O: 1,
    })
    expect(typesOf(read(atom(' NZ ', 'LYS')))).toEqual({ NH3: 1 })
    expect(typesOf(read(atom(' CE ', 'MSE')))).toEqual({ CH3: 1 })
  })

  test.each([
    ['HIS', 'NH1', 'N'],
    ['HSD', 'NH1', 'N'],
    ['HIE', 'N', 'NH1'],
    ['HSE', 'N', 'NH1'],
    ['HIP', 'NH1', 'NH1'],
  ])('%s carries its hydrogen where its name says', (name, nd1, ne2) => {
    expect(typesOf(read(atom(' ND1', name)))).toEqual({ [nd1]: 1 })
    expect(typesOf(read(atom(' NE2', name)))).toEqual({ [ne2]: 1 })
  })

  test("C2' is CH2 in DNA and CH in RNA, whatever the residue is called; asterisks are primes", () => {
    expect(typesOf(read(atom(" C2'", ' DA')))).toEqual({ CH2: 1 })
    expect(typesOf(read(atom(' C2*', '  A'), atom(' O2*', '  A')))).toEqual({ CH1: 1, OH1: 1 })
    expect(typesOf(read(atom(" C2'", '  G')))).toEqual({ CH2: 1 })
  })

  test('explicit hydrogens are counted once: none is implicit then', () => {
    const text = [atom(' CA ', 'ALA', { element: ' C' }), atom(' HA ', 'ALA', { element: ' H' })].join('\n')
    expect(typesOf(readStructures(text, 'h.pdb', { hydrogens: 'explicit' }).models[0]!)).toEqual({
      C: 1,
      H: 1,
    })
    expect(typesOf(readStructures(text, 'h.pdb').models[0]!)).toEqual({ CH1: 1 })
  })

  test('waters go, ligands and ions stay, with a remark that names the line', () => {
    const text = [
      atom(' O  ', 'ALA'),
      atom(' O  ', 'HOH', { record: 'HETATM' }),
      atom('MG  ', 'MG', { record: 'HETATM' }),
    ]
    const { models, warnings } = readStructures(text.join('\n'), 'w.pdb')
    expect(models[0]!.elements).toEqual(['O', 'MG'])
    expect(Array.from(models[0]!.het)).toEqual([0, 1])
    expect(warnings).toContainEqual({
      code: 'structure.waters',
      values: {},
      file: 'w.pdb',
      line: 2,
    })
  })
})

describe('alternate locations', () => {
  const at = (altloc: string, occupancy: number, x: number, residue = 'SER') =>
    atom(' CB ', residue, { altloc, occupancy, x })

  test('the highest occupancy wins, ties go to the first letter', () => {
    expect(read(at('A', 0.3, 1), at('B', 0.7, 2)).xyz[0]).toBe(2)
    expect(read(at('B', 0.5, 1), at('A', 0.5, 2)).xyz[0]).toBe(2)
  })

  test('one conformer for the whole residue, two residue names at one place included', () => {
    const structure = read(
      atom(' CA ', 'SER'),
      at('A', 0.4, 1, 'SER'),
      at('B', 0.6, 2, 'THR'),
      atom(' OG ', 'SER', { altloc: 'A', occupancy: 0.4 }),
      atom(' OG1', 'THR', { altloc: 'B', occupancy: 0.6 }),
    )
    expect(structure.atomNames).toEqual(['CA', 'CB', 'OG1'])
  })
})

describe('models', () => {
  const model = (n: number, ...lines: string[]) => [`MODEL     ${n}`, ...lines, 'ENDMDL']

  test('each MODEL is one conformer, named by its number', () => {
    const text = [...model(1, atom(' CA ', 'ALA')), ...model(7, atom(' CA ', 'ALA', { x: 9 })), 'END'].join(
      '\r\n',
    )
    const { models } = readStructures(text, 'two.pdb')
    expect(models.map(({ name, model: number, xyz }) => [name, number, xyz[0]])).toEqual([
      ['two.pdb#1', 1, 1],
      ['two.pdb#7', 7, 9],
    ])
  })

  test('padded TER, score tables and serials beyond 99,999 do no harm', () => {
    const shifted = atom(' CB ', 'ALA', { x: -12.5 })
      .replace(/^ATOM {6}1/, 'ATOM  1000000')
      .slice(0, 80)
    const structure = read(
      atom(' CA ', 'ALA', { serial: '99999' }),
      atom(' C  ', 'ALA').replace('ATOM      1 ', 'ATOM  100000'),
      shifted,
      'TER'.padEnd(80),
      '# All scores below are weighted scores, not raw scores.',
      'ALA_1 -2.7 0.2 3.3',
    )
    expect(structure.atomNames).toEqual(['CA', 'C', 'CB'])
    expect(structure.xyz[6]).toBe(-12.5)
  })

  test('bead models: all CA with a radius in REMARK 265, or all DUM', () => {
    const lines = [1, 2, 3].map(i => atom(' CA ', 'ASP', { number: i, x: 4 * i }))
    const announced = read('REMARK 265  Dummy atom packing radius ......... : 1.9000', ...lines)
    expect([announced.kind, announced.beadRadius]).toEqual(['beads', 1.9])
    expect(read(...lines).kind).toBe('atoms')
    const endless = read(`REMARK 265 bead radius ${'1'.repeat(50_000)}x`, ...lines)
    expect(endless.kind).toBe('atoms')
    const dummies = read(...[1, 2].map(i => atom(' CA ', 'DUM', { number: i, x: 5 * i })))
    expect([dummies.kind, dummies.beadRadius]).toEqual(['beads', 2.5])
  })

  test('a stream hands out each model as soon as it is complete, however the text is cut', async () => {
    const text = [1, 2, 3]
      .flatMap(i => model(i, atom(' CA ', 'ALA', { x: i }), atom(' C  ', 'ALA')))
      .join('\n')
    let given = 0
    async function* pieces() {
      for (let i = 0; i < text.length; i += 7) {
        given = i
        yield text.slice(i, i + 7)
      }
    }
    const seen: number[] = []
    const givenAtFirst: number[] = []
    for await (const structure of streamStructures(pieces(), 's.pdb')) {
      seen.push(structure.xyz[0]!)
      givenAtFirst.push(given)
    }
    expect(seen).toEqual([1, 2, 3])
    expect(givenAtFirst[0]).toBeLessThan(text.length / 2)
  })
})

describe('mmCIF', () => {
  const head = `data_x
loop_
_atom_site.group_PDB
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.auth_asym_id
_atom_site.auth_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.pdbx_PDB_model_num
`

  test('rows of one model number are merged, in order of first appearance', () => {
    const text = `${head}ATOM C CA . ALA A 1 1.0 2 3 2\nATOM C CA . ALA A 1 5 2 3 1\nATOM N N . ALA A 1 7 2 3 2\n#\n`
    const { models } = readStructures(text, 'm.cif')
    expect(models.map(({ name, elements }) => [name, elements])).toEqual([
      ['m.cif#2', ['C', 'N']],
      ['m.cif#1', ['C']],
    ])
  })

  test('quotes, rows over two lines, text fields and uncertainties are read', () => {
    const text = `data_x\n_struct.title\n;a title with loop_ inside\n;\n${head}ATOM C "C5'" . ' DA' A 1\n1.5(3) 2.5 -3.5e0 1\n`
    const structure = readStructures(text, 'q.cif').models[0]
    expect(structure!.atomNames).toEqual(["C5'"])
    expect(Array.from(structure!.xyz)).toEqual([1.5, 2.5, -3.5])
  })

  test('a stream merges too, unless a file comes back to a model after many others', async () => {
    const row = (model: number, name = 'CA') => `ATOM C ${name} . ALA A 1 ${model} 2 3 ${model}\n`
    const near = `${head}${row(1)}${row(2)}${row(1, 'CB')}`
    const models = await Array.fromAsync(streamStructures([near], 'm.cif'))
    expect(models.map(({ name, elements }) => [name, elements.length])).toEqual([
      ['m.cif#1', 2],
      ['m.cif#2', 1],
    ])
    const far = head + Array.from({ length: 40 }, (_, i) => row(i + 1)).join('') + row(1)
    const reading = Array.fromAsync(streamStructures([far], 'm.cif'))
    await expect(reading).rejects.toThrow('m.cif, line 54: model 1 goes on after 32 others')
  })

  test('a file of one model lends it its own name, whatever its number', () => {
    const row = 'ATOM C CA . ALA A 1 1 2 3 7\n'
    expect(readStructures(head + row, 'one.cif').models[0]!.name).toBe('one.cif')
    expect(read('MODEL        7', atom(' CA ', 'ALA'), 'ENDMDL', 'END').name).toBe('test.pdb')
  })
})

describe('a library', () => {
  const ala = [atom(' N  ', 'ALA'), atom(' CA ', 'ALA'), atom(' CB ', 'ALA')]
  const named = (name: string, ...lines: string[]) => readStructures(lines.join('\n'), name).models[0]!

  test('is accepted when only places, chains and the order within a residue differ', () => {
    const turned = [
      atom(' CB ', 'ALA', { chain: 'B', x: 5 }),
      atom(' CA ', 'ALA', { chain: 'B' }),
      atom(' N  ', 'ALA', { chain: 'B' }),
    ]
    expect(() => checkLibrary([named('a.pdb', ...ala), named('b.pdb', ...turned)])).not.toThrow()
  })

  test.each([
    ['a missing atom', ala.slice(0, 2), 'b.pdb differs from a.pdb: ALA A 1 lacks CB (C)'],
    [
      'another residue',
      [atom(' N  ', 'GLY'), atom(' CA ', 'GLY')],
      'b.pdb differs from a.pdb: residue 1 (A 1) is GLY, not ALA',
    ],
    [
      'one residue more',
      [...ala, atom(' N  ', 'GLY', { number: 2 })],
      'b.pdb differs from a.pdb: it has 2 residues, not 1',
    ],
  ])('is refused for %s, with the first difference named', (_, lines, message) => {
    const check = () => checkLibrary([named('a.pdb', ...ala), named('b.pdb', ...lines)])
    expect(check).toThrow(FaultError)
    expect(check).toThrow(message)
  })
})

describe('sizes', () => {
  test('of two atoms', () => {
    const structure = read(
      atom(' CA ', 'ALA', { x: 0, y: 0, z: 0 }),
      atom(' CB ', 'ALA', { x: 6, y: 8, z: 0 }),
    )
    expect(radiusOfGyration(structure.xyz)).toBe(5)
    expect(largestDistance(structure.xyz)).toBe(10)
    expect(molarMass(structure)).toBeCloseTo(2 * 12.011 + 4 * 1.008, 10)
  })
})

describe.skipIf(noReference)(`real files${whySkipped}`, () => {
  test.each([
    ['inputs/3KFO.pdb', 1669, 'SE'],
    ['more/3sba.pdb', 7766, 'ZN2+'],
    ['more/2bbm.pdb', 1168, 'CA2+'],
    ['more/LAR1-2.pdb', 1605, 'S'],
    ['more/A2M_native.pdb.gz', 43_652, 'SH1'],
  ])('%s holds %d atoms, %s among them', (name, atoms, type) => {
    const structure = readStructures(textOf(name), name).models[0]
    expect(structure!.elements.length).toBe(atoms)
    expect(typesOf(structure!)[type]).toBeGreaterThan(0)
  })

  test('the mmCIF twin of a complex with zinc is the same structure', () => {
    const [pdb, cif] = ['more/3sba.pdb', 'more/3sba.cif'].map(
      name => readStructures(textOf(name), name).models[0],
    )
    expect(typesOf(cif!)).toEqual(typesOf(pdb!))
    expect(cif!.xyz.toSorted()).toEqual(pdb!.xyz.toSorted())
  })

  test('6lyz.cif holds three models, the second of two atoms that stand apart', () => {
    const { models } = readStructures(textOf('inputs/6lyz.cif'), '6lyz.cif')
    expect(models.map(({ name, elements }) => [name, elements.length])).toEqual([
      ['6lyz.cif#1', 1001],
      ['6lyz.cif#9', 2],
      ['6lyz.cif#8', 1],
    ])
  })
})
