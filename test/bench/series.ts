/**
 * A series from its files to its table: `bun test/bench/series.ts [CURVES] [MODELS]`, 100 and 50 as they are. Writes conformers of the example's
 * protein as PDB, a curve for each time of two steps in a row (A to B to C, on a logarithmic grid of times as a time-resolved experiment has), and
 * runs `bioce series --task` on two threads, as a worker does. Wall seconds, CPU seconds by stage (Linux), peak memory, and how often the 95 % intervals
 * hold the truth.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SeriesView, seriesViewOf } from '#src/analyses/seriesView.ts'
import { parseCsv } from '#src/csv.ts'
import type { SeriesFile, SeriesState } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { writeExampleCurve } from '#src/ensemble/example/index.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { SeriesFigures } from '#views/analyses/seriesFigures.tsx'
import { program } from '../support/program.ts'

const [curveCount, modelCount] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 50)]
const pointCount = 160
const folder = mkdtempSync(join(tmpdir(), 'series-'))
const at = (...names: string[]) => join(folder, names[0] === 'output' ? '' : 'input', ...names)
try {
  const names = await writeModels()
  const mixed = [0.1, 0.5, 0.9].map(share => names[Math.round(share * (modelCount - 1))]!)
  const truth = await writeCurves(mixed)
  await writeTask(names)
  const startedAt = performance.now()
  const child = Bun.spawn([...program, 'series', '--task'], {
    cwd: folder,
    env: { ...process.env, OMP_NUM_THREADS: '2' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stages = await followStages(child)
  if ((await child.exited) !== 0) throw new Error('bioce series failed')
  const seconds = (performance.now() - startedAt) / 1000
  const { cpuTime, maxRSS } = child.resourceUsage()!
  const result: SeriesFile = await Bun.file(at('output', 'series.json')).json()
  console.log(
    `${curveCount} curves, ${modelCount} models, ${result.models.length} of them weighed: ${seconds.toFixed(0)} s wall, ` +
      `${(Number(cpuTime.total) / 1e6).toFixed(0)} CPU s, ${(maxRSS / 1e6).toFixed(0)} MB; converged: ${result.sampler?.converged}`,
  )
  console.log([...stages].map(([stage, cpu]) => `${stage}: ${cpu.toFixed(0)} CPU s`).join('; '))
  for (const way of ['alone', 'smooth'] as const) console.log(`${way}: ${heldBy(result, way, truth)}`)
  const startOfPage = process.cpuUsage()
  const series = seriesViewOf(parseCsv(await Bun.file(at('output', 'series.csv')).text())!) as SeriesView
  const page = String(SeriesFigures({ id: 1, mark: 'series', series }))
  const { user, system } = process.cpuUsage(startOfPage)
  console.log(
    `its plots: ${(page.length / 1e3).toFixed(0)} KB, ${(Bun.gzipSync(page).length / 1e3).toFixed(0)} KB compressed, ${((user + system) / 1e6).toFixed(2)} CPU s`,
  )
  for (const remark of result.remarks) console.log(`- ${remark}`)
} finally {
  rmSync(folder, { recursive: true })
}

/** The folder as a worker lays it out. */
async function writeTask(names: string[]) {
  const curves = Array.from({ length: curveCount }, (_, t) => `t${t}.dat`)
  const inputs = {
    curves: curves.map(name => ({ path: `curves/${name}`, name })),
    list: [{ path: 'list.csv', name: 'list.csv' }],
    models: names.map(name => ({ path: `models/${name}.pdb`, name: `${name}.pdb` })),
  }
  await Bun.write(join(folder, 'params.json'), JSON.stringify({ inputs, parameters: { scale: 'log' } }))
}

