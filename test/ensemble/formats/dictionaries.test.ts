import { describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { ensembleCif, sasCif } from '#src/ensemble/formats/index.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { because } from '../../support/skips.ts'
import { resultOf } from '../../support/storyData.ts'
import { cifFaults } from './cifFaults.ts'
import { ihm, pdbx, sas } from './dictionaries.ts'

let serial = 0
const atom = (name: string, residue: string, chain: string, number: number, record = 'ATOM') => {
  const place = [1, 4, 7].map(offset => ((offset + 9 * serial) % 900).toFixed(3).padStart(8)).join('')
  const element = name.replaceAll(/[^A-Z]/g, '')[0]!
  serial += 1
  return `${record.padEnd(6)}${String(serial).padStart(5)} ${` ${name}`.padEnd(4)} ${residue.padStart(3)} ${chain}${String(number).padStart(4)}    ${place}  1.00  0.00          ${element.padStart(2)}`
}
const file = (...atoms: string[]) => `${atoms.join('\n')}\nEND\n`
const residue = (names: string, ...rest: [string, string, number]) =>
  names.split(' ').map(name => atom(name, ...rest))
const backbone = "P OP1 OP2 O5' C5' C4' O4' C3' O3' C2' C1' N1 C2 N3 C4 C5 C6 N9 C8"

/** Peptides with a ligand, without chains, of one atom a residue, DNA with RNA, and beads. */
const files = {
  peptide: file(
    ...residue('N CA C O CB', 'ALA', 'A', 1),
    ...residue('N CA C O', 'GLY', 'A', 2),
    ...residue('N CA C O', 'MSE', 'A', 3),
    atom('C1', 'L?G', 'A', 200, 'HETATM'),
    atom('N', 'GLY', "'", 1),
    atom('CA', 'GLY', "'", 1),
  ),
  chainless: file(...residue('N CA C O', 'HSD', ' ', 1), ...residue('N CA C O', 'SEP', ' ', 2)),
  alpha: file(...[1, 2, 3, 4].map(number => atom('CA', 'LYS', 'A', number))),
  nucleic: file(
    ...residue(backbone, 'DA', 'A', 1),
    ...residue(backbone, 'DT', 'A', 2),
    ...residue(`${backbone} O2'`, 'U', 'B', 1),
    ...residue(`${backbone} O2'`, 'A', 'B', 2),
  ),
  beads: `REMARK 265  Dummy atom radius 2.0\n${file(...[1, 2, 3].map(number => atom('CA', 'ASP', ' ', number)))}`,
}

const result = resultOf({ points: 20 })
function ensembleOf(name: keyof typeof files): string {
  const [structure] = readStructures(files[name], `${name} 'of' the "test" ${name}.pdb`).models
  const models = [0.7, 0.3].map(weight => ({ structure: structure!, weight, sd: 0.05 }))
  return [...ensembleCif(models, 'It\'s a "title"\ndata_x', result)].join('')
}
const names = Object.keys(files) as (keyof typeof files)[]

test('ensembles of every kind of model keep to mmcif_pdbx.dic and mmcif_ihm_ext.dic', () => {
  for (const name of names) expect([name, cifFaults(ensembleOf(name), pdbx, ihm)]).toEqual([name, []])
})

test('a result keeps to mmcif_sas.dic, one of several curves too', () => {
  const curves = [1, 2].map(serial => ({ ...result, name: `curve ${serial}` }))
  for (const each of [result, { ...result, curves }] as Result[])
    expect(cifFaults(sasCif(each, 'A title'), sas)).toEqual([])
})

test('what a molecule is made of stands in its file under the names of the dictionary', () => {
  const [peptide, nucleic, beads] = (['peptide', 'nucleic', 'beads'] as const).map(ensembleOf)
  expect(peptide).toMatch(/^GLY 'peptide linking'\n(?:.*\n)*MSE 'L-peptide linking'\n/m)
  expect(peptide).toContain('\nL_G non-polymer\n')
  expect(peptide).toContain('\n1 polypeptide(L) no yes\n')
  expect(nucleic).toContain('\n1 polydeoxyribonucleotide no no\n2 polyribonucleotide no no\n')
  expect(nucleic).toContain('\n1 1 DA no\n1 2 DT no\n2 1 U no\n2 2 A no\n')
  expect(beads).toContain('\n1 1 1 A other flexible multi-residue\n')
  expect(beads).toContain('\n1 non-polymer ? beads 1\n')
})

test('the name of a chain that has none is that of its molecule', () => {
  expect(ensembleOf('chainless')).toMatch(/^ATOM 1 N N \. HIS A 1 1 .* HSD A N 1 1$/m)
})

describe('a file that is wrong is found', () => {
  const right = ensembleOf('peptide')
  const cases: [string, string, string, string][] = [
    ['category', '_ihm_model_group.', '_ihm_group.', 'ihm_group is no category'],
    ['item', '_entity.type', '_entity.kind', 'entity.kind is no item'],
    ['mandatory item', '_software.name', '_software.description', 'software.name is missing'],
    ['mandatory value', "1 'SAS data' NO", '1 ? NO', 'ihm_dataset_list.data_type is mandatory and unknown'],
    ['enumeration', "'SAS data'", "'SAXS data'", 'ihm_dataset_list.data_type cannot be SAXS data'],
    [
      'type',
      '0.700000 0.050000',
      '70% 0.050000',
      'ihm_multi_state_modeling.population_fraction is no float: 70%',
    ],
    ['parent', '\nGLY ', '\nGLX ', 'entity_poly_seq.mon_id GLY is not in chem_comp.id'],
    ['key', '\n2 2\n', '\n1 1\n', 'ihm_model_group_link has a key twice'],
  ]
  for (const [kind, from, to, fault] of cases)
    test(kind, () => {
      expect(right).toContain(from)
      expect(cifFaults(right.replaceAll(from, to), pdbx, ihm)).toContain(fault)
    })
})

const dictionary = '/usr/share/libcifpp/mmcif_pdbx.dic'
const absent = !Bun.which('gemmi') || !existsSync(dictionary)
const skipped = absent ? because('gemmi or libcifpp-data is not installed') : ''

describe.skipIf(absent)(`gemmi validate with the dictionary of Debian${skipped}`, () => {
  const validate = (texts: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'bioce-validate-'))
    const paths = texts.map((_, i) => join(folder, `${i}.cif`))
    for (const [i, text] of texts.entries()) writeFileSync(paths[i]!, text)
    const { stdout, stderr } = Bun.spawnSync(['gemmi', 'validate', '-d', dictionary, ...paths])
    rmSync(folder, { recursive: true })
    return `${stdout}${stderr}`.split('\n').filter(Boolean)
  }

  test('finds nothing but that it does not know the categories of the extension', () => {
    const found = validate(names.map(ensembleOf)).filter(
      line =>
        !/(?:unknown tag in ensemble: _|Category not in the dictionary: )(?:ihm_|atom_site\.ihm_)/.test(line),
    )
    expect(found).toEqual([])
  })

  test('finds a wrong value', () => {
    const wrong = ensembleOf('peptide').replace('polypeptide(L)', 'protein')
    expect(validate([wrong]).join('\n')).toContain('_entity_poly.type')
  })
})
