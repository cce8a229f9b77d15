import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { pdbOf } from '../ensemble/saxs/clouds.ts'
import { program } from '../support/program.ts'
import { long, unlessLong } from '../support/skips.ts'

/** `bioce infer` from files to JSON, on a small made-up study. */

let folder = ''
const inFolder = (name: string) => join(folder, name)
const write = (name: string, text: string) => writeFileSync(inFolder(name), text)

const q = Array.from({ length: 30 }, (_, i) => 0.01 * (i + 1))
const radii = [15, 25]
const profileOf = (k: number, x: number) => Math.exp(-((x * radii[k]!) ** 2) / 3) + 0.01

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infer-'))
  const mixed = q.map(x => 0.5 * profileOf(0, x) + 0.5 * profileOf(1, x))
  write('curve.dat', mixed.map((value, i) => `${q[i]} ${value} ${0.05 * value}`).join('\n'))
  write('profiles.txt', `open shut\n${q.map(x => `${profileOf(0, x)} ${profileOf(1, x)}`).join('\n')}`)
  const fewer = q.slice(0, 20).map(x => 1.5 * x)
  const scattered = (k: number, x: number) => 3 * profileOf(k, 0.7 * x)
  const half = fewer.map(x => 0.5 * scattered(0, x) + 0.5 * scattered(1, x))
  // Without noise the error scale of either would go to 0.
  const noise = (i: number) => 1 + 0.07 * Math.sin(7 * i * i + 1)
  write('first.dat', mixed.map((value, i) => `${q[i]} ${value * noise(i)} ${0.05 * value}`).join('\n'))
  const seven = (value: number, i: number) => `${fewer[i]} ${7 * value * noise(i + 50)} ${0.35 * value}`
  write('exact.dat', half.map((value, i) => `${fewer[i]} ${7 * value} ${0.35 * value}`).join('\n'))
  write('second.dat', half.map(seven).join('\n'))
  write('second.txt', `open shut\n${fewer.map(x => `${scattered(0, x)} ${scattered(1, x)}`).join('\n')}`)
  // Shifts half way between those of the two models, as a table and as matrices.
  write('measured.txt', 'residue atom shift error\n2 CA 55.5 0.1\n3 CA 60.5 0.1\n4 CG 30 0.1')
  write('measured.dat', '55.5 0.1\n60.5 0.1')
  write('simulated.dat', '55 56\n60 61')
  write('rms.dat', '0.4412\n0.4412')
  mkdirSync(inFolder('predicted'))
  write('predicted/open.pdb.cs', 'NUM,RES,ATOMNAME,SHIFT\n2,A,CA,55\n3,A,CA,60\n')
  write('predicted/shut.csv', 'NUM,RES,ATOMNAME,SHIFT\n2,A,CA,56\n3,A,CA,61\n')
  const cloud = (stretch: number) =>
    pdbOf(Array.from({ length: 12 }, (_, i) => ['C', stretch * i, 3 * Math.sin(i), 3 * Math.cos(i)] as const))
  write('a.pdb', cloud(2))
  write('b.pdb', cloud(3))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function bioce<Printed>(name: string, args: string[]) {
  const files = args.map(arg => (/\.[a-z]\w*$|^predicted$/.test(arg) ? inFolder(arg) : arg))
  const command = [...program, name, ...files, '--iterations', '200', '--iterations-max', '200', '--json']
  const run = Bun.spawn(command, { stdout: 'pipe', stderr: 'pipe' })
  const [out, err, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited])
  return { result: (code === 0 ? JSON.parse(out) : null) as Printed, err, code }
}

const infer = (...args: string[]) => bioce<Result>('infer', ['--curve', 'curve.dat', ...args])

interface Recovery {
  models: { name: string; truth: number; mean: number; error: number; sd: number; held: number }[]
  replicas: { weights: object[] }[]
}
const simulate = (...args: string[]) => bioce<Recovery>('simulate', args)

const matrix = ['--profiles', 'profiles.txt', '--skip-variational']