/** CPU seconds of each stage, those of all curves together apart. */
async function followStages({ pid, stdout }: { pid: number; stdout: ReadableStream }) {
  const stages = new Map<string, number>()
  let [stage, since] = ['start', 0]
  const cpuNow = async () => {
    const text = await Bun.file(`/proc/${pid}/stat`)
      .text()
      .catch(() => '')
    const [utime = 0, stime = 0] = text.split(') ').at(-1)!.split(' ').slice(11, 13).map(Number)
    return (utime + stime) / 100
  }
  for await (const line of lines(stdout)) {
    const { stage: next } = JSON.parse(line) as { stage?: string }
    if (next === undefined || next === stage) continue
    const now = await cpuNow()
    stages.set(stage, (stages.get(stage) ?? 0) + now - since)
    console.error(`${stage} ended at ${now.toFixed(1)} CPU s`)
    ;[stage, since] = [next, now]
  }
  return stages
}

async function* lines(stream: ReadableStream): AsyncGenerator<string> {
  let rest = ''
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const all = (rest + text).split('\n')
    rest = all.pop()!
    yield* all
  }
}

async function writeModels(): Promise<string[]> {
  const geometry = Random.stream(1, 1)
  mkdirSync(at('models'), { recursive: true })
  const conformers = exampleConformers(modelCount, () => geometry.uniform())
  for (const each of conformers) await Bun.write(at('models', `${each.name}.pdb`), writeConformer(each))
  return conformers.map(({ name }) => name)
}

/** Means of Rg that the curves are of; the weights of three models go from the first by the second to the third. */
async function writeCurves(mixed: string[]): Promise<number[]> {
  const noise = Random.stream(1, 2)
  const q = Float64Array.from({ length: pointCount }, (_, i) => 0.01 + (0.34 * i) / (pointCount - 1))
  const texts = await Promise.all(mixed.map(name => Bun.file(at('models', `${name}.pdb`)).text()))
  const structures = texts.map((text, i) => readStructures(text, mixed[i]!).models[0]!)
  const partials = structures.map(structure => partialsOf(structure, { qMax: 0.5 }))
  const { values } = profilesFrom(partials, q, { mode: 'fixed', c1: 1, contrast: 0.02 })
  const list = ['file,time (s)']
  mkdirSync(at('curves'), { recursive: true })
  const truth = []
  for (let t = 0; t < curveCount; t++) {
    const time = 10 ** (-3 + (4 * t) / (curveCount - 1))
    const [a, rest] = [Math.exp(-10 * time), Math.exp(-0.5 * time)]
    const b = (10 / 9.5) * (rest - a)
    const weights = [a, b, 1 - a - b]
    const exact = q.map((_, i) => 2.5e-8 * weights.reduce((sum, w, k) => sum + w * values[3 * i + k]!, 0))
    const sigma = exact.map((value, i) => value * (0.004 + 0.03 * (q[i]! / 0.35) ** 2))
    const intensity = exact.map((value, i) => value + sigma[i]! * noise.normal())
    await Bun.write(at('curves', `t${t}.dat`), writeExampleCurve({ q, intensity, sigma }))
    list.push(`t${t}.dat,${time.toPrecision(4)}`)
    truth.push(weights.reduce((sum, w, k) => sum + w * partials[k]!.rg, 0))
  }
  await Bun.write(at('list.csv'), `${list.join('\n')}\n`)
  return truth
}

/** How many of the intervals of the mean Rg hold the truth, and how wide they are. */
function heldBy({ curves, properties }: SeriesFile, way: 'alone' | 'smooth', truth: number[]): string {
  const place = properties.findIndex(({ name }) => name === 'rg')
  const found = curves.map(curve => (curve[way] as SeriesState).properties[place]!)
  const held = found.filter(({ q025, q975 }, t) => q025 <= truth[t]! && truth[t]! <= q975).length
  const width = found.reduce((sum, { q025, q975 }) => sum + q975 - q025, 0) / found.length
  return `${held} of ${curves.length} intervals of the mean Rg hold the truth, ${width.toFixed(2)} A wide`
}
