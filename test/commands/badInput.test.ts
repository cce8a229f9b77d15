import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commands } from '#src/commands/index.ts'
import { pdbOf } from '../ensemble/saxs/clouds.ts'

/** What people give `infer`, `select` and `profile` by mistake: one sentence, exit code 2, and nothing written. */

let folder = ''
const names = new Set<string>()
const write = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text)
  names.add(name)
}

const q = Array.from({ length: 20 }, (_, i) => 0.01 * (i + 1))
const profile = (radius: number, x: number) => Math.exp(-((x * radius) ** 2) / 3) + 0.01
type Row = [q: string, intensity: string, error: string]
const curveWith = (change: (row: Row, i: number) => string[] = row => row) =>
  q.map((x, i) => change([`${x}`, `${profile(20, x)}`, `${0.05 * profile(20, x)}`], i).join(' ')).join('\n')
const tableWith = (second: (x: number, i: number) => string | number) =>
  q.map((x, i) => `${profile(15, x)} ${second(x, i)}`).join('\n')
const inLine5 = (change: (row: Row) => string[]) => curveWith((row, i) => (i === 4 ? change(row) : row))

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bad-input-'))
  write('good.dat', curveWith())
  write(
    'good.txt',
    tableWith(x => profile(25, x)),
  )
  write(
    'word.dat',
    inLine5(([x]) => [x, 'x', '1']),
  )
  write(
    'ragged.dat',
    inLine5(([x, value]) => [x, value]),
  )
  write(
    'zeros.dat',
    curveWith(([x, , error]) => [x, '0', error]),
  )
  write(
    'upside-down.dat',
    curveWith(([x, value, error]) => [x, `-${value}`, error]),
  )
  write(
    'beyond.dat',
    curveWith(([x, value, error]) => [x, `${value}e200`, `${error}e200`]),
  )
  write('two-points.dat', curveWith().split('\n').slice(0, 2).join('\n'))
  write('short.dat', curveWith().split('\n').slice(0, 15).join('\n'))
  write('page.dat', '<html><body>Not found</body></html>')
  write('empty.dat', '')
  write('cut.dat', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3))
  write(
    'nan.txt',
    tableWith((x, i) => (i === 3 ? 'nan' : profile(25, x))),
  )
  write(
    'ragged.txt',
    tableWith((x, i) => (i === 3 ? '' : profile(25, x))),
  )
  write(
    'constant.txt',
    tableWith(() => 1),
  )
  write(
    'zero.txt',
    tableWith(() => 0),
  )
  write('words.txt', 'a b\nc d\n')
  write('one-name.txt', 'one\n')
  write('same-names.txt', 'one\none\n')
  write('three.txt', '1\n2\n3\n')
  write('far.txt', '0\n1e13\n')
  write(
    'one.pdb',
    pdbOf([
      ['C', 0, 0, 0],
      ['C', 5, 0, 0],
    ]),
  )
  write('empty.pdb', '')
  write('no-atoms.pdb', 'REMARK nothing\nEND\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The exit code, and the last message on standard error without its advice; what comes before are warnings. */
async function run(line: string): Promise<{ code: number; told: string; out: string }> {
  const [name, ...words] = line.split(' ').map(word => (names.has(word) ? join(folder, word) : word))
  const spies = [spyOn(console, 'error'), spyOn(console, 'log')].map(spy => spy.mockImplementation(() => {}))
  try {
    const { command } = await commands[name!]!()
    const code = await command.run(words)
    const [told, out] = spies.map(spy => spy.mock.calls.map(call => String(call[0])))
    return { code, told: told!.at(-1)!.split('\n')[0]!.replaceAll(`${folder}/`, ''), out: out!.join('') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const noScale =
  'No positive scale brings the mean profile to the curve: check that both are intensities of the same sign.'

describe('curves and profiles, by infer and by select', () => {
  const cases: [curve: string, profiles: string, sentence: string][] = [
    ['word.dat', 'good.txt', 'word.dat, line 5: "0.05 x 1" is not a row of numbers'],
    ['ragged.dat', 'good.txt', 'ragged.dat, line 5: the row has 2 columns where others have 3 or more'],
    ['zeros.dat', 'good.txt', 'zeros.dat: every intensity is zero'],
    ['upside-down.dat', 'good.txt', noScale],
    [
      'beyond.dat',
      'good.txt',
      'The numbers of the profiles or of the curve are too large or too small to be compared.',
    ],
    ['two-points.dat', 'good.txt', 'two-points.dat, line 1: only 2 data points found; at least 3 are needed'],
    [
      'short.dat',
      'good.txt',
      'good.txt: the file has 20 rows of 2 columns, but the curve has 15 points: each point needs one row, or one column',
    ],
    ['page.dat', 'good.txt', 'page.dat: this is a web page, not a curve in text'],
    ['empty.dat', 'good.txt', 'empty.dat: no data found; each line needs q, I(q) and its error'],
    ['cut.dat', 'good.txt', 'cut.dat: the compressed data are damaged or cut off.'],
    ['nowhere.dat', 'good.txt', 'There is no file nowhere.dat.'],
    ['good.dat', 'nan.txt', 'nan.txt, line 4: column 2 is "nan", not a finite number'],
    ['good.dat', 'ragged.txt', 'ragged.txt, line 4: 1 column where line 1 has 2'],
    [
      'good.dat',
      'constant.txt',
      'The profile of m2 is 1 at every point: a constant is not a scattering profile.',
    ],
    [
      'good.dat',
      'zero.txt',
      'The profile of m2 is 0 at every point: a constant is not a scattering profile.',
    ],
    ['good.dat', 'words.txt', 'words.txt: no numbers found'],
  ]
  for (const command of ['infer', 'select'])
    test.each(cases)(`${command} --curve %s --profiles %s`, async (curve, profiles, sentence) => {
      const { code, told, out } = await run(`${command} --curve ${curve} --profiles ${profiles} --json`)
      expect([code, told, out]).toEqual([2, sentence, ''])
    })
})

describe('options', () => {
  const data = '--curve good.dat --profiles good.txt'
  const model = 'profile one.pdb'
  test.each([
    ['infer', 'Give either --profiles or the files of the models.'],
    ['infer --profiles good.txt', '--curve is needed.'],
    ['infer --curve good.dat', 'Give either --profiles or the files of the models.'],
    [`infer ${data} one.pdb`, 'Give either --profiles or the files of the models.'],
    [`infer ${data} --threads 0`, '--threads must be a whole number from 1 to 1024.'],
    [`infer ${data} --threads 1.5`, '--threads must be a whole number from 1 to 1024.'],
    [`infer ${data} --threads 1e9`, '--threads must be a whole number from 1 to 1024.'],
    [`infer ${data} --cut -1`, '--cut has no value; a negative one is written --cut=-1.'],
    [`infer ${data} --cut=-1`, 'The cut is -1; it must lie between 0 and 1.'],
    [`infer ${data} --cut 0,1`, '--cut is "0,1", not a number.'],
    [`infer ${data} --prior 0`, 'The Dirichlet prior is 0; it must lie between 0 and 1000.'],
    [`infer ${data} --chains 2.5`, '2.5 chains were asked for; 2 to 64 are possible.'],
    [`infer ${data} --iterations 0`, '0 iterations were asked for; 20 to 10 million are possible.'],
    [`infer ${data} --seed 1.5`, 'The seed is 1.5; it must be a whole number from 0 to 2^53 - 1.'],
    [`infer ${data} --q-min 0.2 --q-max 0.1`, 'The q range 0.2 to 0.1 1/A is empty.'],
    [
      `infer ${data} --q-min 0.19`,
      'Only 2 of 20 points lie between q = 0.19 and 0.5 1/A; at least 3 are needed.',
    ],
    [`infer ${data} --unit cm`, '--unit is "cm"; it must be 1/A, 1/nm or guess.'],
    [`infer ${data} --scale-prior none`, '--scale-prior is "none"; it must be half-normal or flat.'],
    [`infer ${data} --energies three.txt`, 'There are 3 energies for 2 models.'],
    [`infer ${data} --energies far.txt`, 'The energies lie 1.00e+13 apart; at most 1e+12 is taken.'],
    [`infer ${data} --names one-name.txt`, 'one-name.txt has 1 names, good.txt has 2 columns.'],
    [`infer ${data} --names same-names.txt`, 'Two models have the name "one".'],
    [`infer ${data} --out good.dat`, 'good.dat: no folder can be made there (EEXIST).'],
    [`infer ${data} --hydration some`, '--hydration is "some"; it must be shared, fixed, per-model or none.'],
    [`infer ${data} --nothing`, "Unknown option '--nothing'"],
    ['infer --curve good.dat empty.pdb', 'empty.pdb: the file is empty'],
    ['infer --curve good.dat no-atoms.pdb', 'no-atoms.pdb: there is no atom in the file'],
    ['infer --curve good.dat one.pdb one.pdb', 'Two models have the name "one.pdb".'],
    ['select', '--curve is needed.'],
    [`select ${data} --stop never`, '--stop is "never"; it must be elbo, cut or none.'],
    [`select ${data} --prior 1/K`, '--prior is "1/K", not a number.'],
    [`select ${data} more`, "Unexpected argument 'more'"],
    [`${model} --q 0:0.5:5 --contrast 1e200`, '--contrast is 1e+200; it must lie between -1 and 1.'],
    [`${model} --q 0:0.5:5 --c1 0`, '--c1 is 0; it must lie between 0.5 and 2.'],
    [`${model} --q 0:50:5`, 'The largest q must be in 0 to 5 1/A, not 50.'],
    [`${model} --q 0.5:0:5`, '--q 0.5:0:5 is not START:END:COUNT, such as 0:0.5:101 in 1/A.'],
    [`${model} --curve upside-down.dat`, noScale],
    [`${model} --curve zeros.dat`, 'zeros.dat: every intensity is zero'],
    [`${model} --q 0:0.5:5 --threads 0`, '--threads must be a whole number from 1 to 1024.'],
  ])('bioce %s', async (line, sentence) => {
    const before = readdirSync(folder)
    const { code, told, out } = await run(`${line} --json`)
    expect([code, told, out]).toEqual([2, sentence, ''])
    expect(readdirSync(folder)).toEqual(before)
  })
})
