import { describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensembleCif, ensemblePdb, sasCif } from '#src/ensemble/formats/index.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { because } from '../../support/skips.ts'
import { resultOf } from '../../support/storyData.ts'
import { noReference, structureOf, whySkipped } from '../saxs/shared.ts'

/** A dipeptide twice, with a calcium ion between, a zinc ion and a selenomethionine that is written as HETATM: what names must not confuse. */
const peptide = `
ATOM      1  N   ALA A   1       1.000   0.000   0.000  1.00  0.00           N
ATOM      2  CA  ALA A   1       2.400   0.000   0.000  1.00  0.00           C
HETATM    3  N   MSE A   2       3.000   1.000   0.000  1.00  0.00           N
HETATM    4  CA  MSE A   2       4.400   1.000   0.000  1.00  0.00           C
HETATM   10 CA    CA A 102       3.000   3.300   0.000  1.00  0.00          CA
ATOM      5  N   ALA B   7       1.000   8.000   0.000  1.00  0.00           N
ATOM      6  CA  ALA B   7       2.400   8.000   0.000  1.00  0.00           C
HETATM    7  N   MSE B   8       3.000   9.000   0.000  1.00  0.00           N
HETATM    8  CA  MSE B   8       4.400   9.000   0.000  1.00  0.00           C
HETATM    9 ZN    ZN A 101       3.000   7.000   0.500  1.00  0.00          ZN
END
`.trimStart()
const structure = readStructures(peptide, 'a b.pdb').models[0]!
/** Ions come and go from model to model. */
const withoutCalcium = readStructures(peptide.replace(/.* CA A 102 .*\n/, ''), 'b.pdb').models[0]!
const turned = {
  rotation: Float64Array.of(0, -1, 0, 1, 0, 0, 0, 0, 1),
  translation: Float64Array.of(10, 0, 0),
}
const models = [
  { structure, weight: 0.7, sd: 0.05 },
  { structure: withoutCalcium, weight: 0.3, sd: 0.05, motion: turned },
]
const result = resultOf({ points: 20 })
const texts = {
  'ensemble.pdb': [...ensemblePdb(models, 'Two models')].join(''),
  'ensemble.cif': [...ensembleCif(models, 'Two models', result)].join(''),
  'result.sascif': sasCif(result, 'Two models'),
}

test('residues after an ion keep their names, in models with and without it', () => {
  const rows = texts['ensemble.cif'].split('\n').filter(row => /^(ATOM|HETATM) /.test(row))
  const labels = rows.map(row => row.split(' ').slice(5, 9).join(' '))
  expect(labels.slice(4, 7)).toEqual(['CA C 2 .', 'ALA B 1 1', 'ALA B 1 1'])
  expect(labels.slice(10)).toEqual([...labels.slice(0, 4), ...labels.slice(5, 10)])
})

/** What gemmi (MPL-2.0, Debian's python3-gemmi), which shares no code with us, finds in the files. */
const script = `
import gemmi, json, sys
def models(path):
    read = gemmi.read_structure(path)
    return [[[chain.name, residue.name, residue.seqid.num, residue.entity_type.name if path.endswith('cif') else '', residue.label_seq or '.', atom.name, atom.element.name, [round(x, 3) for x in atom.pos.tolist()], round(atom.occ, 4)]
        for chain in model for residue in chain for atom in residue] for model in read]
def loops(path):
    return [{name: [gemmi.cif.as_string(value) for value in block.find_values(name)] for name in sys.argv[4:] if block.find_values(name)} for block in gemmi.cif.read(path)]
print(json.dumps({'pdb': models(sys.argv[1]), 'cif': models(sys.argv[2]), 'items': loops(sys.argv[2]), 'sas': loops(sys.argv[3])}))
`
const python = '/usr/bin/python3'
const absent = Bun.spawnSync([python, '-c', 'import gemmi'], { stderr: 'ignore' }).exitCode !== 0
const skipped = absent ? because('python3-gemmi is not installed') : ''

