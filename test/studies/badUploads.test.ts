import { describe, expect, test } from 'bun:test'
import { fixture, told, type Upload, zipped } from './uploads.ts'

/** A library of a good model and another one. */
const pair = (other: string) => zipped('models.zip', { '1.pdb': 'good/model.pdb', '2.pdb': other })
const curveIs = (name: string): Upload => ({ curve: `bad/${name}`, library: 'good/model.pdb' })
const libraryIs = (name: string): Upload => ({ curve: 'good/plain.dat', library: `bad/${name}` })
const withPair = async (other: string): Promise<Upload> => ({
  curve: 'good/plain.dat',
  library: await pair(other),
})
const profilesAre = async (name: string): Promise<Upload> => ({
  ...(await withPair('good/model.pdb')),
  profiles: `bad/${name}`,
})
const plain = async () => ({ name: 'plain.dat', bytes: await fixture('good/plain.dat') })

const noData = 'No data found; each line needs q, I(q) and its error.'

/** What people really send, and every sentence that they read about it. */
const table: [string, () => Upload | Promise<Upload>, ...string[]][] = [
  ['a curve of blank lines', () => curveIs('blank.dat'), `blank.dat: ${noData}`],
  ['a header without data', () => curveIs('header-only.dat'), `header-only.dat: ${noData}`],
  ['one column', () => curveIs('one-column.dat'), `one-column.dat: ${noData}`],
  [
    'a saved error page',
    () => curveIs('web-page.dat'),
    'web-page.dat: This is a web page, not a curve in text.',
  ],
  [
    'an image of the detector',
    () => curveIs('detector-image.dat'),
    'detector-image.dat: This is an image, not a curve in text.',
  ],
  [
    'a structure in the place of the curve',
    () => curveIs('structure-as-curve.dat'),
    'structure-as-curve.dat: This is a structure file, not a curve in text.',
  ],
  [
    'two points',
    () => curveIs('two-points.dat'),
    'two-points.dat, line 1: Only 2 data points found; at least 3 are needed.',
  ],
  [
    'a word in a row',
    () => curveIs('word-in-row.dat'),
    'word-in-row.dat, line 4: "0.0700 saturated 0.6" is not a row of numbers.',
  ],
  [
    'two faults at once',
    () => curveIs('three-broken-rows.dat'),
    'three-broken-rows.dat, line 3: "0.05 x 0.1" is not a row of numbers.',
    'three-broken-rows.dat, line 5: "0.09 y 0.1" is not a row of numbers.',
  ],
  [
    'numbers too wide for their columns',
    () => curveIs('overflow.dat'),
    'overflow.dat, line 3: "0.0500 ******** 0.9" is not a row of numbers.',
  ],
  [
    'an error of the spreadsheet',
    () => curveIs('excel-error.csv'),
    'excel-error.csv, line 3: "0.0500,#DIV/0!,0.45" is not a row of numbers.',
  ],
  [
    'a last row that was cut off',
    () => curveIs('cut-row.dat'),
    'cut-row.dat, line 10: The row has 2 columns where others have 3 or more.',
  ],
  [
    'two curves in one file',
    () => curveIs('two-curves.dat'),
    'two-curves.dat, line 11: The file holds 2 curves over the same range of q, of 10 and 10 points: the second begins here.',
  ],
  ['nothing but zeros', () => curveIs('all-zero.dat'), 'all-zero.dat: Every intensity is zero.'],
  [
    'a document of a word processor',
    async () => ({ curve: { ...(await plain()), name: 'curve.docx' }, library: 'good/model.pdb' }),
    'curve.docx must end in .dat, .txt, .csv, .tsv, .pdh, .xml, .abs, .q, .chi, .avg, .fit, .fir, .out or .sascif. Choose a file in one of these formats.',
  ],
  [
    'an empty curve',
    () => ({ curve: { name: 'curve.dat', bytes: '' }, library: 'good/model.pdb' }),
    'curve.dat is empty. It may have been cut off while it was saved or copied: save it again.',
  ],
  [
    'a curve that is too large',
    () => ({ curve: { name: 'huge.dat', bytes: '0.01 1 0.1\n'.repeat(100_000) }, library: 'good/model.pdb' }),
    'huge.dat has 1.1 MB; this server takes up to 1.0 MB. Pack structures as .zip, which makes them three times smaller, or choose fewer models, for example every second one.',
  ],
  [
    'the same file twice',
    async () => ({ curve: await plain(), library: 'good/model.pdb', profiles: await plain() }),
    'This is the same file as the curve. Choose three different files.',
  ],

  ['a model of blank lines', () => libraryIs('blank.pdb'), 'blank.pdb: The file is empty.'],
  [
    'water alone',
    () => libraryIs('water-only.pdb'),
    'water-only.pdb: No atom is left without waters and hydrogens.',
  ],
  [
    'a record that was cut off',
    () => libraryIs('cut-line.pdb'),
    'cut-line.pdb, line 4: The atom record is cut off after column 47: coordinates end in column 54.',
  ],
  [
    'a word for a coordinate',
    () => libraryIs('bad-coordinate.pdb'),
    'bad-coordinate.pdb, line 3: The x coordinate "abc" is not a number.',
  ],
  [
    'coordinates too wide for their columns',
    () => libraryIs('overflow.pdb'),
    'overflow.pdb, line 6: The z coordinate "********" is not a number.',
  ],
  [
    'an atom that nobody knows',
    () => libraryIs('unknown-atom.pdb'),
    'unknown-atom.pdb, line 1: No element, and it cannot be derived from the atom name "??".',
  ],
  ['an XYZ file', () => libraryIs('xyz.pdb'), 'xyz.pdb: This is an XYZ file, which has no residues.'],
  ['a sign-in page', () => libraryIs('web-page.pdb'), 'web-page.pdb: This is a web page.'],
  ['a sequence', () => libraryIs('sequence.pdb'), 'sequence.pdb: This is a sequence (FASTA).'],
  ['a binary file', () => libraryIs('binary.pdb'), 'binary.pdb, line 1: This is a binary file, not text.'],
  [
    'structure factors',
    () => libraryIs('no-coordinates.cif'),
    'no-coordinates.cif: There is no atom in the file.',
  ],
  [
    'an mmCIF file that was cut off',
    () => libraryIs('cut-row.cif'),
    'cut-row.cif: The last atom has 8 of 10 values: is the file complete?',
  ],
  [
    'an mmCIF file without z',
    () => libraryIs('no-z.cif'),
    'no-z.cif, line 13: The atom table has no column _atom_site.Cartn_z.',
  ],
  [
    'a model of another sequence',
    () => withPair('bad/other-residue.pdb'),
    '2.pdb differs from 1.pdb: residue 2 (A 2) is SER, not ALA.',
  ],
  [
    'a model that lacks an atom',
    () => withPair('bad/missing-atom.pdb'),
    '2.pdb differs from 1.pdb: ALA A 2 lacks CB (C).',
  ],
  ['a longer model', () => withPair('bad/longer.pdb'), '2.pdb differs from 1.pdb: it has 3 residues, not 2.'],
  [
    'beads among atoms',
    () => withPair('bad/beads.pdb'),
    '2.pdb is a model of beads, 1.pdb one of atoms: a library must hold one kind.',
  ],
  [
    'two broken models, each named',
    async () => ({
      curve: 'good/plain.dat',
      library: await zipped('models.zip', {
        '1.pdb': 'good/model.pdb',
        '2.pdb': 'bad/overflow.pdb',
        '3.pdb': 'bad/missing-atom.pdb',
      }),
    }),
    '2.pdb, line 6: The z coordinate "********" is not a number.',
    '3.pdb differs from 1.pdb: ALA A 2 lacks CB (C).',
  ],
  [
    'an archive without models',
    async () => ({
      curve: 'good/plain.dat',
      library: await zipped('notes.zip', { 'readme.txt': 'bad/readme.txt' }),
    }),
    'notes.zip holds no structure file; models end in .pdb, .ent, .cif or .mmcif, also with .gz behind.',
  ],
  [
    'text that is called a zip',
    () => ({ curve: 'good/plain.dat', library: { name: 'models.zip', bytes: 'Please try again later.\n' } }),
    'models.zip is neither an archive (.zip, .tar.gz) nor a structure file (.pdb, .cif).',
  ],
  [
    'an archive of another kind',
    () => ({ curve: 'good/plain.dat', library: { name: 'models.rar', bytes: 'Rar!' } }),
    'models.rar must end in .zip, .tar.gz, .tgz, .tar, .gz, .pdb, .ent, .pqr, .pdbqt, .cif, .mmcif, .gro, .psf, .xtc, .trr or .dcd. Choose a file in one of these formats.',
  ],
  [
    'an encrypted archive',
    async () => ({
      curve: 'good/plain.dat',
      library: await zipped('secret.zip', { '1.pdb': 'good/model.pdb' }, { encrypted: true }),
    }),
    'secret.zip is encrypted.',
  ],
  [
    'an archive that was cut off',
    async () => {
      const { name, bytes } = await pair('good/model.pdb')
      return { curve: 'good/plain.dat', library: { name, bytes: bytes.subarray(0, 300) } }
    },
    'models.zip is damaged and could not be unpacked (End of central directory record signature not found. Either not a zip file, or file is truncated.).',
  ],

  [
    'profiles of another curve',
    () => profilesAre('profiles-too-few-rows.txt'),
    'profiles-too-few-rows.txt: The file has 8 rows of 2 columns, but the curve has 10 points: each point needs one row, or one column.',
  ],
  [
    'profiles of another library',
    () => profilesAre('profiles-three-columns.txt'),
    'profiles-three-columns.txt: The file has 3 columns, but the library holds 2 models: each model needs one column.',
  ],
  [
    'a ragged table',
    () => profilesAre('profiles-ragged.txt'),
    'profiles-ragged.txt, line 5: 1 column where line 1 has 2.',
  ],
  [
    'a word among profiles',
    () => profilesAre('profiles-word.txt'),
    'profiles-word.txt, line 7: Column 1 is "n/a", not a finite number.',
  ],
  [
    'a profile that failed',
    () => profilesAre('profiles-nan.txt'),
    'profiles-nan.txt, line 4: Column 1 is "NaN", not a finite number.',
  ],
  [
    'names without numbers',
    () => profilesAre('profiles-words-only.txt'),
    'profiles-words-only.txt: No numbers found.',
  ],
]

describe('an upload is refused, and told why in these words:', () => {
  test.each(table)('%s', async (_, upload, ...expected) => {
    const { sentences, advice, inspection } = await told(await upload())
    expect(sentences).toEqual(expected)
    expect(advice).not.toContain('')
    expect(inspection?.record ?? null).toBeNull()
  })
})
