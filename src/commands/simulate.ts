import { basename } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { readVector } from '#src/ensemble/formats/index.ts'
import {
  type AnalysisInput,
  type AnalysisOptions,
  analyseLibrary,
  madeUpCurve,
  Random,
  simulateInput,
} from '#src/ensemble/index.ts'
import { usualContrast } from '#src/ensemble/saxs/hydrationRange.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { settingNames } from '#src/method/fields.ts'
import { samplerOn } from '#src/method/samplerOn.ts'
import { openThreads } from '#src/threads.ts'
import type { Command } from './index.ts'
import { libraryOf, libraryOptions, libraryUsage } from './libraryOptions.ts'
import { measurementsIn, readMeasurements, readModels, withOwn } from './measurements.ts'
import { c1Given, contrastGiven } from './models.ts'
import { runPlanTask } from './planTask.ts'
import { pointsOf } from './profile.ts'
import {
  argumentsOf,
  endProgress,
  Inputs,
  rangeOption,
  replicasOption,
  showProgress,
  threadsOption,
  withExitCodes,
  wordOrNumber,
} from './science.ts'
import { settingOptions, settingsIn, settingUsage } from './settingOptions.ts'
import { studyOptions } from './studyOptions.ts'
import { UsageError } from './usage.ts'

const settings = settingNames.filter(name => name !== 'prior' && name !== 'contrast')

/** Simulated measurements of a library, and what the inference makes of them. */
export const command: Command = {
  name: 'simulate',
  summary: 'Simulate curves of an ensemble that you choose, infer it, and tell what is recovered.',
  usage: `bioce simulate (--curve F [--curve F ...] | --q START:END:COUNT) [--profiles F [--names F] | MODEL... ${libraryUsage}]
         [--weights F] [--noise X] [--c1 X] [--contrast X] [--replicas N] [--prior inclusion|1/K|X] ${settingUsage(settings)}
         [--unit 1/A|1/nm] [--threads N] [--json]

Can my data answer this? Curves are simulated at the points of those given, with their errors times --noise (1), so that several say what a
further measurement would add; or, before beam time, at --q with errors of --noise (0.01) of the intensity at the smallest q,
growing with 1/sqrt(I) as counting gives them. --weights is a file with a number for each model, in the order of the library; all are equal without it.
The hydration of structures is --c1 (1) and --contrast (${usualContrast}). Each of --replicas (5) has noise of its own; the settings of the
inference are those of bioce infer.`,
  run: args => (args[0] === '--task' ? runPlanTask(args.slice(1)) : withExitCodes(() => run(args))),
}

async function run(args: string[]): Promise<void> {
  const { values, positionals, tokens } = parse(args)
  const measurements = measurementsIn(tokens)
  if ((values.curve === undefined) === (values.q === undefined))
    throw new UsageError('Give either --curve or --q.')
  if ((values.profiles === undefined) === (positionals.length === 0))
    throw new UsageError('Give either --profiles or the files of the models.')
  if (values.q !== undefined && values.profiles !== undefined)
    throw new UsageError('With --q profiles are calculated here: give the files of the models.')
  const prior = wordOrNumber('prior', values.prior, ['inclusion', '1/K'])
  const options: AnalysisOptions = {
    ...settingsIn(withOwn(values, measurements[0]!), settings),
    ...(prior === undefined ? {} : { prior }),
  }
  const replicas = replicasOption(values.replicas) ?? 5
  const noise = rangeOption('noise', values.noise, [1e-6, 1e3]) ?? (values.q === undefined ? 1 : 0.01)
  const c1 = rangeOption('c1', values.c1, c1Given) ?? 1
  const contrast = rangeOption('contrast', values.contrast, contrastGiven) ?? usualContrast
  const inputs = new Inputs()
  const threads = openThreads<Tasks>(threadsOption(values.threads), reviveError)
  try {
    const files = libraryOf(values, positionals)
    const sources = { inputs, files, names: values.names, model: {}, threads }
    const planned = values.q === undefined ? null : pointsOf(values.q)
    const input = planned
      ? await plannedInput(measurements[0]!, planned, noise, sources)
      : (await readMeasurements(measurements, sources)).input
    const { library } = input
    const names = Array.isArray(library) ? library.map(model => model.name) : library.names
    const chosen = values.weights
      ? [...readVector(await inputs.text(values.weights), basename(values.weights), 'energies', names.length)]
      : names.map(() => 1)
    const total = chosen.reduce((sum, weight) => sum + weight, 0)
    const seed = options.seed ?? 1
    const repeated: Recovery['replicas'] = []
    for (let replica = 1; replica <= replicas; replica++) {
      const simulation = {
        weights: chosen,
        noise: planned ? 1 : noise,
        hydration: { mode: 'fixed' as const, c1, contrast },
      }
      const simulated = simulateInput(input, options, simulation, Random.stream(seed, 12, replica))
      const analysed = await analyseLibrary(simulated, options, {
        report: progress => showProgress({ ...progress, message: `replica ${replica} of ${replicas}` }),
        run: samplerOn(threads),
      })
      repeated.push(replicaOf(analysed.result))
    }
    endProgress()
    const models = names.map((name, k) =>
      recovered(
        name,
        chosen[k]! / total,
        repeated.map(({ weights }) => weights[k]!),
      ),
    )
    const found: Recovery = { seed, noise, models, replicas: repeated, inputs: inputs.records }
    if (values.json) console.log(JSON.stringify(found))
    else print(found)
  } finally {
    threads.close()
  }
}

