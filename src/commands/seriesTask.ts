import { createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { SeriesFile, Variable } from '#src/ensemble/contract.ts'
import { type Fault, type FaultCode, isWarning, messageOf } from '#src/ensemble/faults/index.ts'
import type { ListedCurve } from '#src/ensemble/formats/index.ts'
import type { Partials } from '#src/ensemble/index.ts'
import { partialsOfStudy } from '#src/method/partialsCache.ts'
import { writeSeries } from '#src/method/series/files.ts'
import { withUnit } from '#src/method/series/quantities.ts'
import { takeFiles } from '#src/studies/archive.ts'
import { isArchiveName } from '#src/studies/archiveEntries.ts'
import { describeFile } from '#src/studies/uploadedFile.ts'
import { libraryOf } from './libraryOptions.ts'
import { curveOf, Inputs, profilesOf } from './science.ts'
import { type Calculation, calculateSeries, listOf, seriesArguments } from './seriesCalculation.ts'
import { optionName } from './settingOptions.ts'
import { type Finding, findingOf, isTaskFault, runTask, say } from './taskFaults.ts'
import { namesOfModels, placesIn } from './taskFiles.ts'
import { UsageError } from './usage.ts'

/**
 * `bioce series --task [--check]`: the command of src/method/series/method.json, in the folder that docs/methods.md describes. Its inputs are
 * curves, their list, models or profiles, and properties; its parameters are called like the options.
 *
 *     named/<id>/curves/   t0.dat ... list.csv       the files by the names of their owner, archives unpacked
 *                input/    conformer-01.pdb ...
 *                cache     leads to that of the study, where partial intensities are kept
 */

interface Task {
  parameters: Record<string, string | number | boolean | null> | null
  inputs: Record<string, { path: string; name: string }[]>
}

export async function runSeriesTask([mode]: string[]): Promise<number> {
  const work = join('named', crypto.randomUUID())
  const read = async () => await argumentsFor(await Bun.file('params.json').json(), work)
  return await runTask(mode, {
    check: async () => await findingsOf(await read()),
    async run() {
      const result = await calculateSeries(seriesArguments(await read()), {
        report: say,
        log: console.error,
        checkpointFolder: 'checkpoint',
        partialsIn: calculation => partialsFromCache(work, calculation),
      })
      await writeSeries('output', result)
      return summaryOf(result)
    },
  })
}

/** What an archive may hold. */
const limits = { inflatedBytesMax: 4e9, entriesMax: 20_000 }

/** The arguments of `bioce series` for a task, its files by the names of their owner. */
async function argumentsFor({ parameters, inputs }: Task, work: string): Promise<string[]> {
  const named = async (input: string, folder: string, wanted = /./) => {
    const { paths, place } = await placesIn(folder)
    for (const { path, name } of inputs[input] ?? []) {
      const from = resolve('input', path)
      if (!isArchiveName(name)) await symlink(from, place(name))
      else await takeFiles(from, name, { limits, wanted, open: base => [createWriteStream(place(base))] })
    }
    return paths
  }
  const curves = await named(
    'curves',
    join(work, 'curves'),
    /\.(dat|txt|csv|tsv|pdh|xml|abs|q|chi|avg|fit|fir|out|sascif)$/i,
  )
  if (curves.length === 0) throw new UsageError('The archive holds no curves.')
  const [list] = await named('list', join(work, 'curves'))
  const [profiles] = await named('profiles', join(work, 'profiles'))
  const [properties] = await named('properties', join(work, 'properties'))
  const models = (await named('models', join(work, 'input'), /\.(pdb|cif|ent)$/i)).sort()
  const options = Object.entries(parameters ?? {}).flatMap(([name, value]) => {
    const option = `--${optionName(name)}`
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

/** The partial intensities of the models: what lies in the cache of the study is not calculated again. */
async function partialsFromCache(
  folder: string,
  { library, inputs, hydrogens, radiation, qMax, threads }: Calculation,
): Promise<Partials[]> {
  await mkdir('cache', { recursive: true })
  await symlink(resolve('cache'), join(folder, 'cache'))
  const models = (await namesOfModels(library, inputs, { hydrogens })).map(name => ({ name }))
  const input = join(folder, 'input')
  const files = await Promise.all(
    library.paths.map(path => describeFile(input, basename(path), basename(path))),
  )
  const study = { library: files, models }
  return await partialsOfStudy({ folder, study, radiation, qMax, threads, report: say })
}

/** What is wrong with the files, each of them read. */
async function findingsOf(args: string[]): Promise<Finding[]> {
  const { values, positionals } = seriesArguments(args)
  if ((values.profiles === undefined) === (positionals.length === 0))
    return [{ level: 'problem', message: 'Upload either models or one table of profiles.' }]
  const inputs = new Inputs()
  const { folder, listed, variable } = await listOf(values.series!, inputs)
  const findings: Finding[] = [noteOf(listed, variable)]
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      if (!isTaskFault(error)) throw error
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
  await attempt(() => namesOfModels(library, inputs, {}, warnings))
  const told = warnings.map((warning): Finding => ({ level: 'warning', message: messageOf(warning) }))
  return [...findings, ...told].slice(0, 100)
}

const byLogarithm =
  'The values span two decades or more: choose the distance between curves by the logarithm of the variable, unless it changes evenly.'

/** The value of each curve, for whoever uploaded them to look over. */
function noteOf(listed: ListedCurve[], variable: Variable | null): Finding {
  const shown = listed.slice(0, 200).map(({ file, value }) => `${file} ${value}`)
  const values = variable ? withUnit(variable.name, variable.unit) : 'the number in its name'
  const text = `${listed.length} curves, each at ${values}: ${shown.join(', ')}.`
  const [least, largest] = [listed[0]!.value, listed.at(-1)!.value]
  const decades = least > 0 ? Math.log10(largest / least) : 0
  return {
    level: 'note',
    message: text.length > 2000 ? `${text.slice(0, 1998)} …` : text,
    ...(decades >= 2 && { advice: byLogarithm }),
  }
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
