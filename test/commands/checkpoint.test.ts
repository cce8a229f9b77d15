import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { deserialize } from 'node:v8'
import { openCheckpoint } from '#jobs/checkpoint.ts'
import type { SamplerState } from '#src/ensemble/index.ts'
import { madeUpLibrary } from '../bench/madeUpLibrary.ts'

/** Inferences that are killed in the middle go on where they were, and give the bytes of those that were not. */

const main = resolve(import.meta.dir, '../../src/main.ts')
let home = ''
const at = (...path: string[]) => join(home, ...path)
const [modelCount, iterations] = [30, 7000]

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'checkpoint-'))
  const { curve, profiles } = madeUpLibrary(modelCount, 60)
  const rows = Array.from(curve.q, (q, i) => `${q} ${curve.intensity[i]} ${curve.sigma[i]}`)
  const table = Array.from(curve.q, (_, i) =>
    [...profiles.values.subarray(modelCount * i, modelCount * (i + 1))].join(' '),
  )
  mkdirSync(at('input'))
  writeFileSync(at('input/curve.dat'), rows.join('\n'))
  writeFileSync(at('input/profiles.txt'), table.join('\n'))
})
afterAll(() => rmSync(home, { recursive: true }))

/** Runs a command; with `signal`, sends it once this run has put a checkpoint of the sampling on disk. Returns its log. */
async function run(command: string[], checkpoint: string, signal?: NodeJS.Signals): Promise<string> {
  const startedAt = Date.now()
  const child = Bun.spawn([process.execPath, main, ...command], { stdout: 'ignore', stderr: 'pipe' })
  const log = new Response(child.stderr).text()
  if (!signal) expect(await child.exited).toBe(0)
  else {
    while (!isSampling(checkpoint, startedAt)) {
      if (child.exitCode !== null) throw new Error(`ended before a checkpoint: ${await log}`)
      await Bun.sleep(20)
    }
    child.kill(signal)
    await child.exited
    expect(existsSync(checkpoint)).toBe(true)
  }
  return await log
}

/** Whether a checkpoint written since then holds draws. */
function isSampling(checkpoint: string, since: number): boolean {
  const written = statSync(checkpoint, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (written <= since) return false
  const bytes = readFileSync(checkpoint)
  return (deserialize(bytes.subarray(bytes.indexOf('\n') + 1)) as SamplerState).sampled > 0
}

/** A result without its times. */
function resultIn(folder: string): string {
  const { timings: _, sampler, ...rest } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))
  return JSON.stringify({ ...rest, sampler: { ...sampler, cpuSeconds: 0 } })
}

describe('bioce infer', () => {
  const command = (out: string, threads: number) => [
    ...['infer', '--curve', at('input/curve.dat'), '--profiles', at('input/profiles.txt')],
    ...['--skip-variational', '--iterations', `${iterations}`, '--iterations-max', `${iterations}`],
    ...['--threads', `${threads}`, '--out', at(out)],
  ]

  test('killed twice, on one thread and on two, gives the bytes of a run in peace', async () => {
    await run(command('peace', 2), at('peace/checkpoint/sampler'))
    const checkpoint = at('killed/checkpoint/sampler')
    await run(command('killed', 1), checkpoint, 'SIGKILL')
    expect(await run(command('killed', 2), checkpoint, 'SIGTERM')).toMatch(sampled)
    expect(await run(command('killed', 2), checkpoint)).toMatch(sampled)
    expect(resultIn(at('killed'))).toBe(resultIn(at('peace')))
    expect(readFileSync(at('killed/draws.csv')).equals(readFileSync(at('peace/draws.csv')))).toBe(true)
    expect(existsSync(at('killed/checkpoint'))).toBe(false)
  }, 300_000)
})

/** Told by a run that went on in the midst of sampling. */
const sampled = /Going on from a checkpoint: [1-9]\d* iterations/

describe('bioce run', () => {
  const study = {
    curve: { path: 'curve.dat', name: 'curve.dat', sha256: 'c', bytes: 1, unit: '1/A' },
    profiles: { path: 'profiles.txt', name: 'profiles.txt', sha256: 'p', bytes: 1 },
    models: Array.from({ length: modelCount }, (_, k) => ({ name: `m${k}`, rg: null, dmax: null })),
    library: [],
  }
  const parameters = {
    cut: 0.01,
    seed: 5,
    chains: 4,
    skipVariational: true,
    prior: null,
    qMin: null,
    qMax: null,
  }
  const given = {
    version: 1,
    name: 'made up',
    study,
    parameters: { ...parameters, effort: 'gate', iterations },
  }

  test('killed and started again gives the same result', async () => {
    for (const name of ['calm', 'struck']) {
      mkdirSync(at(name))
      await Bun.$`cp -r ${at('input')} ${at(name, 'input')}`.quiet()
      writeFileSync(at(name, 'params.json'), JSON.stringify(given))
    }
    await run(['run', at('calm')], at('calm/checkpoint/sampler'))
    const checkpoint = at('struck/checkpoint/sampler')
    await run(['run', at('struck')], checkpoint, 'SIGKILL')
    expect(await run(['run', at('struck')], checkpoint)).toMatch(sampled)
    expect(resultIn(at('struck/output'))).toBe(resultIn(at('calm/output')))
  }, 300_000)
})

describe('a checkpoint', () => {
  const state = { stage: 'done', sampled: 7, chains: [new Float64Array([1, 2])] } as unknown as SamplerState

  test('is read by the same facts alone, whole, and until it is forgotten', async () => {
    const told: string[] = []
    const openAs = (facts: unknown) => openCheckpoint(at('unit'), facts, line => void told.push(line))
    const first = await openAs({ seed: 1 })
    expect(first.resume).toBeUndefined()
    await first.keep(state)
    expect((await openAs({ seed: 1 })).resume).toEqual(state)
    expect((await openAs({ seed: 2 })).resume).toBeUndefined()
    const path = at('unit/sampler')
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length - 1))
    expect((await openAs({ seed: 1 })).resume).toBeUndefined()
    expect(told.map(line => line.split(':')[0])).toEqual([
      'Going on from a checkpoint',
      'The checkpoint here is of other inputs, parameters or program',
      'The checkpoint here is damaged',
    ])
    await first.forget()
    expect(existsSync(at('unit'))).toBe(false)
  })

  test('that cannot be written is told of, and the inference goes on', async () => {
    writeFileSync(at('file'), '')
    const told: string[] = []
    const checkpoint = await openCheckpoint(at('file/inside'), {}, line => void told.push(line))
    await checkpoint.keep(state)
    expect(told[0]).toContain('could not be written')
  })
})