/** A curve to be measured at `q`, with errors of `noise` of the intensity at the smallest of them. */
async function plannedInput(
  measurement: Parameters<typeof readModels>[0],
  q: Float64Array,
  noise: number,
  sources: Parameters<typeof readModels>[2],
): Promise<AnalysisInput> {
  const { library, species } = await readModels(measurement, q, sources)
  return { curve: madeUpCurve({ q }, library, noise), library, species }
}

/** What the inference of one replicate found. */
function replicaOf({
  fit,
  curves,
  verdict,
  sampler,
  agreement,
  models,
}: Awaited<ReturnType<typeof analyseLibrary>>['result']): Recovery['replicas'][number] {
  return {
    verdict: verdict!.code,
    converged: sampler.converged,
    chi2PerPoint: curves?.map(curve => curve.fit.chi2PerPoint) ?? [fit.chi2PerPoint],
    agreement: agreement?.logBayesFactor ?? null,
    weights: models.map(({ weight: { mean, sd, q025, q975 } }) => ({ mean, sd, q025, q975 })),
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  return argumentsOf({
    args,
    allowPositionals: true,
    tokens: true,
    options: {
      ...studyOptions,
      curve: { ...text, multiple: true },
      ...libraryOptions,
      ...settingOptions(settingNames),
      q: text,
      weights: text,
      noise: text,
      c1: text,
      replicas: text,
      threads: text,
    },
  })
}

/** What the replicas say of one model. */
interface Recovered {
  name: string
  truth: number
  /** Mean over the replicas of the posterior mean, its root-mean-square distance from the truth, and the mean posterior sd. */
  mean: number
  error: number
  sd: number
  /** In how many replicas the 95 % interval holds the truth. */
  held: number
}

interface Recovery {
  seed: number
  noise: number
  models: Recovered[]
  replicas: {
    verdict: string
    converged: boolean
    chi2PerPoint: number[]
    agreement: number | null
    weights: { mean: number; sd: number; q025: number; q975: number }[]
  }[]
  inputs: Result['inputs']
}

function recovered(
  name: string,
  truth: number,
  weights: { mean: number; sd: number; q025: number; q975: number }[],
): Recovered {
  const average = (of: (weight: (typeof weights)[number]) => number) =>
    weights.reduce((sum, weight) => sum + of(weight), 0) / weights.length
  return {
    name,
    truth,
    mean: average(({ mean }) => mean),
    error: Math.sqrt(average(({ mean }) => (mean - truth) ** 2)),
    sd: average(({ sd }) => sd),
    held: weights.filter(({ q025, q975 }) => q025 <= truth && truth <= q975).length,
  }
}

function print({ models, replicas }: Recovery): void {
  console.log('model\tweight\tfound\terror\tsd\t95 % interval holds it')
  for (const { name, truth, mean, error, sd, held } of models)
    console.log(
      [
        name,
        ...[truth, mean, error, sd].map(value => value.toFixed(3)),
        `${held} of ${replicas.length}`,
      ].join('\t'),
    )
  const held = models.reduce((sum, model) => sum + model.held, 0)
  const verdicts = [...new Set(replicas.map(({ verdict }) => verdict))].join(', ')
  console.log(
    `${held} of ${models.length * replicas.length} intervals hold the weight; verdicts: ${verdicts}; ${replicas.filter(({ converged }) => converged).length} of ${replicas.length} converged`,
  )
}
