import { basename } from 'node:path'
import { isWarning, messageOf } from '#src/ensemble/faults/index.ts'
import type { CurveFile } from '#src/ensemble/formats/index.ts'
import {
  type AnalysisInput,
  type AnalysisOptions,
  type FurtherCurve,
  inWater,
  type ModelPartials,
  neutronsOf,
  type Partials,
  partialsReach,
} from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import { kindOf } from '#src/method/curveKind.ts'
import { reachesOf } from '#src/method/curveReaches.ts'
import { curveSettings } from '#src/method/fields.ts'
import type { Threads } from '#src/threads.ts'
import type { LibraryFiles } from './libraryOptions.ts'
import { partialsOfModels } from './models.ts'
import { curveOf, Inputs, profilesOf, required, wordOption } from './science.ts'
import { optionName, settingsIn } from './settingOptions.ts'
import { UsageError } from './usage.ts'

/** The curves of `infer`, each with the options that are its own. */

const ownOptions = new Set(['curve', 'profiles', 'unit', ...curveSettings.map(optionName)])

/** What stands beside one `--curve`. */
export type Texts = Partial<Record<string, string>>

/** An option where it stands. */
export interface OptionToken {
  kind: string
  name?: string
  value?: string
}

/**
 * The options of each curve. Those after a `--curve` are its own, up to the next; those before the first hold for all. With one curve it
 * does not matter where they stand.
 */
export function measurementsIn(tokens: OptionToken[]): Texts[] {
  const all: Texts = {}
  const each: Texts[] = []
  for (const { kind, name, value } of tokens) {
    if (kind !== 'option' || name === undefined || value === undefined || !ownOptions.has(name)) continue
    if (name === 'curve') each.push({ curve: value })
    else (each.at(-1) ?? all)[name] = value
  }
  if (each.length === 0) each.push({})
  return each.map(own => ({ ...all, ...own }))
}

/** Options of the analysis, with those of one of its curves. */
export function withOwn(values: Readonly<Record<string, unknown>>, own: Texts): Record<string, unknown> {
  return { ...Object.fromEntries(Object.entries(values).filter(([name]) => !ownOptions.has(name))), ...own }
}

interface Sources {
  inputs: Inputs
  files: LibraryFiles
  /** File with the names of the models of tables of profiles. */
  names: string | undefined
  /** Background and error scale of curves that say nothing of them. */
  model: Pick<AnalysisOptions, 'background' | 'errorScale'>
  threads: Threads<Tasks>
}

/** The models alone, for measurements that are not made yet. */
export async function readModels(own: Texts, q: Float64Array, { inputs, files, threads }: Sources) {
  const radiation = settingsIn(own, curveSettings)
  const { partials, species } = await partialsOfModels({
    inputs,
    library: files,
    hydrogens: 'implicit',
    radiation,
    qMax: partialsReach({ q }, radiation),
    threads,
    oneComposition: true,
  })
  return { library: partials, species }
}

/** Reads curves and library. Everything of the first curve stands in the input itself, and its options are those of the analysis. */
export async function readMeasurements(
  measurements: Texts[],
  sources: Sources,
): Promise<{ input: AnalysisInput; warnings: string[] }> {
  const isTabled = measurements.map(({ profiles }) => profiles !== undefined)
  if (isTabled.some(each => each !== isTabled[0]))
    throw new UsageError('Give --profiles for every curve, or the files of the models for all.')
  const files = []
  for (const { curve, unit } of measurements) {
    const file = await curveOf(
      sources.inputs,
      required('curve', curve),
      wordOption('unit', unit, ['1/A', '1/nm', 'guess']),
    )
    files.push({ file, name: basename(curve!) })
  }
  const options = measurements.map(texts => settingsIn(texts, curveSettings))
  const { libraries, species } = isTabled[0]
    ? { libraries: await tables(measurements, files, sources), species: undefined }
    : await structures(files, options, sources)
  const several = files.length > 1
  const warnings = files.flatMap(({ file, name }) =>
    file.warnings
      .filter(isWarning)
      .map(warning => (several ? `${name}: ${messageOf(warning)}` : messageOf(warning))),
  )
  const [first, ...others] = files
  const more = others.map(({ file, name }, m): FurtherCurve => {
    const library = libraries[m + 1]!
    return { ...sources.model, ...options[m + 1], name, curve: file.curve, library }
  })
  return {
    input: {
      curve: first!.file.curve,
      library: libraries[0]!,
      species,
      ...(several ? { name: first!.name, more } : {}),
    },
    warnings,
  }
}

type Files = { file: CurveFile; name: string }[]

async function tables(measurements: Texts[], files: Files, { inputs, names }: Sources) {
  const libraries = []
  for (const [m, { profiles }] of measurements.entries())
    libraries.push(await profilesOf(inputs, profiles!, files[m]!.file, names))
  return libraries
}

/** The models for every curve: distances are counted once for X-rays and once for each sample of neutrons, as far as any curve asks. */
async function structures(
  files: Files,
  options: AnalysisOptions[],
  { inputs, files: library, threads }: Sources,
): Promise<{ libraries: Partials[][]; species: number[] | undefined }> {
  const keys = options.map(kindOf)
  const reaches = reachesOf(files.map(({ file }, m) => ({ curve: file.curve, options: options[m]! })))
  const calculated = new Map<string, ModelPartials[]>()
  let species: number[] | undefined
  for (const [m, key] of keys.entries()) {
    if (calculated.has(key)) continue
    const found = await partialsOfModels({
      // The files of the models are told once.
      inputs: m === 0 ? inputs : new Inputs(),
      library,
      hydrogens: 'implicit',
      radiation: options[m]!,
      qMax: reaches[m]!,
      threads,
      oneComposition: true,
    })
    calculated.set(key, found.models)
    species ??= found.species
  }
  const libraries = keys.map((key, m) =>
    calculated.get(key)!.map(model => inWater(model, neutronsOf(options[m]!))),
  )
  return { libraries, species }
}
