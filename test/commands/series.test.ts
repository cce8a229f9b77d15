import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeriesFile } from '#src/ensemble/contract.ts'
import { madeUp } from '../ensemble/madeUp.ts'
import { kinetics } from '../ensemble/madeUpSeries.ts'
import { pdbOf } from '../ensemble/saxs/clouds.ts'
import { packed } from '../support/methodArchives.ts'
import { program } from '../support/program.ts'
import { long, unlessLong } from '../support/skips.ts'

/**
 * `bioce series` on a set of the shape of a time-resolved experiment: a curve for each time, in a folder of their own, and one library. Its
 * weights are those of two steps in a row, A to B to C.
 */

let folder = ''
const inFolder = (...names: string[]) => join(folder, ...names)
const times = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1]
const truth = kinetics(times, 3, 4)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'series-'))
  mkdirSync(inFolder('curves'))
  for (const [t, weights] of truth.entries()) {
    const { curve, profiles } = madeUp(weights, { seed: 40 + t, noise: 0.02 })
    const lines = Array.from(curve.q, (q, i) => `${q} ${curve.intensity[i]} ${curve.sigma[i]}`)
    writeFileSync(inFolder('curves', `mix_${times[t]}s.dat`), lines.join('\n'))
    const rows = Array.from(curve.q, (_, i) => profiles.values.subarray(3 * i, 3 * i + 3).join(' '))
    writeFileSync(inFolder('profiles.txt'), `shut open stretched\n${rows.join('\n')}`)
  }
  writeFileSync(
    inFolder('properties.csv'),
    'model,rg (A),state\nshut,15,folded\nopen,20,unfolded\nstretched,30,unfolded',
  )
  writeFileSync(
    inFolder('list.csv'),
    `file,time (s)\n${times.map(time => `curves/mix_${time}s.dat,${time}`).join('\n')}`,
  )
  writeFileSync(inFolder('missing.csv'), 'file,time (s)\ncurves/mix_0s.dat,0\nother.dat,1')
  writeFileSync(inFolder('words.csv'), 'curves/mix_0s.dat,0\ncurves/mix_1s.dat,late')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function series(...args: string[]) {
  const command = [
    ...program,
    'series',
    ...args,
    '--iterations',
    '100',
    '--iterations-max',
    '100',
    '--threads',
    '2',
  ]
  const run = Bun.spawn(command, { stdout: 'pipe', stderr: 'pipe', cwd: folder })
  const [out, err, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited])
  return { out, err, code }
}
const profiles = ['--profiles', 'profiles.txt', '--skip-variational', '--background', 'none']

