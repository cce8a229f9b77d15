import { describe, expect, test } from 'bun:test'
import { messageOf } from '#src/ensemble/faults/index.ts'
import { chainBreaks, chainsOf, incompleteResidues } from '#src/ensemble/structures/completeness.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'

/** One peptide as programs write it, which must come out of every dialect as it went in. */

interface Atom {
  name: string
  residue: string
  number: number
  place: [number, number, number]
}

const names = ['N', 'CA', 'C', 'O', 'CB']
/** Neighbours of one kind, as it is there that residues are hard to tell apart. */
const kinds = ['ALA', 'ALA', 'SER', 'ALA', 'ALA', 'ALA', 'VAL', 'VAL', 'ALA', 'ALA', 'ALA', 'ALA']
const sideChains: Record<string, string[]> = { SER: ['OG'], VAL: ['CG1', 'CG2'] }
const atoms: Atom[] = kinds.flatMap((residue, r) =>
  [...names, ...(sideChains[residue] ?? [])].map((name, k) => ({
    name,
    residue,
    number: r + 1,
    place: [(36 * r + 12 * (k === 2 ? 2 : k === 0 ? 0 : 1)) / 10, k > 2 ? (13 * (k - 2)) / 10 : 0, 0.5],
  })),
)

const inPlace = (place: number[]) => place.map(value => value.toFixed(3).padStart(8)).join('')
interface Fields {
  serial?: string
  columns?: string
  altloc?: string
  residue?: string
  chain?: string
  number?: string
  insertion?: string
  occupancy?: string
  tail?: string
}
const record = (atom: Atom, fields: Fields = {}) =>
  [
    'ATOM  ',
    fields.serial ?? '    1',
    ' ',
    fields.columns ?? ` ${atom.name.padEnd(3)}`,
    fields.altloc ?? ' ',
    fields.residue ?? atom.residue,
    fields.chain ?? ' A',
    fields.number ?? String(atom.number).padStart(4),
    fields.insertion ?? ' ',
    '   ',
    inPlace(atom.place),
    fields.occupancy ?? '  1.00',
    '  0.00',
    fields.tail ?? `           ${atom.name[0]}`,
  ].join('')
const pdb = (fieldsOf: (atom: Atom, index: number) => Fields = () => ({})) =>
  atoms.map((atom, i) => record(atom, fieldsOf(atom, i))).join('\n')

function read(text: string) {
  const { models, warnings } = readStructures(text, 'a.pdb')
  const [model] = models
  return { ...model!, codes: warnings.map(each => each.code as string), said: warnings.map(messageOf) }
}
const whole = read(pdb())

function expectWhole(text: string) {
  const found = read(text)
  expect([...found.xyz]).toEqual([...whole.xyz])
  expect(found.composition.types).toEqual(whole.composition.types)
  expect(found.composition.residues).toEqual(whole.composition.residues)
  expect([chainBreaks(found), incompleteResidues(found)]).toEqual([[], []])
  return found
}

const hybrid = (value: number) =>
  value < 10_000 ? String(value).padStart(4) : (value - 10_000 + 10 * 36 ** 3).toString(36).toUpperCase()
const hexadecimal = (value: number) => (value < 10_000 ? String(value) : value.toString(16)).padStart(4)

