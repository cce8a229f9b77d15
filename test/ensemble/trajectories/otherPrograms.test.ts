import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { because } from '../../support/skips.ts'
import { framesOf } from './shared.ts'
import { xtcOf } from './writers.ts'

/** Files that GROMACS and MDTraj wrote, read as they read them, and ours read by them; where these programs are installed. */

const folder = mkdtempSync(join(tmpdir(), 'bioce-other-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

function run(command: string[], input = ''): string {
  const { stdout, stderr, exitCode } = Bun.spawnSync(command, { cwd: folder, stdin: Buffer.from(input) })
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
  return stdout.toString()
}

const gmx = Bun.which('gmx')
// Debian's MDTraj is seen by the system's Python alone, which need not be the first one in the path.
const python = [Bun.which('python3'), '/usr/bin/python3'].find(
  path => path && Bun.spawnSync([path, '-c', 'import mdtraj.formats'], { stderr: 'ignore' }).exitCode === 0,
)
const hasMdtraj = python !== undefined
const unlessGmx = gmx ? '' : because('GROMACS is not installed')
const unlessMdtraj = hasMdtraj ? '' : because('MDTraj is not installed')

const atoms = 400
/** A chain that winds through a box, on the grid of the file, in A. */
const placesAt = (frame: number) =>
  Float64Array.from({ length: 3 * atoms }, (_, i) => {
    const [atom, axis] = [Math.floor(i / 3), i % 3]
    const turn = 0.4 * atom + 2 * axis + 0.1 * frame
    return Math.round(100 * (30 + 12 * Math.sin(0.05 * turn) + 1.5 * Math.sin(turn) + 0.02 * atom)) / 100
  })

const groOf = (frames: number) =>
  Array.from({ length: frames }, (_, frame) => {
    const xyz = placesAt(frame)
    const lines = Array.from({ length: atoms }, (_, i) => {
      const place = [0, 1, 2].map(k => (xyz[3 * i + k]! / 10).toFixed(3).padStart(8)).join('')
      return `${String(1 + Math.floor(i / 4)).padStart(5)}GLY  ${['N', 'CA', 'C', 'O'][i % 4]!.padStart(5)}${String(i + 1).padStart(5)}${place}`
    })
    return `chain t= ${(20 * frame).toFixed(5)}\n${atoms}\n${lines.join('\n')}\n   7.00000   8.00000   9.00000\n`
  }).join('')

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(tolerance)
}

/** The positions that `gmx dump` prints, in A, by frame. */
const dumped = (text: string) =>
  text
    .split(/ frame \d+:/)
    .slice(1)
    .map(frame =>
      [...frame.matchAll(/ x\[ *\d+\]=\{ *([^,]+), *([^,]+), *([^}]+)\}/g)].flatMap(match =>
        match.slice(1, 4).map(number => 10 * Number(number)),
      ),
    )

for (const ending of ['xtc', 'trr'])
  test.skipIf(!gmx)(`GROMACS: ${ending} as its own dump has it${unlessGmx}`, async () => {
    await Bun.write(at('chain.gro'), groOf(4))
    run([gmx!, 'trjconv', '-f', 'chain.gro', '-o', `chain.${ending}`], '0\n')
    const expected = dumped(run([gmx!, 'dump', '-f', `chain.${ending}`]))
    const { frames, tally } = await framesOf(await Bun.file(at(`chain.${ending}`)).bytes(), atoms)
    expect(tally).toMatchObject({ frames: 4, cutOff: false, from: 0, to: 0.06 })
    for (const [i, { xyz, box }] of frames.entries()) {
      expectNear(xyz, expected[i]!, 2e-4)
      expectNear(xyz, placesAt(i), 0.0051)
      expectNear(box!, [70, 0, 0, 0, 80, 0, 0, 0, 90], 1e-4)
    }
  })

test.skipIf(!hasMdtraj)(`MDTraj: DCD with a slanted cell as it wrote it${unlessMdtraj}`, async () => {
  await Bun.write(at('xyz.json'), JSON.stringify([0, 1, 2].map(frame => [...placesAt(frame)])))
  const script = `
import json, numpy
from mdtraj.formats import DCDTrajectoryFile
xyz = numpy.array(json.load(open('xyz.json')), dtype=numpy.float32).reshape(3, ${atoms}, 3)
with DCDTrajectoryFile('chain.dcd', 'w') as out:
    out.write(xyz, cell_lengths=numpy.array([[70, 80, 90]] * 3), cell_angles=numpy.array([[80, 85, 70]] * 3))
`
  run([python!, '-c', script])
  const { frames } = await framesOf(await Bun.file(at('chain.dcd')).bytes(), atoms)
  expect(frames.length).toBe(3)
  for (const [i, { xyz, box, time }] of frames.entries()) {
    expectNear(xyz, placesAt(i), 1e-4)
    const [a, b, c] = [0, 3, 6].map(row => [...box!.slice(row, row + 3)]) as [number[], number[], number[]]
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, k) => sum + value * v[k]!, 0)
    expectNear(
      [a, b, c].map(v => Math.sqrt(dot(v, v))),
      [70, 80, 90],
      1e-4,
    )
    const angle = (u: number[], v: number[]) =>
      (180 / Math.PI) * Math.acos(dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v)))
    expectNear([angle(b, c), angle(a, c), angle(a, b)], [80, 85, 70], 1e-3)
    expect(time).toBeNull()
  }
})

test.skipIf(!hasMdtraj)(`MDTraj reads the XTC of the tests' writer as we do${unlessMdtraj}`, async () => {
  const bytes = xtcOf(
    [0, 1].map(frame => ({ xyz: placesAt(frame) })),
    { changes: [0, 1, -1, 1, 0, -1] },
  )
  await Bun.write(at('ours.xtc'), bytes)
  const script = `
import json
from mdtraj.formats import XTCTrajectoryFile
with XTCTrajectoryFile('ours.xtc') as trajectory:
    print(json.dumps([(10 * frame).flatten().tolist() for frame in trajectory.read()[0]]))
`
  const theirs = JSON.parse(run([python!, '-c', script])) as number[][]
  const { frames } = await framesOf(bytes, atoms)
  for (const [i, { xyz }] of frames.entries()) expectNear(xyz, theirs[i]!, 2e-4)
})
