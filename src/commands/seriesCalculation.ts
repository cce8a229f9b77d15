import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Progress, SeriesFile, Variable } from '#src/ensemble/contract.ts'
import { messageOf } from '#src/ensemble/faults/index.ts'
import {
  checkListed,
  type ListedCurve,
  readProperties,
  readSeriesList,
  seriesOfNames,
  variableIn,
} from '#src/ensemble/formats/index.ts'
import {
  analyseSeries,
  type Partials,
  partialsReach,
  type SeriesInput,
  type SeriesOptions,
  type SeriesProgress,
} from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { settingNames } from '#src/method/fields.ts'
import { openProgress } from '#src/method/progress.ts'
import { samplerOn } from '#src/method/samplerOn.ts'
import { startStopwatch } from '#src/method/stopwatch.ts'
import { version } from '#src/program.ts'
import { openThreads } from '#src/threads.ts'
import { libraryOf, libraryOptions } from './libraryOptions.ts'
import { partialsOfModels } from './models.ts'
import {
  argumentsOf,
  curveOf,
  Inputs,
  profilesOf,
  required,
  threadsOption,
  wordOption,
  wordOrNumber,
} from './science.ts'
import { settingOptions, settingsIn } from './settingOptions.ts'
import { UsageError } from './usage.ts'

/** Of the settings of an analysis those that a series has; `--prior` takes a word more than the form. */
export const seriesSettings = settingNames.filter(name => !['prior', 'energyPrior'].includes(name))

type Threaded = ReturnType<typeof openThreads<Tasks>>

/** Where the partial intensities of a library come from. */
export type Calculation = Parameters<typeof partialsOfModels>[0]

const calculateAll = async (calculation: Calculation) => (await partialsOfModels(calculation)).partials

interface Sink {
  report(progress: Progress): void
  log(line: string): void
  /** Where what it has reached is kept, so that a series that was ended goes on. */
  checkpointFolder?: string
  /** Takes what is known of the models from a cache. */
  partialsIn?: (calculation: Calculation) => Promise<Partials[]>
}

/** A series from the arguments of its command to its result. */
export async function calculateSeries(
  { values, positionals }: Arguments,
  { report, log, checkpointFolder, partialsIn = calculateAll }: Sink,
): Promise<SeriesFile> {
  if ((values.profiles === undefined) === (positionals.length === 0))
    throw new UsageError('Give either --profiles or the files of the models.')
  const prior = wordOrNumber('prior', values.prior, ['inclusion', '1/K'])
  const options: SeriesOptions = {
    ...settingsIn(values, seriesSettings),
    ...(prior === undefined ? {} : { prior }),
    scale: wordOption('scale', values.scale, ['linear', 'log', 'order']),
    smooth: !values.independent,
  }
  const inputs = new Inputs()
  const stopwatch = startStopwatch()
  const threads = openThreads<Tasks>(threadsOption(values.threads), reviveError)
  try {
    const { input, warnings } = await readSeries(
      { values, positionals },
      { options, inputs, threads, partialsIn },
    )
    const progress =
      checkpointFolder === undefined
        ? undefined
        : await openProgress<SeriesProgress>(
            checkpointFolder,
            [input, options],
            log,
            ({ curves }) => `${curves.length} curves are inferred alone`,
          )
    const found = await analyseSeries(input, options, {
      report,
      run: samplerOn(threads),
      runChain: (task, tell) => threads.run('runChain', task, { onProgress: tell }),
      reached: progress?.reached,
      keepReached: progress?.keep,
    })
    await progress?.forget()
    return {
      program: { name: 'bioce', version },
      ...found,
      inputs: inputs.records,
      warnings,
      cpuSeconds: stopwatch.cpuSeconds(),
    }
  } finally {
    threads.close()
  }
}

export function seriesArguments(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  return argumentsOf({
    args,
    allowPositionals: true,
    options: {
      ...{ series: text, variable: text, scale: text, independent: flag },
      ...{ profiles: text, names: text, properties: text, unit: text },
      ...libraryOptions,
      ...settingOptions(settingNames),
      ...{ threads: text, out: text, json: flag },
    },
  })
}

type Arguments = ReturnType<typeof seriesArguments>

interface Reading {
  options: SeriesOptions
  inputs: Inputs
  threads: Threaded
  partialsIn(calculation: Calculation): Promise<Partials[]>
}

/** Reads list, curves and library. */
async function readSeries(
  { values, positionals }: Arguments,
  { options, inputs, threads, partialsIn }: Reading,
): Promise<{ input: SeriesInput; warnings: string[] }> {
  const { folder, listed, variable } = await listOf(required('series', values.series), inputs)
  const unit = wordOption('unit', values.unit, ['1/A', '1/nm', 'guess'])
  const curves: SeriesInput['curves'] = []
  const warnings: string[] = []
  for (const { file, value } of listed) {
    const path = join(folder, file)
    const read = await curveOf(inputs, path, unit)
    warnings.push(...read.warnings.map(warning => messageOf(warning)))
    const profiles = values.profiles
      ? await profilesOf(curves.length === 0 ? inputs : new Inputs(), values.profiles, read, values.names)
      : undefined
    curves.push({ name: file, value, curve: read.curve, profiles })
  }
  const input: SeriesInput = {
    variable: values.variable ? variableIn(values.variable) : (variable ?? { name: 'value', unit: '' }),
    curves,
    library: null,
  }
  if (!values.profiles) {
    input.library = await partialsIn({
      inputs,
      library: libraryOf(values, positionals),
      hydrogens: 'implicit',
      radiation: options,
      qMax: Math.max(...curves.map(({ curve }) => partialsReach(curve, options))),
      threads,
      oneComposition: true,
    })
  }
  if (values.properties) {
    const names = input.library?.map(model => model.name) ?? curves[0]!.profiles!.names
    const text = await inputs.text(values.properties)
    Object.assign(input, readProperties(text, basename(values.properties), names))
  }
  return { input, warnings }
}

/** The curves that a list or a folder names, and where their files are. */
export async function listOf(
  path: string,
  inputs: Inputs,
): Promise<{ folder: string; listed: ListedCurve[]; variable: Variable | null }> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false
  if (!isFolder) {
    const { curves, variable } = readSeriesList(await inputs.text(path), basename(path))
    const found = await Promise.all(
      curves.map(async ({ file }) =>
        (await stat(join(dirname(path), file)).catch(() => null))?.isFile() ? [file] : [],
      ),
    )
    checkListed(curves, new Set(found.flat()), basename(path))
    return { folder: dirname(path), listed: curves, variable }
  }
  const files = (await readdir(path, { withFileTypes: true }))
    .filter(entry => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
  if (files.length === 0) throw new UsageError(`${path} has no files.`)
  return { folder: path, listed: seriesOfNames(files), variable: null }
}
