import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pdbOf } from '../ensemble/saxs/clouds.ts'
import { noReference, pathOf, whySkipped } from '../ensemble/saxs/shared.ts'
import { program } from '../support/program.ts'

let folder = ''
const inFolder = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'))
  writeFileSync(
    inFolder('pair.pdb'),
    pdbOf([
      ['C', 0, 0, 0],
      ['O', 3, 4, 12],
    ]),
  )
  writeFileSync(
    inFolder('far.pdb'),
    pdbOf([
      ['C', 0, 0, 0],
      ['O', 6, 8, 24],
    ]),
  )
  writeFileSync(
    inFolder('other.pdb'),
    pdbOf([
      ['C', 0, 0, 0],
      ['N', 3, 4, 12],
    ]),
  )
  writeFileSync(inFolder('pair.pdb.gz'), Bun.gzipSync(readFileSync(inFolder('pair.pdb'))))
  const points = Array.from({ length: 30 }, (_, i) => `${0.01 * (i + 1)} ${100 * Math.exp(-i / 20)} 1`)
  writeFileSync(inFolder('curve.dat'), `${points.join('\n')}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function profile(...args: string[]) {
  const run = Bun.spawn([...program, 'profile', ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited])
  return { out, err, code }
}

describe('bioce profile', () => {
  test('calculates for neutrons: two atoms in water without scattering length, in fm^2', async () => {
    const args = ['--q', '0:0.5:3', '--radiation', 'neutrons', '--d2o', '0.08103', '--json']
    const { out, err, code } = await profile(inFolder('pair.pdb'), ...args)
    expect([code, err]).toEqual([0, ''])
    const { unit, models } = JSON.parse(out)
    expect(unit).toBe('fm^2')
    expect(models[0].intensity[0]).toBeCloseTo((6.6484 + 5.805) ** 2, 1)
    expect(models[0].intensity[1]).toBeCloseTo(
      6.6484 ** 2 + 5.805 ** 2 + (2 * 6.6484 * 5.805 * Math.sin(13 * 0.25)) / (13 * 0.25),
      1,
    )
    const without = await profile(inFolder('pair.pdb'), ...args.slice(0, 4))
    expect([without.code, without.err]).toEqual([
      2,
      expect.stringContaining('Profiles for neutrons need the D2O fraction of the solvent'),
    ])
  })

  test('answers with JSON alone on standard output', async () => {
    const { out, code } = await profile(
      inFolder('pair.pdb'),
      '--curve',
      inFolder('curve.dat'),
      '--partials',
      '--json',
    )
    expect(code).toBe(0)
    const report = JSON.parse(out)
    expect(report.q).toHaveLength(30)
    const [model] = report.models
    expect(Object.keys(model)).toEqual(['name', 'atoms', 'rg', 'dmax', 'intensity', 'partials', 'fit'])
    expect([model.name, model.atoms, model.rg, model.dmax]).toEqual(['pair.pdb', 2, 6.5, 13])
    expect(Object.keys(model.partials)).toEqual(['vv', 'xx', 'vx', 'hh', 'vh', 'xh'])
    expect(Object.keys(model.fit)).toEqual(['c1', 'contrast', 'scale', 'offset', 'chi2PerPoint'])
  })

  test('the number of threads and compression change nothing', async () => {
    const names = ['pair.pdb', 'far.pdb'].map(inFolder)
    const [one, two] = await Promise.all(
      ['1', '2'].map(threads =>
        profile(...names, '--curve', inFolder('curve.dat'), '--threads', threads, '--json'),
      ),
    )
    expect(two!.out).toBe(one!.out)
    const [plain, zipped] = await Promise.all(
      ['pair.pdb', 'pair.pdb.gz'].map(name => profile(inFolder(name), '--q', '0:0.5:6')),
    )
    expect(zipped!.out.split('\n').slice(1)).toEqual(plain!.out.split('\n').slice(1))
  })

  test('writes tables: .dat with a comment, .csv with a row of names', async () => {
    const names = ['pair.pdb', 'far.pdb'].map(inFolder)
    await profile(...names, '--q', '0:0.4:5', '--out', inFolder('out.csv'))
    const csv = readFileSync(inFolder('out.csv'), 'utf8').trim().split('\n')
    expect(csv[0]).toBe('q,pair.pdb,far.pdb')
    expect(csv.slice(1).map(line => Number(line.split(',')[0]))).toEqual([0, 0.1, 0.2, 0.3, 0.4])
    await profile(...names, '--q', '0:0.4:5', '--out', inFolder('out.dat'))
    expect(readFileSync(inFolder('out.dat'), 'utf8')).toStartWith(
      '# q in 1/A; calculated intensity in e^2 of: pair.pdb far.pdb\n',
    )
  })

  test.each([
    ['no model', [], 'Name at least one model file.'],
    ['neither curve nor points', ['pair.pdb'], 'Give either --curve or --q.'],
    ['a missing file', ['missing.pdb', '--q', '0:1:3'], 'There is no file '],
    [
      'an output that cannot be written',
      ['pair.pdb', '--q', '0:1:3', '--out', '/nowhere/x.csv'],
      'it cannot be written',
    ],
    ['an unknown option', ['pair.pdb', '--what'], '--what'],
    ['points that are none', ['pair.pdb', '--q', '0:x:3'], 'START:END:COUNT'],
    [
      'fixed hydration without contrast',
      ['pair.pdb', '--q', '0:1:3', '--hydration', 'fixed'],
      'needs a --contrast',
    ],
    [
      'shared hydration without a curve',
      ['pair.pdb', '--q', '0:1:3', '--hydration', 'shared'],
      'needs a --curve',
    ],
    [
      'a library of two compositions',
      ['pair.pdb', 'other.pdb', '--curve', 'curve.dat', '--hydration', 'shared'],
      'other.pdb differs from pair.pdb: A 2 holds N (N) where O (O) should be',
    ],
  ])('%s: exit code 2 and one sentence', async (_, args, sentence) => {
    const paths = args.map(arg => (/\.(pdb|dat)$/.test(arg) ? inFolder(arg) : arg))
    const { out, err, code } = await profile(...paths)
    expect(err).toContain(sentence)
    expect([code, out]).toEqual([2, ''])
  })
})

describe.skipIf(noReference)(`bioce profile on real files${whySkipped}`, () => {
  test('6lyz from PDB and from mmCIF, fitted end to end', async () => {
    const curve = pathOf('inputs/lyzexp.dat')
    const fitted = (name: string, ...more: string[]) =>
      profile(pathOf(name), '--curve', curve, '--json', ...more)
    const [pdb, cif] = await Promise.all([
      fitted('inputs/6lyz.pdb', '--hydration', 'per-model'),
      fitted('inputs/6lyz.cif'),
    ])
    const [a, b] = [pdb, cif].map(({ out }) => JSON.parse(out).models[0])
    expect(a.fit.chi2PerPoint).toBeCloseTo(0.206, 2)
    expect(b.intensity).toEqual(a.intensity)
    expect(cif.err).toContain('Hydration is fitted to each model alone.')
  })
})