test('bioce series follows the weights of a list of curves, groups and Rg, into JSON and CSV', async () => {
  // So few draws agree on every weight with most seeds, but not with all.
  const { code, err } = await series(
    '--series',
    'list.csv',
    ...profiles,
    '--properties',
    'properties.csv',
    '--out',
    'out',
    '--seed',
    '3',
  )
  expect([code, err.split('\n').at(-2)]).toEqual([
    0,
    'Written to out/series.csv, series.svg and series.json.',
  ])
  const result: SeriesFile = JSON.parse(readFileSync(inFolder('out', 'series.json'), 'utf8'))
  expect(result).toMatchObject({
    variable: { name: 'time', unit: 's' },
    models: ['shut', 'open', 'stretched'],
    groups: [
      { label: 'folded', models: ['shut'] },
      { label: 'unfolded', models: ['open', 'stretched'] },
    ],
    properties: [{ name: 'rg', unit: 'A' }],
    hydration: null,
    process: { lengthUnit: 's' },
    sampler: { chains: 4, draws: 400 },
  })
  expect(result.curves.map(({ value }) => value)).toEqual(times)
  let within = 0
  const widths = { alone: 0, smooth: 0 }
  for (const [t, { alone, smooth, points }] of result.curves.entries()) {
    expect(points).toBe(40)
    for (const [k, weight] of truth[t]!.entries()) {
      const { mean, q025, q975 } = smooth!.weights[k]!
      expect(Math.abs(mean - weight)).toBeLessThan(0.15)
      if (q025 - 0.01 <= weight && weight <= q975 + 0.01) within++
      widths.smooth += q975 - q025
      widths.alone += alone.weights[k]!.q975 - alone.weights[k]!.q025
    }
    expect(smooth!.groups.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(1, 6)
    const rg = 15 * smooth!.weights[0]!.mean + 20 * smooth!.weights[1]!.mean + 30 * smooth!.weights[2]!.mean
    expect(smooth!.properties[0]!.mean).toBeCloseTo(rg, 6)
  }
  expect(within).toBeGreaterThanOrEqual(20)
  expect(widths.smooth).toBeLessThan(widths.alone)
  const rows = readFileSync(inFolder('out', 'series.csv'), 'utf8').trim().split('\n')
  expect(rows[0]).toBe(
    'curve,time (s),quantity,name,unit,alone_mean,alone_lower,alone_upper,smooth_mean,smooth_lower,smooth_upper',
  )
  // Three weights, two groups, Rg, the number of effective models and the fit of each curve.
  expect(rows).toHaveLength(1 + 8 * times.length)
  expect(rows[1]).toMatch(/^curves\/mix_0s\.dat,0,weight,shut,,(0\.\d+|1),/)
}, 300_000)

test.skipIf(!long)(
  `bioce series takes values from the names of a folder, and structures${unlessLong}`,
  async () => {
    const cloud = (stretch: number) =>
      pdbOf(
        Array.from({ length: 12 }, (_, i) => ['C', stretch * i, 3 * Math.sin(i), 3 * Math.cos(i)] as const),
      )
    writeFileSync(inFolder('a.pdb'), cloud(2))
    writeFileSync(inFolder('b.pdb'), cloud(3))
    const { out, err, code } = await series(
      ...[
        '--series',
        'curves',
        '--variable',
        'time (s)',
        '--accept-unusual',
        '--skip-variational',
        '--independent',
        '--json',
      ],
      ...['a.pdb', 'b.pdb'],
    )
    expect([code, code === 0 ? '' : err]).toEqual([0, ''])
    const result: SeriesFile = JSON.parse(out)
    expect(result.curves.map(({ name, value }) => [name, value])).toEqual(
      times.map(time => [`mix_${time}s.dat`, time]),
    )
    expect([result.process, result.sampler, result.curves[0]!.smooth]).toEqual([null, null, null])
    expect(result.hydration!.c1).toBeWithin(0.95, 1.0501)
    expect(result.properties.map(({ name }) => name)).toEqual(['rg', 'dmax'])
  },
  300_000,
)

test('bioce series says which line of a list is wrong', async () => {
  const [missing, words] = await Promise.all([
    series('--series', 'missing.csv', ...profiles),
    series('--series', 'words.csv', ...profiles),
  ])
  expect([missing.code, words.code]).toEqual([2, 2])
  expect(missing.err).toContain('missing.csv, line 3: there is no file other.dat\n')
  expect(words.err).toContain('words.csv, line 2: "late" is not a number')
})

test('bioce series --task finds what is wrong with the inputs of a method, by the names of their owner', async () => {
  const task = inFolder('task')
  mkdirSync(join(task, 'input', 'curves'), { recursive: true })
  const list = 'file,time (s)\na.dat,0\nb.dat,1\n'
  writeFileSync(join(task, 'input', 'list.csv'), list)
  writeFileSync(join(task, 'input', 'curves', '1.dat'), readFileSync(inFolder('curves', 'mix_0s.dat')))
  writeFileSync(join(task, 'input', 'curves', '2.dat'), '0.01 1 0.1\n0.02 x 0.1\n0.03 1 0.1\n')
  writeFileSync(join(task, 'input', 'profiles.txt'), readFileSync(inFolder('profiles.txt')))
  const inputs = {
    curves: [
      { path: 'curves/1.dat', name: 'a.dat' },
      { path: 'curves/2.dat', name: 'b.dat' },
    ],
    list: [{ path: 'list.csv', name: 'times.csv' }],
    profiles: [{ path: 'profiles.txt', name: 'p.txt' }],
  }
  const lastLine = async (...mode: string[]) => {
    writeFileSync(join(task, 'params.json'), JSON.stringify({ parameters: { qMax: null, seed: 1 }, inputs }))
    return await printed(...mode)
  }
  const printed = async (...mode: string[]) => {
    const run = Bun.spawn([...program, 'series', '--task', ...mode], {
      stdout: 'pipe',
      stderr: 'pipe',
      cwd: task,
    })
    const [out, code] = await Promise.all([run.stdout.text(), run.exited])
    return { code, ...JSON.parse(out.trim().split('\n').at(-1)!) }
  }
  expect(await lastLine('--check')).toEqual({
    code: 0,
    findings: [
      { level: 'note', message: '2 curves, each at time (s): a.dat 0, b.dat 1.' },
      { level: 'problem', message: expect.any(String), advice: expect.any(String), file: 'b.dat', line: 2 },
    ],
  })
  expect(await lastLine()).toEqual({
    code: 1,
    reason: 'curve.not_numbers',
    message: expect.stringMatching(/^b\.dat, line 2: /),
  })
  // Without a list the values are those of the names.
  const { list: _, ...others } = inputs
  const named = inputs.curves.map(({ path }) => ({
    path: 'curves/1.dat',
    name: `mix_${path.at(-5) === '2' ? 300 : 1.5}s.dat`,
  }))
  writeFileSync(
    join(task, 'params.json'),
    JSON.stringify({ parameters: null, inputs: { ...others, curves: named } }),
  )
  expect(await printed('--check')).toEqual({
    code: 0,
    findings: [
      {
        level: 'note',
        message: '2 curves, each at the number in its name: mix_1.5s.dat 1.5, mix_300s.dat 300.',
        advice: expect.stringContaining('by the logarithm of the variable'),
      },
    ],
  })
  inputs.curves.pop()
  expect(await lastLine('--check')).toEqual({
    code: 0,
    findings: [
      {
        level: 'problem',
        message: 'There is no file b.dat.',
        advice: expect.any(String),
        file: 'times.csv',
        line: 3,
      },
    ],
  })
}, 300_000)

test.skipIf(!long)(
  `bioce series --task unpacks models, and keeps their partial intensities for the next run${unlessLong}`,
  async () => {
    const task = inFolder('cached')
    const cloud = (stretch: number) =>
      pdbOf(
        Array.from({ length: 12 }, (_, i) => ['C', stretch * i, 3 * Math.sin(i), 3 * Math.cos(i)] as const),
      )
    const models = [2, 3].map(stretch => ({ name: `lib/m${stretch}.pdb`, text: cloud(stretch) }))
    mkdirSync(join(task, 'input', 'curves'), { recursive: true })
    writeFileSync(join(task, 'input', 'models.tar.gz'), await packed(models))
    for (const time of [0, 1])
      writeFileSync(
        join(task, 'input', 'curves', `${time}.dat`),
        readFileSync(inFolder('curves', `mix_${time}s.dat`)),
      )
    const inputs = {
      curves: [0, 1].map(time => ({ path: `curves/${time}.dat`, name: `t${time}.dat` })),
      models: [{ path: 'models.tar.gz', name: 'library.tar.gz' }],
    }
    const parameters = {
      ...{ acceptUnusual: true, skipVariational: true, independent: true },
      ...{ iterations: 100, iterationsMax: 100 },
    }
    writeFileSync(join(task, 'params.json'), JSON.stringify({ parameters, inputs }))
    /** How many profiles it calculated, and what it wrote. */
    const run = async () => {
      const child = Bun.spawn([...program, 'series', '--task'], {
        stdout: 'pipe',
        stderr: 'inherit',
        cwd: task,
      })
      const [out, code] = await Promise.all([child.stdout.text(), child.exited])
      expect(code).toBe(0)
      const told = out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { stage?: string; done: number; total: number; message: string })
      const curves = told
        .filter(({ message = '' }) => / alone, curve \d of 2/.test(message))
        .map(each => each.done)
      expect([...new Set(curves)]).toEqual([0, 1])
      return {
        calculated: told.filter(({ stage, done }) => stage === 'profiles' && done > 0).length,
        table: readFileSync(join(task, 'output', 'series.csv'), 'utf8'),
      }
    }
    const first = await run()
    expect(first.table).toContain('t0.dat,0,weight,m2')
    expect(readdirSync(join(task, 'cache'))).toHaveLength(2)
    const second = await run()
    expect([first.calculated, second.calculated]).toEqual([2, 0])
    expect(second.table).toBe(first.table)
  },
  300_000,
)