function askGemmi(files: Record<keyof typeof texts, string>, ...items: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-gemmi-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const paths = Object.keys(files).map(name => join(folder, name))
  const { stdout, stderr } = Bun.spawnSync([python, '-c', script, ...paths, ...items])
  if (stdout.length === 0) throw new Error(stderr.toString())
  return JSON.parse(stdout.toString())
}

describe.skipIf(absent)(`read by gemmi${skipped}`, () => {
  test('ensemble.pdb and ensemble.cif hold the same models, moved, with their populations', () => {
    const { pdb, cif } = askGemmi(texts)
    expect(pdb).toHaveLength(2)
    expect(cif).toHaveLength(2)
    const place = (model: unknown[][]) => model.map(atom => atom[7])
    expect(place(cif[0])).toEqual(place(pdb[0]))
    expect(place(cif[1])).toEqual(place(pdb[1]))
    expect(cif[1][1].slice(5)).toEqual(['CA', 'C', [10, 2.4, 0], 0.3])
    expect(pdb[0][0][8]).toBe(0.7)
    expect(cif[0].map((atom: unknown[]) => atom.slice(0, 5).join(' '))).toEqual([
      'A ALA 1 Polymer 1',
      'A ALA 1 Polymer 1',
      'A MSE 2 Polymer 2',
      'A MSE 2 Polymer 2',
      'A CA 102 NonPolymer .',
      'A ZN 101 NonPolymer .',
      'B ALA 7 Polymer 1',
      'B ALA 7 Polymer 1',
      'B MSE 8 Polymer 2',
      'B MSE 8 Polymer 2',
    ])
  })

  test('each state of ensemble.cif leads to its model by the links of the dictionary', () => {
    const link = '_ihm_multi_state_model_group_link.'
    const { items } = askGemmi(
      texts,
      '_ihm_multi_state_modeling.population_fraction',
      '_ihm_multi_state_modeling.population_fraction_sd',
      `${link}state_id`,
      `${link}model_group_id`,
      '_ihm_model_group_link.model_id',
      '_struct_asym.entity_id',
      '_entity_poly_seq.mon_id',
    )
    expect(Object.values(items[0])).toEqual([
      ['0.700000', '0.300000'],
      ['0.050000', '0.050000'],
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
      ['1', '1', '2', '3'],
      ['ALA', 'MSE'],
    ])
  })

  test('result.sascif has its two blocks with every point', () => {
    const { sas } = askGemmi(texts, '_sas_scan_intensity.intensity', '_sas_model_fitting.fit')
    expect(sas).toHaveLength(2)
    expect(sas[0]['_sas_scan_intensity.intensity']).toHaveLength(20)
    expect(Number(sas[1]['_sas_model_fitting.fit'][4])).toBeCloseTo(result.fit.model[4]!, 4)
  })

  test.skipIf(noReference)(
    `a crystal structure with waters and ligands comes back atom for atom${whySkipped}`,
    () => {
      const real = structureOf('inputs/3KFO.pdb')
      const one = [{ structure: real, weight: 1, sd: 0 }]
      const { pdb, cif } = askGemmi({
        ...texts,
        'ensemble.pdb': [...ensemblePdb(one, 'One')].join(''),
        'ensemble.cif': [...ensembleCif(one, 'One', result)].join(''),
      })
      for (const [model] of [pdb, cif]) {
        expect(model).toHaveLength(real.elements.length)
        const sum = (axis: number) =>
          model.reduce((total: number, atom: number[][]) => total + atom[7]![axis]!, 0)
        for (const axis of [0, 1, 2])
          expect(sum(axis)).toBeCloseTo(
            real.xyz.reduce((total, x, i) => total + (i % 3 === axis ? x : 0), 0),
            1,
          )
      }
    },
  )
})
