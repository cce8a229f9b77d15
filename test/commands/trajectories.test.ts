import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pdbOf } from '../ensemble/saxs/clouds.ts'
import { dcdOf, xtcOf } from '../ensemble/trajectories/writers.ts'
import { program } from '../support/program.ts'

/** Trajectories on the command line: the same numbers as for the frames as PDB files. */

const folder = mkdtempSync(join(tmpdir(), 'trajectories-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

/** A pair of atoms, from frame to frame further apart, on the grid of the file. */
const places = Array.from({ length: 6 }, (_, i) => [0, 0, 0, 1 + 0.25 * i, 1, 0.5])
const pairOf = ([, , , x, y, z]: number[]) =>
  pdbOf([
    ['C', 0, 0, 0],
    ['O', x!, y!, z!],
  ])

beforeAll(async () => {
  const frames = places.map((xyz, i) => ({ xyz, time: 1000 * i }))
  await Bun.write(at('run.xtc'), xtcOf(frames))
  await Bun.write(at('run.dcd'), dcdOf(frames, { step: 1 }))
  for (const [i, place] of places.entries()) await Bun.write(at(`frame${i}.pdb`), pairOf(place))
  const points = Array.from({ length: 20 }, (_, i) => `${0.02 * (i + 1)} ${100 * Math.exp(-i / 20)} 1`)
  await Bun.write(at('curve.dat'), `${points.join('\n')}\n`)
})

async function bioce(command: string, ...args: string[]) {
  const child = Bun.spawn([...program, command, ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
    cwd: folder,
  })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { out, err, code }
}

interface Report {
  models: { name: string; intensity: number[] }[]
}

test('profile: frames of XTC and DCD have the profiles of the same models as PDB', async () => {
  const asked = ['--q', '0:0.5:11', '--json', '--threads', '1']
  const pdbs = await bioce('profile', 'frame1.pdb', 'frame3.pdb', 'frame5.pdb', ...asked)
  const expected = (JSON.parse(pdbs.out) as Report).models
  for (const [file, time] of [
    ['run.xtc', 0],
    ['run.dcd', 1],
  ] as const) {
    const choice = ['--topology', 'frame0.pdb', '--frames', '1:5:2']
    const { out, code, err } = await bioce('profile', file, ...choice, ...asked)
    expect([code, code === 0 ? '' : err]).toEqual([0, ''])
    const { models } = JSON.parse(out) as Report
    expect(models.map(({ name }) => name)).toEqual([1, 3, 5].map(i => `${file}#${i} (${i + time} ns)`))
    for (const [i, { intensity }] of models.entries())
      for (const [k, value] of intensity.entries()) expect(value).toBeCloseTo(expected[i]!.intensity[k]!, 3)
  }
})

test('infer: weighs frames, writes the ensemble, and records both files whole', async () => {
  const { code, err } = await bioce(
    'infer',
    ...['run.xtc', '--topology', 'frame0.pdb', '--frames', ':2', '--curve', 'curve.dat'],
    ...['--iterations', '200', '--chains', '2', '--threads', '1', '--effort', 'gate', '--out', 'result'],
  )
  expect([code, code === 0 ? '' : err]).toEqual([0, ''])
  const result = await Bun.file(at('result/result.json')).json()
  expect(result.models.map(({ name }: { name: string }) => name)).toEqual(
    [0, 1, 2].map(i => `run.xtc#${i} (${i} ns)`),
  )
  const sha256 = new Bun.CryptoHasher('sha256').update(await Bun.file(at('run.xtc')).bytes()).digest('hex')
  expect(result.inputs).toContainEqual({ name: 'run.xtc', sha256, bytes: Bun.file(at('run.xtc')).size })
  expect(result.inputs.map(({ name }: { name: string }) => name).sort()).toEqual([
    'curve.dat',
    'frame0.pdb',
    'run.xtc',
  ])
  expect(await Bun.file(at('result/ensemble.pdb')).text()).toContain('run.xtc#')
}, 60_000)

test.each([
  [
    'a trajectory alone',
    ['run.xtc'],
    'run.xtc is a trajectory: name the file that names its atoms with --topology.',
  ],
  ['frames of structures', ['frame0.pdb', '--frames', '::2'], '--frames chooses frames of a trajectory'],
  [
    'frames in other words',
    ['run.xtc', '--topology', 'frame0.pdb', '--frames', 'all'],
    '--frames all is not FIRST:LAST:EVERY',
  ],
  [
    'no frame of that number',
    ['run.xtc', '--topology', 'frame0.pdb', '--frames', '9:'],
    'run.xtc: there is no frame',
  ],
])('%s is told in one sentence, with exit code 2', async (_, args, sentence) => {
  const { err, code } = await bioce('profile', ...args, '--q', '0:0.5:11')
  expect(code).toBe(2)
  expect(err.split('\n')[0]).toContain(sentence)
})