describe('bioce infer', () => {
  test('fits several curves together, each with the options that stand behind it', async () => {
    const { result, err } = await bioce<Result>('infer', [
      ...['--curve', 'first.dat', '--profiles', 'profiles.txt', '--q-max', '0.2'],
      ...['--curve', 'second.dat', '--profiles', 'second.txt', '--background', 'none'],
      '--skip-variational',
    ])
    const [first, second] = result.curves!
    expect(first).toMatchObject({ name: 'first.dat', points: { read: 30, used: 20 } })
    expect(second).toMatchObject({ name: 'second.dat', points: { read: 20, used: 20 }, background: null })
    expect(first!.background).not.toBeNull()
    expect(result.fit).toEqual(first!.fit)
    expect(result.inputs.map(({ name }) => name)).toEqual([
      'first.dat',
      'second.dat',
      'profiles.txt',
      'second.txt',
    ])
    expect(result.models[0]!.weight.mean).toBeCloseTo(0.5, 1)
    expect(result.agreement).toMatchObject({
      grade: 'good',
      alone: [{ name: 'first.dat' }, { name: 'second.dat' }],
    })
    expect(result.evidence!.drawsThatCount).toBeGreaterThan(0.3)
    expect(err).not.toContain('do not agree')
  })

  test.skipIf(!long)(
    `where the errors of two curves are off too differently for the draws, claims no agreement${unlessLong}`,
    async () => {
      // That of a curve without noise is off by far more than the prior allows.
      const { result } = await infer(
        '--profiles',
        'profiles.txt',
        '--curve',
        'exact.dat',
        '--profiles',
        'second.txt',
      )
      expect(result.evidence!.drawsThatCount).toBeLessThan(0.1)
      expect(result.sampler.converged).toBe(false)
      expect(result.agreement).toBeNull()
    },
  )

  test.skipIf(!long)(
    `simulate tells what curves like these recover of weights that were chosen${unlessLong}`,
    async () => {
      write('weights.txt', '3\n1\n')
      const { result: found } = await simulate(
        ...['--curve', 'curve.dat', '--profiles', 'profiles.txt', '--weights', 'weights.txt'],
        ...['--replicas', '4', '--noise', '0.1'],
      )
      expect(found.models).toMatchObject([
        { name: 'open', truth: 0.75 },
        { name: 'shut', truth: 0.25 },
      ])
      expect(found.replicas).toHaveLength(4)
      for (const { mean, error, sd, truth, held } of found.models) {
        expect(Math.abs(mean - truth)).toBeLessThan(0.05)
        expect(error).toBeLessThan(3 * sd)
        expect(held).toBeGreaterThanOrEqual(2)
      }
      const [one, other] = found.replicas
      expect(one!.weights).not.toEqual(other!.weights)
    },
  )

  test('simulate takes a range of q in place of a curve, and refuses weights that are not those of the library', async () => {
    write('weights.txt', '3\n')
    const planned = ['--q', '0.01:0.3:40', 'a.pdb', 'b.pdb', '--replicas', '1']
    const { result: found } = await simulate(...planned)
    expect(found.models.map(({ truth }) => truth)).toEqual([0.5, 0.5])
    const { err, code } = await simulate(...planned, '--weights', 'weights.txt')
    expect(err).toContain('1 weight for 2 models')
    expect(code).toBe(2)
  })

  test('asks for the same library with every curve', async () => {
    const { err, code } = await infer('--profiles', 'profiles.txt', '--curve', 'second.dat')
    expect(err).toContain('Give --profiles for every curve')
    expect(code).toBe(2)
  })

  test.skipIf(!long)(
    `SHIFTX2 tables give what the same numbers in plain tables give, to the last bit${unlessLong}`,
    async () => {
      const plain = await infer(
        ...matrix,
        ...['--shifts', 'measured.dat', '--shifts-simulated', 'simulated.dat', '--shifts-rms', 'rms.dat'],
      )
      const tables = await infer(...matrix, '--shifts', 'measured.txt', '--shifts-simulated', 'predicted')
      expect([plain.code, tables.code]).toEqual([0, 0])
      expect(tables.err).toContain('2 chemical shifts take part; 1 are not predicted for every model.')
      expect(tables.result.models).toEqual(plain.result.models)
      expect(tables.result.details!.shiftChi2).not.toBeNull()
      const files = [
        '--shifts-simulated',
        'predicted/open.pdb.cs',
        '--shifts-simulated',
        'predicted/shut.csv',
      ]
      const named = await infer(...matrix, '--shifts', 'measured.txt', ...files)
      expect(named.result.models).toEqual(plain.result.models)
      expect(named.result.inputs.map(input => input.name)).toContain('open.pdb.cs')
    },
    60_000,
  )

  test('structures are read piece by piece and recorded with their sums', async () => {
    const { result, code } = await infer('a.pdb', 'b.pdb', '--skip-variational')
    expect(code).toBe(0)
    expect(result.models.map(model => model.name)).toEqual(['a.pdb', 'b.pdb'])
    expect(result.hydration!.c1).toBeWithin(0.949, 1.051)
    const text = readFileSync(inFolder('b.pdb'))
    const sha256 = new Bun.CryptoHasher('sha256').update(text).digest('hex')
    expect(result.inputs.at(-1)).toEqual({ name: 'b.pdb', sha256, bytes: text.length })
  }, 60_000)

  test.each([
    ['no predictions', ['--shifts', 'measured.dat'], '--shifts-simulated is needed.', ''],
    [
      'a matrix without errors',
      ['--shifts', 'measured.dat', '--shifts-simulated', 'simulated.dat'],
      'simulated.dat: this is a table of shifts; the errors of its predictor are needed too',
      'Choose a file with the root-mean-square error of the predictor for each shift, one a line.',
    ],
    [
      'errors that are known',
      ['--shifts', 'measured.txt', '--shifts-simulated', 'predicted', '--shifts-rms', 'rms.dat'],
      'rms.dat: the errors of SHIFTX2 are known; a file of predictor errors goes with a table of shifts',
      'Leave out the file of predictor errors.',
    ],
    [
      'a model without a prediction',
      ['--shifts', 'measured.txt', '--shifts-simulated', 'predicted/shut.csv'],
      'There is no SHIFTX2 file for the model open: it must be called open.csv.',
      'Run SHIFTX2 on every model, and name each file like its model.',
    ],
    [
      'two matrices',
      ['--shifts', 'measured.dat', '--shifts-simulated', 'simulated.dat', '--shifts-simulated', 'rms.dat'],
      'rms.dat: calculated shifts are one table of numbers, or files of SHIFTX2 with the columns NUM, ATOMNAME and SHIFT',
      'Choose one table with a column for each model, or an archive with one SHIFTX2 file for each model.',
    ],
  ])('%s: exit code 2, what is wrong and what to do', async (_, args, sentence, advice) => {
    const { err, code } = await infer(...matrix, ...args)
    expect(code).toBe(2)
    expect(err.trim()).toBe(`${sentence}\n${advice}`.trim())
  })
})
