/**
 * A trajectory of 5,000 frames of 1,506 atoms: `bun test/bench/trajectory.ts [FRAMES]`. Writes bent copies of one
 * structure as XTC beside its PDB, then runs the check of an upload and the profiles of all frames, each in a process of its
 * own as the server and the command line do. Wall seconds, CPU seconds and peak memory. Needs ../shared/data/saxs.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DraftFiles } from '#db/schema.ts'
import { checkFolder, readReport, writeTask } from '#src/studies/check.ts'
import { noReference, textOf } from '../ensemble/saxs/shared.ts'
import { xtcOf } from '../ensemble/trajectories/writers.ts'
import { zipOf } from '../support/zip.ts'

if (noReference) {
  console.log('../shared/data/saxs is absent: nothing to measure')
  process.exit(0)
}
const count = Number(process.argv[2] ?? 5000)
const folder = mkdtempSync(join(tmpdir(), 'trajectory-'))
const at = (name: string) => join(folder, name)
try {
  await writeFiles()
  console.log(`${count} frames, ${(Bun.file(at('run.xtc')).size / 1e6).toFixed(0)} MB`)
  const check = checkFolder(folder, 1)
  const library = { path: '1-library', name: 'md.zip', bytes: Bun.file(at('1-library')).size }
  const files: DraftFiles = {
    curve: { path: '1-curve', name: 'curve.dat', bytes: Bun.file(at('1-curve')).size },
    library: { ...library, frames: { first: 0, last: null, every: 1 } },
    profiles: null,
  }
  await writeTask(
    check,
    { files, unit: '1/A', skipVariational: false },
    { inflatedBytesMax: 2e9, modelsMax: 10_000 },
  )
  await measure('check', ['check', check])
  const report = await readReport(check)
  console.log(`models in the report: ${report?.record?.models.length ?? JSON.stringify(report?.findings)}`)
  const asked = ['--curve', at('1-curve'), '--out', at('profiles.dat')]
  await measure('profiles', ['profile', at('run.xtc'), '--topology', at('a.pdb'), ...asked])
} finally {
  rmSync(folder, { recursive: true })
}

async function measure(what: string, args: string[]) {
  const startedAt = performance.now()
  const child = Bun.spawn([process.execPath, resolve(import.meta.dir, '../../src/main.ts'), ...args], {
    stdout: 'ignore',
    stderr: 'inherit',
  })
  if ((await child.exited) !== 0) throw new Error(`${what} failed`)
  const seconds = (performance.now() - startedAt) / 1000
  const { cpuTime, maxRSS } = child.resourceUsage()!
  const cpu = (Number(cpuTime.total) / 1e6).toFixed(1)
  console.log(`${what}: ${seconds.toFixed(1)} s wall, ${cpu} CPU s, ${(maxRSS / 1e6).toFixed(0)} MB`)
}

/** The half beyond the middle atom is turned about it, a little further in each frame. */
async function writeFiles() {
  const atoms = textOf('inputs/bioce1.pdb')
    .split('\n')
    .filter(line => line.startsWith('ATOM') && line[77] !== 'H')
  const places = atoms.flatMap(line => [30, 38, 46].map(column => Number(line.slice(column, column + 8))))
  const middle = 3 * Math.floor(atoms.length / 2)
  const [px, py] = [places[middle]!, places[middle + 1]!]
  const writer = Bun.file(at('run.xtc')).writer()
  for (let frame = 0; frame < count; frame++) {
    const turn = (0.4 * frame) / count
    const xyz = Float64Array.from(places)
    for (let i = middle; i < xyz.length; i += 3) {
      const [x, y] = [places[i]! - px, places[i + 1]! - py]
      xyz[i] = px + x * Math.cos(turn) - y * Math.sin(turn)
      xyz[i + 1] = py + x * Math.sin(turn) + y * Math.cos(turn)
    }
    writer.write(xtcOf([{ xyz, time: 20 * frame, box: [150, 0, 0, 0, 150, 0, 0, 0, 150] }]))
    if (frame % 50 === 0) await writer.flush()
  }
  await writer.end()
  await mkdir(folder, { recursive: true })
  await Bun.write(at('a.pdb'), atoms.join('\n'))
  await Bun.write(at('1-curve'), textOf('inputs/exp_test_10pts.dat'))
  const data = async (name: string) => Buffer.from(await Bun.file(at(name)).bytes())
  const entries = [
    { name: 'a.pdb', data: await data('a.pdb') },
    { name: 'run.xtc', data: await data('run.xtc') },
  ]
  await Bun.write(at('1-library'), zipOf(entries))
}
