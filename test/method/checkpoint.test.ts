import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { deserialize } from 'node:v8'
import type { Profiles } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { partialsOf, profilesFrom, type SamplerState } from '#src/ensemble/index.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { type CheckpointFacts, openCheckpoint } from '#src/method/checkpoint.ts'
import { hashOf } from '#src/method/contentHash.ts'
import { findFirstAnswer } from '#src/method/firstAnswer.ts'
import { runFolder } from '#src/method/runFolder.ts'
import { findSettling } from '#src/method/settling.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { madeUpLibrary } from '../bench/madeUpLibrary.ts'
import { program } from '../support/program.ts'
import { long, unlessLong } from '../support/skips.ts'

/** Inferences that are killed in the middle go on where they were, and give the bytes of those that were not. */

/** The program as it is killed. */
const checkpointing = [
  ...[process.execPath, '--preload', resolve(import.meta.dir, '../support/checkpointAlways.ts')],
  resolve(import.meta.dir, '../../src/main.ts'),
]
let home = ''
const at = (...path: string[]) => join(home, ...path)
/** Six batches of samples: late as a kill may come, some are left to do. */
const [modelCount, iterations] = [8, 2000]

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

/** Runs a command; with `signal`, sends it once this run has put a checkpoint of the sampling, and what it says so far, on disk. Returns its log. */
async function run(command: string[], checkpoint: string, signal?: NodeJS.Signals): Promise<string> {
  const startedAt = Date.now()
  const child = Bun.spawn([...(signal ? checkpointing : program), ...command], {
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const log = new Response(child.stderr).text()
  if (!signal) expect({ code: await child.exited, log: await log }).toMatchObject({ code: 0 })
  else {
    const settling = join(dirname(checkpoint), 'settling.json')
    while (!isSampling(checkpoint, startedAt) || !existsSync(settling)) {
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
    ...`--skip-variational --chains 2 --iterations ${iterations} --iterations-max ${iterations}`.split(' '),
    ...['--threads', `${threads}`, '--out', at(out)],
  ]

  test('killed twice, on one thread and on two, gives the bytes of a run in peace', async () => {
    await run(command('peace', 2), at('peace/checkpoint/sampler'))
    const checkpoint = at('killed/checkpoint/sampler')
    await run(command('killed', 1), checkpoint, 'SIGKILL')
    const first = await findFirstAnswer(at('killed/checkpoint'))
    const settling = await findSettling(at('killed/checkpoint'))
    expect(await run(command('killed', 2), checkpoint, 'SIGTERM')).toMatch(sampled)
    expect(await run(command('killed', 2), checkpoint)).toMatch(sampled)
    expect(resultIn(at('killed'))).toBe(resultIn(at('peace')))
    expect(readFileSync(at('killed/draws.csv.gz')).equals(readFileSync(at('peace/draws.csv.gz')))).toBe(true)
    expect(existsSync(at('killed/checkpoint'))).toBe(false)
    const { details, models } = JSON.parse(readFileSync(at('killed/result.json'), 'utf8'))
    expect(first?.answer).toEqual(details.leastSquares)
    expect(first?.answer.best.length).toBeGreaterThan(1)
    expect(settling!.agreement).toStartWith('The 2 independent chains ')
    expect(settling!.weights.length).toBe(modelCount)
    for (const { place, name } of settling!.weights) expect(models[place].name).toBe(name)
  }, 300_000)
})

/** Told by a run that went on in the midst of sampling. */
const sampled = /Going on from a checkpoint: [1-9]\d* iterations/

describe('bioce run on structures', () => {
  const conformerCount = 6
  const names = Array.from({ length: conformerCount }, (_, k) => `conformer${k}.pdb`)

  /** A folder to run in: the example's protein in so many conformers, and a curve of two of them. */
  function openFolder(name: string, asked: object = {}): string {
    const random = Random.stream(3, 1)
    const conformers = exampleConformers(conformerCount, () => random.uniform())
    const texts = conformers.map((conformer, k) => writeConformer({ ...conformer, name: names[k]! }))
    mkdirSync(at(name, 'input'), { recursive: true })
    texts.forEach((text, k) => {
      writeFileSync(at(name, 'input', names[k]!), text)
    })
    const partials = [1, 4].map(k => partialsOf(readStructures(texts[k]!, names[k]!).models[0]!))
    const q = Float64Array.from({ length: 60 }, (_, i) => 0.01 + 0.005 * i)
    const { values } = profilesFrom(partials, q, { mode: 'fixed', c1: 1, contrast: 0.02 })
    const rows = Array.from(q, (x, i) => {
      const intensity = 1e-8 * (0.6 * values[2 * i]! + 0.4 * values[2 * i + 1]!)
      return `${x} ${intensity} ${0.02 * intensity}`
    })
    writeFileSync(at(name, 'input/curve.dat'), rows.join('\n'))
    describeFiles(at(name), asked)
    return at(name)
  }

  /** Writes `params.json`: the files as they are now, and what is asked of them. */
  function describeFiles(folder: string, asked: object): void {
    const parameters = {
      cut: 0.01,
      seed: 5,
      chains: 2,
      skipVariational: true,
      prior: null,
      qMin: null,
      qMax: null,
    }
    const study: StudyRecord = {
      curve: { path: 'curve.dat', name: 'curve.dat', sha256: 'c', bytes: 1, unit: '1/A' },
      profiles: null,
      models: names.map(model => ({ name: model, atoms: null, rg: null, dmax: null })),
      warnings: [],
      truth: null,
      library: names.map(path => {
        const sha256 = hashOf(readFileSync(join(folder, 'input', path)))
        return { path, name: path, sha256, bytes: 1 }
      }),
    }
    const given = { ...parameters, effort: 'gate', iterations: 2000, iterationsMax: 2000, ...asked }
    writeFileSync(
      join(folder, 'params.json'),
      JSON.stringify({ version: 1, name: 'made up', study, parameters: given }),
    )
  }

  const cachedIn = (folder: string) =>
    existsSync(join(folder, 'cache'))
      ? readdirSync(join(folder, 'cache')).filter(name => !name.includes('.part')).length
      : 0

  /** Starts a run and kills it as soon as some, and not all, of the profiles are in the cache. */
  async function killInProfiles(folder: string): Promise<void> {
    const child = Bun.spawn([...checkpointing, 'run', folder, '--threads', '1'], {
      stdout: 'ignore',
      stderr: 'ignore',
    })
    while (cachedIn(folder) === 0 && child.exitCode === null) await Bun.sleep(2)
    child.kill('SIGKILL')
    await child.exited
    expect(cachedIn(folder)).toBeWithin(1, conformerCount)
  }

  const files = ['draws.csv.gz', 'profiles.csv', 'weights.csv', 'ensemble.pdb']
  const bytesIn = (folder: string) => [
    resultIn(join(folder, 'output')),
    ...files.map(name => readFileSync(join(folder, 'output', name), 'latin1')),
  ]

  test.skipIf(!long)(
    `killed among the profiles and among the samples, gives the bytes of a run in peace${unlessLong}`,
    async () => {
      const [calm, struck] = [openFolder('calm'), openFolder('struck')]
      await run(['run', calm], join(calm, 'checkpoint/sampler'))
      await killInProfiles(struck)
      const checkpoint = join(struck, 'checkpoint/sampler')
      await run(['run', struck], checkpoint, 'SIGKILL')
      expect(cachedIn(struck)).toBe(conformerCount)
      expect(await run(['run', struck], checkpoint)).toMatch(sampled)
      expect(bytesIn(struck)).toEqual(bytesIn(calm))
    },
    300_000,
  )

  test.skipIf(!long)(
    `files that changed under the same names are read anew${unlessLong}`,
    async () => {
      const brief = { iterations: 100, iterationsMax: 100 }
      const [changed, fresh] = [openFolder('changed', brief), openFolder('fresh', brief)]
      // What it proves needs no process of its own.
      const quiet = { threads: 1, report() {}, log() {} }
      await runFolder(changed, quiet)
      for (const folder of [changed, fresh]) {
        const other = `REMARK changed\n${readFileSync(join(folder, 'input', names[5]!), 'utf8')}`
        writeFileSync(join(folder, 'input', names[4]!), other)
        describeFiles(folder, brief)
        await runFolder(folder, quiet)
      }
      expect(cachedIn(changed)).toBe(conformerCount + 1)
      expect(bytesIn(changed)).toEqual(bytesIn(fresh))
    },
    300_000,
  )

  test.skipIf(!long)(
    `killed ten times at any moment, it ends with the same bytes${unlessLong}`,
    async () => {
      const [calm, struck] = [openFolder('calm'), openFolder('battered')]
      await run(['run', calm], 'none')
      const random = Random.stream(11, 2)
      for (let kill = 0; kill < 10; kill++) {
        const child = Bun.spawn([...checkpointing, 'run', struck], {
          stdout: 'ignore',
          stderr: 'ignore',
        })
        await Promise.race([child.exited, Bun.sleep(300 + 3000 * random.uniform())])
        child.kill('SIGKILL')
        await child.exited
      }
      await run(['run', struck], 'none')
      expect(bytesIn(struck)).toEqual(bytesIn(calm))
    },
    600_000,
  )
})

describe('a checkpoint', () => {
  const state = { stage: 'done', sampled: 7, chains: [new Float64Array([1, 2])] } as unknown as SamplerState
  const facts = (change: (facts: CheckpointFacts) => void = () => {}): CheckpointFacts => {
    const made = {
      input: { ...madeUpLibrary(2, 5), library: madeUpLibrary(2, 5).profiles },
      options: { seed: 1 },
    }
    change(made)
    return made
  }
  const openAs = (these: CheckpointFacts, told: string[] = []) =>
    openCheckpoint(at('unit'), these, line => void told.push(line))

  test('is read by the same facts alone, whole, and until it is forgotten', async () => {
    const told: string[] = []
    const first = await openAs(facts(), told)
    expect(first.resume).toBeUndefined()
    await first.keep(state)
    expect((await openAs(facts(), told)).resume).toEqual(state)
    const path = at('unit/sampler')
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length - 1))
    expect((await openAs(facts(), told)).resume).toBeUndefined()
    expect(told.map(line => line.split(':')[0])).toEqual([
      'Going on from a checkpoint',
      'The checkpoint here is damaged',
    ])
    await first.forget()
    expect(existsSync(at('unit'))).toBe(false)
  })

  test.each<[string, (facts: CheckpointFacts) => void]>([
    ['another seed', ({ options }) => (options.seed = 2)],
    ['another threshold', ({ options }) => (options.cut = 0.02)],
    ['an intensity', ({ input }) => (input.curve.intensity[4]! *= 1 + 1e-15)],
    ['an error', ({ input }) => (input.curve.sigma[0]! *= 2)],
    ['a profile', ({ input }) => ((input.library as Profiles).values[3]! += 1e-12)],
    ['a name', ({ input }) => ((input.library as Profiles).names[1] = 'other')],
    ['energies', ({ input }) => (input.energies = Float64Array.of(0, 1))],
  ])('of other facts is not used: %s', async (_, change) => {
    const told: string[] = []
    const first = await openAs(facts())
    await first.keep(state)
    expect((await openAs(facts(change), told)).resume).toBeUndefined()
    expect(told).toEqual(['The checkpoint here is of other inputs, parameters or program: starting anew.'])
    await first.forget()
  })

  test('that cannot be written is told of, and the inference goes on', async () => {
    writeFileSync(at('file'), '')
    const told: string[] = []
    const checkpoint = await openCheckpoint(at('file/inside'), facts(), line => void told.push(line))
    await checkpoint.keep(state)
    expect(told[0]).toContain('could not be written')
  })
})
