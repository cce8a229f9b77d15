import { describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { zipOf } from '../support/zip.ts'
import { fixture, told } from './uploads.ts'

const problemsOf = (findings: { level: string; message: string }[]) =>
  findings.filter(finding => finding.level !== 'note').map(finding => finding.message)

describe('curves as programs and people write them are read without a word:', () => {
  test.each([
    ['atsas.dat', '1/A'],
    ['raw.dat', '1/A'],
    ['bioxtas-rg.dat', '1/A'],
    ['four-columns.fit', '1/A'],
    ['six-columns.dat', '1/A'],
    ['spreadsheet.csv', '1/A'],
    ['german.csv', '1/A'],
    ['fortran.dat', '1/A'],
    ['old-mac.dat', '1/A'],
    ['latin1.dat', '1/A'],
    ['nanometres.dat', '1/nm'],
    ['nanometres-unsaid.dat', '1/nm'],
  ] as const)('%s in %s', async (name, unit) => {
    const { findings, inspection } = await told({ curve: `good/${name}`, library: 'good/model.pdb' })
    expect(problemsOf(findings)).toEqual([])
    expect(inspection).toMatchObject({ pointCount: 10, record: { curve: { unit, name } } })
  })

  test('without-errors.txt, with a warning', async () => {
    const { findings, inspection } = await told({
      curve: 'good/without-errors.txt',
      library: 'good/model.pdb',
    })
    expect(problemsOf(findings)).toEqual([
      'The file has no column of errors: 5 % of the intensity is assumed for every point.',
    ])
    expect(inspection!.record!.warnings).toEqual([
      'without-errors.txt: The file has no column of errors: 5 % of the intensity is assumed for every point.',
    ])
  })
})

test.each([
  ['utf16.txt', []],
  ['nan.dat', ['1 row without a value (line 5) is left out.']],
  [
    'inf-error.dat',
    [
      'The error is zero, negative or missing in 1 row (line 5): that of the neighbouring points is taken there.',
    ],
  ],
  ['missing-value.csv', ['1 row without a value (line 7) is left out.']],
  ['unsorted.dat', []],
  ['negative-q.dat', ['1 row at negative q (line 1) is left out.']],
] as const)('%s is read, and what was done to it is told', async (name, sentences) => {
  const { findings, inspection } = await told({ curve: `good/${name}`, library: 'good/model.pdb' })
  expect(problemsOf(findings)).toEqual([...sentences])
  expect(inspection!.record).not.toBeNull()
})

test('a library as it comes from a Mac: nested folders, mixed case, .ent, .cif, .gz inside, and no __MACOSX', async () => {
  const [pdb, cif] = [await fixture('good/model.pdb'), await fixture('good/model.cif')]
  const entries = {
    'My Models/set A/m10.PDB': pdb,
    'My Models/set A/m2.Pdb': pdb,
    'My Models/set B/deep/m3.ent': pdb,
    'My Models/set B/m4.CIF': cif,
    'My Models/set B/m5.pdb.gz': gzipSync(pdb),
    '__MACOSX/My Models/set A/._m10.PDB': Buffer.from('Mac OS X attributes'),
    'My Models/.DS_Store': Buffer.from('Bud1'),
    'My Models/readme.txt': Buffer.from('made with care'),
  }
  const bytes = zipOf(Object.entries(entries).map(([name, data]) => ({ name, data })))
  const { findings, inspection } = await told({
    curve: 'good/plain.dat',
    library: { name: 'My Models.zip', bytes },
  })
  expect(problemsOf(findings)).toEqual([])
  expect(inspection!.record!.models.map(model => model.name)).toEqual(['m2', 'm3', 'm4', 'm5', 'm10'])
  expect(inspection!.record!.contents).toEqual({
    kind: 'atoms',
    chains: [{ name: 'A', kind: 'protein', residues: 2, from: 1, to: 2 }],
    missingAtoms: 0,
    alternates: false,
  })
})

test('bead models and C-alpha traces are told as what they are', async () => {
  const beads = await told({ curve: 'good/plain.dat', library: 'bad/beads.pdb' })
  expect(beads.inspection!.record!.contents!.kind).toBe('beads')
  const trace = new TextDecoder()
    .decode(await fixture('good/model.pdb'))
    .split('\n')
    .filter(line => / CA /.test(line))
  const alpha = await told({ curve: 'good/plain.dat', library: { name: 'ca.pdb', bytes: trace.join('\n') } })
  expect(alpha.inspection!.record!.contents!.kind).toBe('alpha carbons')
  expect(problemsOf(alpha.findings)).toEqual([
    'The file holds one point per residue (C-alpha atoms or beads): each is replaced by a whole residue of its kind.',
  ])
})

test('missing side chains and second conformers are warned of', async () => {
  const whole = new TextDecoder().decode(await fixture('good/model.pdb'))
  const lacking = whole.split('\n').filter(line => !/ CB /.test(line))
  const { findings } = await told({
    curve: 'good/plain.dat',
    library: { name: 'cut.pdb', bytes: lacking.join('\n') },
  })
  expect(problemsOf(findings)).toContain('1 heavy atom is missing in 1 residue: ALA A 2.')
})
