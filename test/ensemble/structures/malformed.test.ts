import { describe, expect, test } from 'bun:test'
import { FaultError, faultKinds } from '#src/ensemble/faults/index.ts'
import { readStructures, streamStructures } from '#src/ensemble/structures/read.ts'

/** Files that people do upload: each must end in a sentence with file and line, at once, or be read with a remark. */

const good = 'ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C  '
const other = 'ATOM      2  CB  ALA A   1      12.104   7.134  -5.504  1.00  0.00           C  '
const put = (line: string, column: number, text: string) =>
  line.slice(0, column - 1) + text + line.slice(column - 1 + text.length)
const cifHead = [
  'data_x',
  'loop_',
  '_atom_site.type_symbol',
  '_atom_site.auth_atom_id',
  '_atom_site.auth_comp_id',
  '_atom_site.Cartn_x',
  '_atom_site.Cartn_y',
  '_atom_site.Cartn_z',
].join('\n')

const noise = (bytes: number) => {
  let state = 1
  return new TextDecoder().decode(
    Uint8Array.from({ length: bytes }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24),
  )
}

const refused: [what: string, text: string, message: string | RegExp][] = [
  ['an empty file', '', 'bad: the file is empty'],
  ['blank lines alone', '\n\n  \n', 'bad: the file is empty'],
  [
    'a curve in place of a structure',
    '0.01 12.3 0.1\n0.02 12.1 0.1\n',
    'bad: this is neither a PDB, an mmCIF nor a GRO file',
  ],
  ['an HTML error page', '<!doctype html>\n<title>404</title>\n', 'bad: this is a web page'],
  ['a sequence', '>P00698\nKVFGRCELAAAMKRHGLDNY\n', 'bad: this is a sequence (FASTA)'],
  ['xyz coordinates', '1985\nC60\nC -18.35 -6.11 -4.07\n', 'bad: this is an XYZ file, which has no residues'],
  ['a list of atoms as JSON', '{"atoms":[[1,2,3]]}', 'bad: this is a JSON file'],
  ['random bytes', noise(5000), /^bad, line \d+: this is (a binary file|neither)/],
  ['bytes with zeros', `${good}\n\0\0\0\u0001`, 'bad, line 2: this is a binary file, not text'],
  ['a zip archive', 'PK\u0003\u0004\0\0\0\0\b\0', 'bad: this is a zip archive'],
  ['a line without end', 'ATOM  '.repeat(50_000), 'line 1: the line is longer than 100000 characters'],
  [
    'a truncated atom line',
    `${good}\n${other.slice(0, 41)}`,
    'bad, line 2: the atom record is cut off after column 41',
  ],
  ['an atom record alone', 'ATOM  ', 'line 1: the atom record is cut off after column 6'],
  [
    'an x that is NaN',
    `${good}\n${put(other, 31, '     NaN')}`,
    'line 2: the x coordinate "NaN" is not a number',
  ],
  ['an infinite y', put(good, 39, '     inf'), 'line 1: the y coordinate "inf" is not a number'],
  ['a z of asterisks', put(good, 47, '********'), 'line 1: the z coordinate "********" is not a number'],
  ['a blank coordinate', put(good, 31, '        '), 'line 1: the x coordinate "" is not a number'],
  ['two points in a number', put(good, 31, '  1.2.3 '), 'line 1: the x coordinate "1.2.3" is not a number'],
  ['words in a number', put(good, 31, ' 12a.104'), 'line 1: the x coordinate "12a.104" is not a number'],
  ['commas for points', put(good, 31, '  11,104'), 'line 1: the x coordinate "11,104" is not a number'],
  [
    'a coordinate of a million',
    put(good, 31, '99999999'),
    'line 1: the x coordinate "99999999" is not a number',
  ],
  [
    'blank names and elements',
    put(put(good, 13, '    '), 77, '  '),
    'line 1: no element, and it cannot be derived from the atom name ""',
  ],
  ['an unknown element', put(put(good, 13, ' QQ '), 77, 'Xx'), 'line 1: "XX" is not an element'],
  ['nothing but water', good.replace('ALA', 'HOH'), 'bad: no atom is left without waters and hydrogens'],
  [
    'nothing but hydrogen',
    put(put(good, 13, ' HA '), 77, ' H'),
    'bad: no atom is left without waters and hydrogens',
  ],
  ['remarks without atoms', 'HEADER    HYDROLASE\nREMARK   2\nEND\n', 'bad: there is no atom in the file'],
  [
    'models without atoms',
    'MODEL        1\nENDMDL\nMODEL        2\nENDMDL\n',
    'bad: there is no atom in the file',
  ],
  ['mmCIF without an atom table', 'data_x\n_entry.id x\n', 'bad: there is no atom in the file'],
  [
    'mmCIF without z',
    `data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n1 2\n`,
    'line 5: the atom table has no column _atom_site.Cartn_z',
  ],
  [
    'an mmCIF row too long',
    `${cifHead}\nC CA ALA 1 2 3 4\n`,
    'line 9: an atom has 7 values where the loop names 6 columns',
  ],
  [
    'an mmCIF row cut off',
    `${cifHead}\nC CA ALA 1 2 3\nC CB ALA 1`,
    'the last atom has 4 of 6 values: is the file complete?',
  ],
  [
    'an mmCIF coordinate of words',
    `${cifHead}\nC CA ALA 1 two 3\n`,
    'line 9: the coordinate Cartn_y "two" is not a number',
  ],
  [
    'an unknown mmCIF coordinate',
    `${cifHead}\nC CA ALA 1 ? 3\n`,
    'line 9: the coordinate Cartn_y "?" is not a number',
  ],
  ['an open quote in mmCIF', `${cifHead}\nC 'CA ALA 1 2 3\n`, 'line 9: a quoted value is not closed'],
  [
    'an unknown mmCIF element',
    `${cifHead}\nXx QQ ALA 1 2 3\n`,
    'line 9: the element "Xx" of atom QQ is not known',
  ],
]

