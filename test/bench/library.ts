/**
 * A thousand conformers in parallel: `bun test/bench/library.ts [COUNT] [THREADS]`. Writes that many bent copies of one structure
 * as a multi-model file, then streams, calculates and fits them as an analysis does. Wall seconds, models a second, peak
 * memory; and CPU seconds, which on a busy machine tell more. What the main thread takes, which reads the models, no number of
 * threads makes less. Needs ../shared/data/saxs.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitHydration, type Partials, profilesFrom } from '#src/ensemble/index.ts'
import { inWater } from '#src/ensemble/saxs/radiation.ts'
import { streamStructures } from '#src/ensemble/structures/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { openThreads } from '#src/threads.ts'
import { curveOf, noReference, textOf } from '../ensemble/saxs/shared.ts'

if (noReference) {
  console.log('../shared/data/saxs is absent: nothing to measure')
  process.exit(0)
}
const count = Number(process.argv[2] ?? 1000)
const threadCount = Number(process.argv[3] ?? availableParallelism())
const folder = mkdtempSync(join(tmpdir(), 'library-'))
try {
  const path = join(folder, 'library.pdb')
  await writeLibrary(path)
  const curve = curveOf('inputs/exp_test_10pts.dat')
  const threads = openThreads<Tasks>(threadCount, reviveError)
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  const mainBefore = mainThreadSeconds()
  const partials: Partials[] = []
  for await (const each of threads.map('partials', inputs(path))) partials.push(inWater(each, null))
  const hydration = fitHydration(partials, curve)
  profilesFrom(partials, curve.q, hydration)
  const seconds = (performance.now() - startedAt) / 1000
  threads.close()
  const peakMb = process.resourceUsage().maxRSS / (process.platform === 'darwin' ? 1024 ** 2 : 1024)
  const rate = (count / seconds).toFixed(1)
  const { user, system } = process.cpuUsage(cpuBefore)
  const main = mainThreadSeconds() - mainBefore
  console.log(
    `${count} models on ${threadCount} threads: ${seconds.toFixed(1)} s wall, ${rate} models/s, ${((user + system) / 1e6).toFixed(1)} CPU s, ${main.toFixed(1)} of them on the main thread`,
  )
  console.log(
    `peak memory ${peakMb.toFixed(0)} MB; shared c1 ${hydration.c1.toFixed(4)}, contrast ${hydration.contrast.toFixed(5)}`,
  )
} finally {
  rmSync(folder, { recursive: true })
}

/** Linux only; elsewhere 0. */
function mainThreadSeconds(): number {
  const path = `/proc/self/task/${process.pid}/stat`
  if (!existsSync(path)) return 0
  const fields = readFileSync(path, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function* inputs(path: string) {
  const text = Bun.file(path).stream().pipeThrough(new TextDecoderStream())
  for await (const structure of streamStructures(text, 'library.pdb'))
    yield { structure, options: { qMax: 0.5 } }
}

/** Copies that differ: the half beyond the middle residue is turned about it, a little further in each. */
async function writeLibrary(path: string): Promise<void> {
  const atoms = textOf('inputs/bioce1.pdb')
    .split('\n')
    .filter(line => line.startsWith('ATOM') && line[77] !== 'H')
  const place = (line: string) => [30, 38, 46].map(at => Number(line.slice(at, at + 8)))
  const pivot = place(atoms[Math.floor(atoms.length / 2)]!)
  const writer = Bun.file(path).writer()
  for (let model = 1; model <= count; model++) {
    const turn = (0.4 * model) / count
    const lines = atoms.map((line, i) => {
      if (i < atoms.length / 2) return line
      const [x, y, z] = place(line).map((value, axis) => value - pivot[axis]!)
      const moved = [x! * Math.cos(turn) - y! * Math.sin(turn), x! * Math.sin(turn) + y! * Math.cos(turn), z]
      const columns = moved.map((value, axis) => (value! + pivot[axis]!).toFixed(3).padStart(8)).join('')
      return line.slice(0, 30) + columns + line.slice(54)
    })
    writer.write(`MODEL     ${model}\n${lines.join('\n')}\nENDMDL\n`)
    if (model % 50 === 0) await writer.flush()
  }
  await writer.end()
}
