import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { version } from '#src/config.ts'
import type { SeriesFile, Variable } from '#src/ensemble/contract.ts'
import { messageOf } from '#src/ensemble/faults/index.ts'
import {
  type ListedCurve,
  readProperties,
  readSeriesList,
  seriesOfNames,
  variableIn,
} from '#src/ensemble/formats/index.ts'
import { analyseSeries, partialsReach, type SeriesInput, type SeriesOptions } from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { settingNames } from '#src/method/fields.ts'
import { quantitiesOf, withUnit, writeSeries } from '#src/method/seriesFiles.ts'
import { startStopwatch } from '#src/method/stopwatch.ts'
import { openThreads } from '#src/threads.ts'
import type { Command } from './index.ts'
import { libraryOf, libraryOptions, libraryUsage } from './libraryOptions.ts'
import { partialsOfModels } from './models.ts'
import {
  argumentsOf,
  curveOf,
  endProgress,
  Inputs,
  profilesOf,
  required,
  showProgress,
  threadsOption,
  UsageError,
  withExitCodes,
  wordOption,
  wordOrNumber,
} from './science.ts'
import { settingOptions, settingsIn, settingUsage } from './settingOptions.ts'

const settings = settingNames.filter(name => !['prior', 'energyPrior'].includes(name))

/** One library and many curves, each at a value of time, salt, temperature or ligand. */
export const command: Command = {
  name: 'series',
  summary:
    'Infer how an ensemble changes over a series of curves: in time, with salt, temperature or ligand.',
  usage: `bioce series --series F|FOLDER [--variable "NAME (UNIT)"] [--scale linear|log|order] [--independent]
         [--profiles F [--names F] | MODEL... ${libraryUsage}] [--properties F]
         [--prior inclusion|1/K|X] ${settingUsage(settings)}
         [--unit 1/A|1/nm] [--threads N] [--out DIR] [--json]

--series is a list with a line for each curve, its file and its value, such as t010.dat,10; a first line file,time (s) names the variable and its
unit, unless --variable does. Files stand beside the list. Or it is a folder of curves: the value is the last number in each name.
Models, profiles and the other settings are those of bioce infer; a table of profiles holds for all curves.

Each curve is inferred alone, with the models that any of them selects. Then all are inferred together: log-ratios of weights follow a Gaussian
process over the variable, whose amplitude and length are inferred; --scale says what counts as its distance, the variable (linear), its logarithm,
or the order of the curves. --independent leaves this out.

--out gets series.json and series.csv: for every curve the weight of each model, of each group, the mean of each property and the
number of effective models, with 95 % intervals, alone and smooth.`,
  run: args => withExitCodes(() => run(args)),
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  if ((values.profiles === undefined) === (positionals.length === 0))
    throw new UsageError('Give either --profiles or the files of the models.')
  const prior = wordOrNumber('prior', values.prior, ['inclusion', '1/K'])
  const options: SeriesOptions = {
    ...settingsIn(values, settings),
    ...(prior === undefined ? {} : { prior }),
    scale: wordOption('scale', values.scale, ['linear', 'log', 'order']),
    smooth: !values.independent,
  }
  const inputs = new Inputs()
  const stopwatch = startStopwatch()
  const threads = openThreads<Tasks>(threadsOption(values.threads), reviveError)
  try {
    const { input, warnings } = await readSeries(values, positionals, options, inputs, threads)
    const found = await analyseSeries(input, options, {
      report: showProgress,
      run: {
        advance: task => threads.run('advance', task),
        coolParticles: task => threads.run('coolParticles', task),
      },
      runChain: (task, report) => threads.run('runChain', task, { onProgress: report }),
    })
    endProgress()
    const result: SeriesFile = {
      program: { name: 'bioce', version },
      ...found,
      inputs: inputs.records,
      warnings,
      cpuSeconds: stopwatch.cpuSeconds(),
    }
    for (const remark of result.remarks) console.error(`- ${remark}`)
    if (values.out) {
      await writeSeries(values.out, result)
      console.error(`Written to ${join(values.out, 'series.csv')} and series.json.`)
    }
    if (values.json) console.log(JSON.stringify(result))
    else if (!values.out) print(result)
  } finally {
    threads.close()
  }
}

function parse(args: string[]) {
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

type Values = ReturnType<typeof parse>['values']

/** Reads list, curves and library. */
async function readSeries(
  values: Values,
  positionals: string[],
  options: SeriesOptions,
  inputs: Inputs,
  threads: ReturnType<typeof openThreads<Tasks>>,
): Promise<{ input: SeriesInput; warnings: string[] }> {
  const { folder, listed, variable } = await listOf(required('series', values.series), inputs)
  const unit = wordOption('unit', values.unit, ['1/A', '1/nm', 'guess'])
  const curves: SeriesInput['curves'] = []
  const warnings: string[] = []
  for (const { file, value, line } of listed) {
    const path = join(folder, file)
    if (line !== undefined && !(await stat(path).catch(() => null))?.isFile())
      throw new UsageError(`${basename(values.series!)}, line ${line}: there is no file ${path}.`)
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
    const { partials } = await partialsOfModels({
      inputs,
      library: libraryOf(values, positionals),
      hydrogens: 'implicit',
      radiation: options,
      qMax: Math.max(...curves.map(({ curve }) => partialsReach(curve, options))),
      threads,
      oneComposition: true,
    })
    input.library = partials
  }
  if (values.properties) {
    const names = input.library?.map(model => model.name) ?? curves[0]!.profiles!.names
    const text = await inputs.text(values.properties)
    Object.assign(input, readProperties(text, basename(values.properties), names))
  }
  return { input, warnings }
}

/** The curves that a list or a folder names, and where their files are. */
async function listOf(
  path: string,
  inputs: Inputs,
): Promise<{ folder: string; listed: ListedCurve[]; variable: Variable | null }> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false
  if (!isFolder) {
    const { curves, variable } = readSeriesList(await inputs.text(path), basename(path))
    return { folder: dirname(path), listed: curves, variable }
  }
  const files = (await readdir(path, { withFileTypes: true }))
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
  if (files.length === 0) throw new UsageError(`${path} has no files.`)
  return { folder: path, listed: seriesOfNames(files), variable: null }
}

/** Models that weigh less in every curve are in the files alone. */
const shownFrom = 1 / 20

function print(result: SeriesFile): void {
  const { variable, curves, process, sampler } = result
  const shown = quantitiesOf(result).filter(({ kind, of }) =>
    kind === 'weight' ? curves.some(({ alone, smooth }) => of(smooth ?? alone).mean >= shownFrom) : true,
  )
  console.log(
    [
      withUnit(variable.name, variable.unit),
      ...shown.map(({ name, unit }) => withUnit(name, unit)),
      'chi2 per point',
    ].join('\t'),
  )
  for (const { value, alone, smooth } of curves) {
    const state = smooth ?? alone
    const cells = shown.map(({ of, unit }) => {
      const { mean, q025, q975 } = of(state)
      const digits = unit ? 1 : 3
      return `${mean.toFixed(digits)} (${q025.toFixed(digits)} to ${q975.toFixed(digits)})`
    })
    console.log([value, ...cells, state.chi2PerPoint.toFixed(3)].join('\t'))
  }
  if (process)
    console.log(
      `length ${process.length.q50.toPrecision(3)} ${process.lengthUnit} (95 %: ${process.length.q025.toPrecision(3)} to ${process.length.q975.toPrecision(3)})`,
    )
  if (sampler) console.log(sampler.converged ? 'converged' : 'NOT converged')
}