const accepted: [what: string, text: string, remark: string | undefined][] = [
  ['a wrong extension', good, undefined],
  ['old line ends', `${good}\r${other}\rEND\r`, undefined],
  ['a byte order mark', `\ufeff${good}`, undefined],
  ['lower case', `${good.toLowerCase()}\n`, undefined],
  [
    'a MODEL that never ends',
    `MODEL        1\n${good}\n`,
    'the last MODEL has no ENDMDL: is the file complete?',
  ],
  [
    'a MODEL inside a MODEL',
    `MODEL        1\n${good}\nMODEL        2\n${good}\nENDMDL\n`,
    'MODEL begins before the one of line 1 has ended',
  ],
  [
    'an empty MODEL among others',
    `MODEL        1\nENDMDL\nMODEL        2\n${good}\nENDMDL\n`,
    'a MODEL without atoms is left out',
  ],
  ['a blank element', put(good, 77, '  '), 'columns 77-78 hold no element: it is taken from the atom name'],
  [
    'rubbish in the element columns',
    put(good, 77, '0.'),
    '"0." in columns 77-78 is not an element: it is taken from the atom name',
  ],
]

describe('files that are refused', () => {
  test.each(refused)('%s', (_, text, message) => {
    const before = process.cpuUsage()
    const read = () => readStructures(text, 'bad')
    expect(read).toThrow(FaultError)
    expect(read).toThrow(message)
    const { user, system } = process.cpuUsage(before)
    expect(user + system).toBeLessThan(2e6)
  })

  test.each(refused)('%s, as a stream', async (_, text) => {
    const pieces = text.match(/.{1,97}/gs) ?? []
    await expect(Array.fromAsync(streamStructures(pieces, 'bad'))).rejects.toBeInstanceOf(FaultError)
  })
})

describe('files that are read, with a remark', () => {
  test.each(accepted)('%s', (_, text, remark) => {
    const { models, warnings } = readStructures(text, 'odd.txt')
    expect(models.length).toBeGreaterThan(0)
    if (remark)
      expect(warnings.map(warning => faultKinds[warning.code].sentence(warning.values as never))).toContain(
        remark,
      )
    else expect(warnings).toEqual([])
  })
})

test('old line ends separate lines too', () => {
  expect(readStructures(`${good}\r${other}\rEND\r`, 'old.pdb').models[0]!.atomNames).toEqual(['CA', 'CB'])
})

test('a million models end at the limit, one after another in a stream', async () => {
  const model = `MODEL        1\n${good}\nENDMDL\n`
  function* endless() {
    for (let i = 0; i < 1_000_000; i += 100) yield model.repeat(100)
  }
  let seen = 0
  const reading = (async () => {
    for await (const { elements } of streamStructures(endless(), 'many.pdb', { modelsMax: 20_000 }))
      seen += elements.length
  })()
  await expect(reading).rejects.toThrow('many.pdb: the file holds more than 20000 models')
  expect(seen).toBe(20_000)
})

test('no cut of a good file crashes: it is read, or refused with a sentence', () => {
  const file = `MODEL        1\n${good}\n${other}\nTER\nENDMDL\nEND\n`
  for (let length = 0; length <= file.length; length++) {
    try {
      expect(readStructures(file.slice(0, length), 'cut.pdb').models.length).toBeGreaterThan(0)
    } catch (error) {
      expect(error).toBeInstanceOf(FaultError)
      expect((error as Error).message).toStartWith('cut.pdb')
    }
  }
})
