import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExtraField, Extras } from '#src/analyses/extras.ts'
import { type Assignment, assignmentFile, inputRecords } from '#src/analyses/folder.ts'
import { readExtraFiles } from '#src/analyses/readExtraFiles.ts'
import type { Curve, Profiles, Progress } from '#src/ensemble/contract.ts'
import { messageOf } from '#src/ensemble/faults/index.ts'
import { type CurveFile, readCurve, readMatrix, takeText } from '#src/ensemble/formats/index.ts'
import {
  type AnalysisInput,
  dqAt,
  type FurtherCurve,
  madeUpCurve,
  type Partials,
} from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { curvesOf, type FileRecord, type StudyRecord, tablesOf } from '#src/studies/record.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { openThreads, type Threads } from '../threads.ts'
import { checkpointIn } from './checkpoint.ts'
import { reachesOf } from './curveReaches.ts'
import { modelsOfStudy } from './models.ts'
import { curveOptionsOf, optionsOf } from './parameters.ts'
import { type Part, partialsOfStudy } from './partialsCache.ts'
import { runMethod } from './runMethod.ts'
import { startStopwatch } from './stopwatch.ts'
import { type ResultSummary, summaryOf } from './summary.ts'

export interface RunOptions {
  threads: number
  report(progress: Progress): void
  /** A line for the log. */
  log(line: string): void
}

/**
 * The built-in method: files in, `src/ensemble`, files out. Reads `params.json` and `input/` in the folder, keeps
 * partial intensities in `cache/` and the state of the sampling in `checkpoint/`, and writes `output/`. Ended by a signal
 * it simply goes: started again it goes on from these, with the same result.
 * @throws FaultError when the data do not allow a result
 */
export async function runAnalysis(folder: string, options: RunOptions): Promise<ResultSummary> {
  const stopwatch = startStopwatch()
  const threads = openThreads<Tasks>(options.threads, reviveError)
  try {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    const { study, name, parameters } = assignment
    const input = await readInput(folder, assignment, threads, options)
    const result = await runMethod(input, optionsOf(parameters), {
      ...options,
      threads,
      stopwatch,
      inputs: inputRecords(assignment).map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
      warnings: study.warnings,
      checkpointFolder: checkpointIn(folder),
      output: {
        folder: join(folder, 'output'),
        title: name,
        sizes: study.models,
        structures: study.library.length > 0 ? wanted => modelsOfStudy(folder, study, wanted) : undefined,
      },
    })
    options.report({ stage: 'writing', done: 1, total: 1, message: 'Done' })
    return summaryOf(result)
  } finally {
    threads.close()
  }
}

/**
 * Calculates the profiles of a part of the models and nothing else: what it leaves in `cache/`, a run of the analysis finds
 * there. So several machines can share the profiles of a large library.
 * @throws FaultError when the files do not allow it
 */
export async function runPart(folder: string, part: Part, options: RunOptions): Promise<void> {
  const threads = openThreads<Tasks>(options.threads, reviveError)
  try {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    const { study } = assignment
    const curves = await readCurves(folder, study, options.log)
    if (!study.profiles) await readLibraries(folder, assignment, curves, { ...options, threads, part })
  } finally {
    threads.close()
  }
}

/** Points that are not measured: their q, 1/A, and the error at the smallest as a share of the intensity. */
export interface PlannedPoints {
  q: Float64Array
  noise: number
}

/** What an analysis was made from, out of its folder; with its curves at other points where such are planned, which needs structures. */
export async function readInput(
  folder: string,
  { study, parameters, extras = {} }: Assignment,
  threads: Threads<Tasks>,
  { report, log }: RunOptions,
  planned?: PlannedPoints,
): Promise<AnalysisInput> {
  report({ stage: 'reading', done: 0, total: 1, message: 'Reading the files' })
  const measured = await readCurves(folder, study, log)
  const curves = planned
    ? measured.map(file => ({ ...file, curve: blankCurve(planned.q, file.curve) }))
    : measured
  const names = study.models.map(model => model.name)
  const files: Extras<UploadedFile> = {}
  for (const [field, { path, name }] of Object.entries(extras) as [ExtraField, FileRecord][])
    files[field] = { path: join(folder, 'input', path), name }
  const { shiftsLeftOut = 0, ...more } = await readExtraFiles(files, names)
  if (shiftsLeftOut > 0) log(`${shiftsLeftOut} chemical shifts are not predicted for every model.`)
  const libraries = study.profiles
    ? await readTables(folder, study, curves, names)
    : await readLibraries(folder, { study, parameters }, curves, { threads, report })
  const kinds = study.models.map(model => model.species)
  const species = !study.profiles && kinds.every(kind => kind !== undefined) ? kinds : undefined
  const [library, ...others] = libraries
  const curveAt = (m: number) =>
    planned ? madeUpCurve(curves[m]!.curve, libraries[m] as Partials[], planned.noise) : curves[m]!.curve
  const further = (study.more ?? []).map(({ name }, m): FurtherCurve => {
    const curve = curveAt(m + 1)
    return { ...curveOptionsOf(parameters, m + 1), name, curve, library: others[m]! }
  })
  return {
    curve: curveAt(0),
    library: library!,
    ...more,
    species,
    ...(further.length > 0 ? { name: study.curve.name, more: further } : {}),
  }
}

/** Of the instrument of another curve. */
const blankCurve = (q: Float64Array, like: Curve): Curve => ({
  q,
  intensity: q.map(() => 1),
  sigma: q.map(() => 1),
  dq: dqAt(like, q),
})

/** The table of profiles of each curve. */
async function readTables(
  folder: string,
  study: StudyRecord,
  curves: CurveFile[],
  names: string[],
): Promise<Profiles[]> {
  const tables: Profiles[] = []
  for (const [m, { path, name }] of tablesOf(study).entries()) {
    const text = takeText(await readFile(join(folder, 'input', path)))
    const { values } = readMatrix(text, name, { curve: curves[m]!, models: names.length })
    tables.push({ names, values })
  }
  return tables
}

/** The partial intensities of the models for each curve. */
async function readLibraries(
  folder: string,
  { study, parameters }: Pick<Assignment, 'study' | 'parameters'>,
  curves: CurveFile[],
  { threads, report, part }: Pick<RunOptions, 'report'> & { threads: Threads<Tasks>; part?: Part },
) {
  const members = curves.map((each, m) => ({ curve: each.curve, options: curveOptionsOf(parameters, m) }))
  const libraries: Partials[][] = []
  for (const [m, reach] of reachesOf(members).entries()) {
    const { options: radiation } = members[m]!
    // What one curve of a kind has calculated, the others find in the cache.
    const qMax = Math.max(0.05, reach)
    libraries.push(await partialsOfStudy({ folder, study, radiation, qMax, threads, report, part }))
  }
  return libraries
}

async function readCurves(folder: string, study: StudyRecord, log: RunOptions['log']): Promise<CurveFile[]> {
  const all = curvesOf(study)
  const files: CurveFile[] = []
  for (const { path, name, unit } of all) {
    const file = readCurve(await readFile(join(folder, 'input', path)), name, { unit })
    for (const warning of file.warnings)
      log(all.length > 1 ? `${name}: ${messageOf(warning)}` : messageOf(warning))
    files.push(file)
  }
  return files
}