describe('PDB of', () => {
  test('files with more than 9,999 residues', () => {
    const hybrids = expectWhole(pdb(({ number }) => ({ number: hybrid(9994 + number) })))
    expect(hybrids.residues.map(({ number }) => number)).toEqual(kinds.map((_, r) => 9995 + r))
    const ofVmd = expectWhole(pdb(({ number }) => ({ number: hexadecimal(10_005 + number) })))
    expect(ofVmd.residues[5]!.number).toBe(10_011)
    const overflown = pdb(({ number }) => ({ number: number < 3 ? `999${7 + number}` : '****' }))
    expect(expectWhole(overflown).residues.map(({ number }) => number)).toEqual(kinds.map((_, r) => 9998 + r))
    expectWhole(
      pdb(({ number }) => ({ number: String(1000 + (number >> 3)), insertion: String(number % 8) })),
    )
  })

  test('ions whose numbers cannot be read are one residue each', () => {
    const ions = [0, 5, 9].map(x =>
      record(
        { name: 'NA', residue: ' NA', number: 1, place: [x, 40, 40] },
        { columns: 'NA  ', number: '****', tail: '' },
      ),
    )
    expect(expectWhole(`${pdb()}\n${ions.join('\n')}`).codes).toContain('structure.bulk_ions')
  })

  test('CHARMM and CNS, which name chains by their segments', () => {
    const two = pdb(({ number, name }) => ({
      chain: '  ',
      number: String(((number - 1) % 6) + 1).padStart(4),
      tail: `      ${number <= 6 ? 'PROA' : 'PROB'} ${name[0]}`,
    }))
    expect(chainsOf(expectWhole(two)).map(({ name, from, to }) => [name, from, to])).toEqual([
      ['PROA', 1, 6],
      ['PROB', 1, 6],
    ])
  })

  test('AutoDock', () => {
    const types: Record<string, string> = { N: 'NA', O: 'OA', C: 'C ' }
    const text = pdb(({ name }) => ({ tail: `    -0.123 ${types[name[0]!]}` }))
    expect(expectWhole(`ROOT\n${text}\nENDROOT`).codes).toEqual([])
    const ligand = (name: string, type: string) =>
      read(record({ name, residue: 'LIG', number: 1, place: [0, 0, 0] }, { tail: `     0.123 ${type}` }))
        .elements
    expect([ligand('CL1', 'Cl'), ligand('S1', 'SA'), ligand('C7', 'A '), ligand('BR', 'Br')]).toEqual([
      ['CL'],
      ['S'],
      ['C'],
      ['BR'],
    ])
  })

  test('pdb2pqr, in columns or parted by blanks, and tabs', () => {
    expectWhole(pdb(() => ({ occupancy: ' -0.4700', tail: '' })))
    const fields = atoms.map(({ name, residue, number, place }, i) => [
      'ATOM',
      i + 1,
      name,
      residue,
      number,
      ...place.map(value => value.toFixed(3)),
      '-0.47',
      '1.85',
    ])
    expectWhole(fields.map(each => each.join(' ')).join('\n'))
    expectWhole(fields.map(each => each.join('\t')).join('\n'))
    const inChain = fields.map(each => [...each.slice(0, 4), 'B', ...each.slice(4)].join('  '))
    expect(expectWhole(inChain.join('\n')).residues[0]!.chain).toBe('B')
  })

  test('alternate locations whose letters differ from atom to atom', () => {
    expectWhole(pdb((_, i) => ({ altloc: i % 2 ? 'A' : 'B' })))
    const both = atoms.flatMap((atom, i) => {
      if (atom.number !== 3 || i % 2) return [record(atom)]
      const shifted: Atom = { ...atom, place: [atom.place[0] + 0.5, 9, 9] }
      return [
        record(atom, { altloc: 'B', occupancy: '  0.60' }),
        record(shifted, { altloc: 'A', occupancy: '  0.40' }),
      ]
    })
    expect(expectWhole(both.join('\n')).codes).toEqual(['structure.alternate_locations'])
  })
})

describe('mmCIF', () => {
  const columns = 'type_symbol auth_atom_id auth_comp_id auth_asym_id Cartn_x Cartn_y Cartn_z'
  const cif = (extra = '', value: (atom: Atom) => string = () => '') =>
    `data_a\nloop_\n${`${columns} ${extra}`
      .trim()
      .split(' ')
      .map(column => `_atom_site.${column}\n`)
      .join(
        '',
      )}${atoms.map(each => `${each.name[0]} ${each.name} ${each.residue} A ${each.place.join(' ')} ${value(each)}`).join('\n')}\n`

  test('without numbers of residues, or with a dot for each', () => {
    expectWhole(cif())
    expectWhole(cif('auth_seq_id', () => '.'))
    expectWhole(cif('label_seq_id', ({ number }) => String(number)))
  })

  test('spheres of an integrative model beside atoms are told', () => {
    const spheres = 'loop_\n_ihm_sphere_obj_site.id\n_ihm_sphere_obj_site.Cartn_x\n1 2.0\n'
    expect(expectWhole(`${cif()}${spheres}`).codes).toEqual(['structure.spheres_left_out'])
  })
})

