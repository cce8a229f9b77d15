import { mkdir, symlink } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { SeriesFile } from '#src/ensemble/contract.ts'
import {
  asSentence,
  type Fault,
  type FaultCode,
  FaultError,
  isWarning,
  messageOf,
} from '#src/ensemble/faults/index.ts'
import { firstDifference, type Structure } from '#src/ensemble/structures/index.ts'
import { writeSeries } from '#src/method/seriesFiles.ts'
import { libraryOf, modelsOf } from './libraryOptions.ts'
import { curveOf, Inputs, profilesOf, UsageError } from './science.ts'
import { calculateSeries, listOf, seriesArguments } from './seriesCalculation.ts'

/**
 * `bioce series --task [--check]`: the same as a method of examples/series, in the folder that docs/methods.md describes. Its inputs are list,
 * curves, models or profiles, and properties; its parameters are called like the options.
 */

interface Task {
  parameters: Record<string, string | number | boolean | null> | null
  inputs: Record<string, { path: string; name: string }[]>
}

const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)

export async function runSeriesTask([mode]: string[]): Promise<number> {
  const task: Task = await Bun.file('params.json').json()
  try {
    const args = await argumentsFor(task)
    if (mode === '--check') say({ findings: await findingsOf(args) })
    else {
      const result = await calculateSeries(seriesArguments(args), say)
      await writeSeries('output', result)
      say({ summary: summaryOf(result) })
    }
    return 0
  } catch (error) {
    if (!(error instanceof FaultError || error instanceof UsageError)) throw error
    if (mode === '--check') say({ findings: [findingOf(error)] })
    else say({ reason: error instanceof FaultError ? error.fault.code : 'bad_input', message: error.message })
    return mode === '--check' ? 0 : 1
  }
}

/** The arguments of `bioce series` for a task, its files by the names of their owner. */
async function argumentsFor({ parameters, inputs }: Task): Promise<string[]> {
  const named = async (input: string, folder: string) => {
    await mkdir(folder, { recursive: true })
    const paths = []
    for (const { path, name } of inputs[input] ?? []) {
      const target = join(folder, basename(name))
      await symlink(resolve('input', path), target).catch(() => {
        throw new UsageError(`There are two files called ${name}.`)
      })
      paths.push(target)
    }
    return paths
  }
  const work = join('named', crypto.randomUUID())
  await named('curves', join(work, 'curves'))
  const [list] = await named('list', join(work, 'curves'))
  const [profiles] = await named('profiles', join(work, 'profiles'))
  const [properties] = await named('properties', join(work, 'properties'))
  const models = await named('models', join(work, 'models'))
  const options = Object.entries(parameters ?? {}).flatMap(([name, value]) => {
    const option = `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
    if (value === null || value === false || value === '') return []
    return value === true ? [option] : [`${option}=${value}`]
  })
  return [
    ...['--series', list ?? join(work, 'curves'), '--threads', process.env.OMP_NUM_THREADS ?? '2'],
    ...(profiles ? ['--profiles', profiles] : []),
    ...(properties ? ['--properties', properties] : []),
    ...options,
    ...models,
  ]
}

type Finding = {
  level: 'problem' | 'warning'
  message: string
  advice?: string
  file?: string
  line?: number
}

/** What is wrong with the files, each of them read. */
async function findingsOf(args: string[]): Promise<Finding[]> {
  const { values, positionals } = seriesArguments(args)
  if ((values.profiles === undefined) === (positionals.length === 0))
    return [{ level: 'problem', message: 'Upload either models or one table of profiles.' }]
  const inputs = new Inputs()
  const { folder, listed } = await listOf(values.series!, inputs)
  const findings: Finding[] = []
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof FaultError || error instanceof UsageError)) throw error
      findings.push(findingOf(error))
    }
  }
  for (const { file } of listed)
    await attempt(async () => {
      const read = await curveOf(inputs, join(folder, file))
      const warnings = read.warnings.filter(isWarning).map(warning => messageOf(warning))
      if (read.unit === '1/nm') warnings.push(`${file}: q is taken as 1/nm, as ${read.unitGuess.reason}`)
      findings.push(...warnings.map((message): Finding => ({ level: 'warning', message })))
      if (values.profiles) await profilesOf(inputs, values.profiles, read)
    })
  const library = libraryOf(values, positionals)
  const warnings: Fault<FaultCode>[] = []
  await attempt(async () => {
    let first: Structure | undefined
    for await (const model of modelsOf(library, inputs, {}, warnings)) {
      first ??= model
      const difference = firstDifference(first, model)
      if (difference) throw new FaultError(difference)
    }
  })
  const told = warnings.map((warning): Finding => ({ level: 'warning', message: messageOf(warning) }))
  return [...findings, ...told].slice(0, 100)
}

function findingOf(error: FaultError | UsageError): Finding {
  if (error instanceof UsageError) return { level: 'problem', message: error.message }
  const { file, line } = error.fault
  const place = [file, line === undefined ? '' : `, line ${line}`, ': '].join('')
  const message = file && error.message.startsWith(place) ? error.message.slice(place.length) : error.message
  return { level: 'problem', message: asSentence(message), advice: error.advice, file, line }
}

/** The numbers of the result's page. */
function summaryOf({ curves, models, process, sampler, hydration }: SeriesFile) {
  return {
    curves: curves.length,
    models: models.length,
    misfits: curves.filter(({ alone }) => alone.verdict.code === 'misfit').length,
    ...(process && { length: process.length.q50, amplitude: process.amplitude.q50 }),
    ...(hydration && { c1: hydration.c1, contrast: hydration.contrast }),
    converged: curves.every(({ alone }) => alone.converged) && (sampler?.converged ?? true),
  }
}
