import { writeFileSync } from 'node:fs'
import { messageOf } from '#src/ensemble/faults/index.ts'
import {
  type HydrationOptions,
  type ProfileReport,
  partialsReach,
  type RadiationOptions,
  reportProfiles,
  withResolution,
} from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { radiationSettings } from '#src/method/fields.ts'
import { openThreads } from '#src/threads.ts'
import type { Command } from './index.ts'
import { libraryOf, libraryOptions, libraryUsage } from './libraryOptions.ts'
import { c1Given, contrastGiven, partialsOfModels } from './models.ts'
import { profileTable } from './profileTable.ts'
import {
  argumentsOf,
  curveOf,
  endProgress,
  Inputs,
  rangeOption,
  threadsOption,
  withExitCodes,
  wordOption,
} from './science.ts'
import { settingOptions, settingsIn, settingUsage } from './settingOptions.ts'
import { UsageError } from './usage.ts'

/** Profiles of structures, fitted to a curve or at given points: files in, one table or JSON object out. */
export const command: Command = {
  name: 'profile',
  summary:
    'Calculate scattering profiles of models or of the frames of trajectories, and fit them to a curve.',
  usage: `bioce profile MODEL... ${libraryUsage} (--curve F [--unit 1/A|1/nm] | --q START:END:COUNT)
         [--hydration shared|fixed|per-model|none] [--c1 X] [--contrast X] [--hydrogens implicit|explicit]
         ${settingUsage(radiationSettings)}
         [--offset] [--absolute] [--partials] [--threads N] [--out F.dat|F.csv] [--json]`,
  run: args => withExitCodes(() => run(args)),
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  const report = await calculate(values, positionals)
  if (values.out) writeTable(values.out, report)
  if (values.json) await Bun.write(Bun.stdout, `${JSON.stringify(report)}\n`)
  else if (!values.out) await Bun.write(Bun.stdout, profileTable(report, 'dat'))
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  return argumentsOf({
    args,
    allowPositionals: true,
    options: {
      ...libraryOptions,
      ...settingOptions(radiationSettings),
      curve: text,
      unit: text,
      q: text,
      hydration: text,
      c1: text,
      contrast: text,
      hydrogens: text,
      offset: flag,
      absolute: flag,
      partials: flag,
      threads: text,
      out: text,
      json: flag,
    },
  })
}

type Values = ReturnType<typeof parse>['values']

async function calculate(values: Values, paths: string[]): Promise<ProfileReport> {
  if (paths.length === 0) throw new UsageError('Name at least one model file.')
  if ((values.curve === undefined) === (values.q === undefined))
    throw new UsageError('Give either --curve or --q.')
  const library = libraryOf(values, paths)
  const hydration = hydrationOf(values)
  const radiation: RadiationOptions = settingsIn(values, radiationSettings)
  const hydrogens = wordOption('hydrogens', values.hydrogens, ['implicit', 'explicit']) ?? 'implicit'
  const unit = wordOption('unit', values.unit, ['1/A', '1/nm', 'guess'])
  const inputs = new Inputs()
  const curve = values.curve === undefined ? null : (await curveOf(inputs, values.curve, unit)).curve
  const q = curve?.q ?? pointsOf(values.q!)
  const points = curve ?? { q }
  const reach = partialsReach(points, { ...radiation, qMax: q.at(-1)! })
  const threads = openThreads<Tasks>(threadsOption(values.threads), reviveError)
  try {
    const { partials, difference } = await partialsOfModels({
      inputs,
      library,
      hydrogens,
      radiation,
      qMax: reach || 0.5,
      threads,
      oneComposition: hydration.mode === 'shared',
    })
    if (difference && curve && hydration.mode === undefined) {
      console.error(`${messageOf(difference)}. Hydration is fitted to each model alone.`)
      hydration.mode = 'per-model'
    }
    return reportProfiles(withResolution(partials, points, radiation), {
      q,
      curve,
      hydration,
      partials: values.partials ?? false,
      absolute: values.absolute ?? false,
    })
  } finally {
    endProgress()
    threads.close()
  }
}

function hydrationOf(values: Values): HydrationOptions {
  const mode = wordOption('hydration', values.hydration, ['shared', 'fixed', 'per-model', 'none'])
  const c1 = rangeOption('c1', values.c1, c1Given)
  const contrast = rangeOption('contrast', values.contrast, contrastGiven)
  if (values.q !== undefined && (mode === 'shared' || mode === 'per-model'))
    throw new UsageError(`--hydration ${mode} is fitted: it needs a --curve.`)
  if (mode === 'fixed' && contrast === undefined)
    throw new UsageError('--hydration fixed needs a --contrast.')
  if (mode === 'none' && (c1 !== undefined || contrast !== undefined))
    throw new UsageError('--hydration none has neither --c1 nor --contrast.')
  return { mode, c1, contrast, offset: values.offset }
}

function writeTable(path: string, report: ProfileReport): void {
  const table = profileTable(report, path.endsWith('.csv') ? 'csv' : 'dat')
  try {
    writeFileSync(path, table)
  } catch (error) {
    throw new UsageError(`${path}: it cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** START:END:COUNT as evenly spaced points. */
export function pointsOf(text: string): Float64Array {
  const parts = text.split(':').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  const [start = Number.NaN, end = Number.NaN, count = Number.NaN] = parts
  const several = parts.length === 3 && Number.isInteger(count) && count >= 2 && count <= 100_000
  if (!several || !(start >= 0 && end > start))
    throw new UsageError(`--q ${text} is not START:END:COUNT, such as 0:0.5:101 in 1/A.`)
  return Float64Array.from({ length: count }, (_, i) => start + ((end - start) * i) / (count - 1))
}