describe('nucleotides', () => {
  const sugar = "O5' C5' C4' O4' C3' O3' C2' C1'".split(' ')
  const uracil = 'N1 C2 O2 N3 C4 O4 C5 C6'.split(' ')
  const nucleotide = (number: number, own: string[], residue = '  U') =>
    own
      .map((name, k) => record({ name, residue, number, place: [number * 6, k, 0] }))
      .join('\n')
      .replaceAll(/^(.{12}) ([A-Z0-9']{4})/gm, '$1$2 ')
  const strand = (lost: string[] = [], residue?: string) =>
    [
      [...sugar, "O2'", ...uracil],
      ['P', 'OP1', 'OP2', ...sugar, "O2'", ...uracil],
    ]
      .map((own, i) =>
        nucleotide(
          i + 1,
          own.filter(name => !lost.includes(name)),
          residue,
        ),
      )
      .join('\n')

  test('are whole without a phosphate at their 5-prime end, and told where they are not', () => {
    expect(incompleteResidues(read(strand()))).toEqual([])
    expect(incompleteResidues(read(strand(["O2'"])))).toEqual([])
    expect(incompleteResidues(read(strand(['P', 'OP1', 'OP2'])))).toEqual([{ label: 'U A 2', missing: 3 }])
    expect(incompleteResidues(read(strand(['O4'])))).toEqual([
      { label: 'U A 1', missing: 1 },
      { label: 'U A 2', missing: 1 },
    ])
  })

  test.each(['  U', ' RU', 'URA', 'URI'])('are uridines under the name %s', residue => {
    expect(read(strand([], residue)).composition).toEqual(read(strand()).composition)
  })

  test.each([
    [
      strand([...sugar.filter(name => name !== "C4'"), ...uracil, 'OP1', 'OP2', "O2'"]),
      'the 2 nucleotides have 3 atoms together',
    ],
    [nucleotide(1, ['DS', 'DB'], ' DA'), 'DS is a bead of a 3SPN model'],
    [nucleotide(1, ['PX'], ' DA'), 'PX is a bead of a SIRAH model'],
    [nucleotide(1, ['GN', 'GC', 'GO'], ' SK'), 'GN is a bead of a SIRAH model'],
    [nucleotide(1, ['GN', 'GC', 'GO'], 'LYS'), 'GN is a bead of a SIRAH model'],
  ])('coarse grains are refused by name (%#)', (text, sentence) => {
    expect(() => read(text)).toThrow(sentence)
  })
})

test.each([
  ['SEC', 'N CA C O CB SE', { NH2: 1, CH1: 1, C: 1, O: 1, CH2: 1, SE: 1 }],
  ['PYL', 'NZ C2 CB2 CE2 N2', { NH1: 1, C: 1, CH3: 1, CH1: 1, N: 1 }],
  ['S1P', 'OG P O1P CB', { O: 2, P: 1, CH2: 1 }],
  ['T2P', 'OG1 P O1P CG2', { O: 2, P: 1, CH3: 1 }],
  ['Y2P', 'OG P O1P CE1', { O: 2, P: 1, CH1: 1 }],
])('%s has the hydrogens of its kind', (residue, own, types) => {
  const text = own
    .split(' ')
    .map((name, k) =>
      record(
        { name, residue, number: 1, place: [5 * k, 0, 0] },
        { tail: `          ${name === 'SE' ? 'SE' : ` ${name[0]}`}` },
      ),
    )
  const found = read(text.join('\n'))
  expect(found.composition.types as object).toEqual(types)
  expect(found.codes).not.toContain('structure.unknown_residue')
})

test.each([
  ['a BinaryCIF file', '\ufffd\ufffdencoder\ufffdmolstar'],
  ['an MMTF file', '\ufffd\0!\ufffdmmtfVersion\ufffd1.0.0'],
  ['a MOL2 file', '@<TRIPOS>MOLECULE\nlig\n'],
  ['an SDF or MOL file', 'lig\n  RDKit\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n'],
  ['an AMBER restart file, which names no atoms', 'title\n  2\n   1.0000000   2.0000000   3.0000000\n'],
  ['an AMBER topology (prmtop)', '%VERSION  VERSION_STAMP = V0001.000\n%FLAG TITLE\n'],
  ['a CHARMM coordinate file (.crd)', '* TITLE\n*\n      2  EXT\n         1         1  ALA       N\n'],
  ['a GROMOS96 (.g96) file', 'TITLE\nlyz\nEND\nPOSITION\n    1 LYS   N          1    3.2\n'],
  ['a NetCDF file, as AMBER writes trajectories', 'CDF\u0001\0\0\0\0'],
  ['an HDF5 file', '\u0089HDF\r\n\u001a\n'],
  ['text in UTF-16', [...'ATOM      1  N'].map(letter => `${letter}\0`).join('')],
  ['a LAMMPS file', 'ITEM: TIMESTEP\n0\n'],
  ['a PDBML (XML) file', '<?xml version="1.0"?>\n<PDBx:datablock datablockName="1ABC">'],
  [
    'an integrative model of spheres (IHM), not of atoms',
    'data_a\nloop_\n_ihm_sphere_obj_site.id\n_ihm_sphere_obj_site.Cartn_x\n1 2.0\n',
  ],
  ['the description of a chemical component, not a model', 'data_NAG\nloop_\n_chem_comp_atom.comp_id\nNAG\n'],
  [
    'a CIF file of a small molecule, with positions as fractions of its cell',
    'data_a\nloop_\n_atom_site_label\n_atom_site_fract_x\nC1 0.1\n',
  ],
])('%s is refused by name', (name, text) => {
  expect(() => read(text)).toThrow(`a.pdb: this is ${name}`)
})
