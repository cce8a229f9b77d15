import { join } from 'node:path'
import { type Assignment, assignmentFile } from '#src/analyses/folder.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { type AnalysisInput, type TrustProgress, type TrustQuestion, testTrust } from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { AppError } from '../../errors.ts'
import { openThreads, type Threads } from '../../threads.ts'
import { checkpointIn } from '../checkpoint.ts'
import { type CurveSettings, curveSettings } from '../fields.ts'
import { curveOptionsOf, defaultSettings, optionsOf, type Parameters } from '../parameters.ts'
import { openProgress } from '../progress.ts'
import { type RunOptions, readInput } from '../run.ts'
import { samplerOn } from '../samplerOn.ts'
import { pointsOf, type Question, readWeights } from './question.ts'
import { writeSimulation } from './results.ts'

/** What is asked where nothing is said but how often. */
const ofPosterior = { truth: 'posterior', points: 'measured', noise: 1 } as const

/**
 * Whether the data of the analysis in a folder can tell ensembles like the one that they gave. Reads what `runAnalysis` reads and needs no result.
 * @throws FaultError when the data do not allow a result
 */
export async function trustAnalysis(
  folder: string,
  replicas: number,
  options: RunOptions,
): Promise<TrustResult> {
  return await withThreads(options, async threads => {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    return await ask(folder, assignment, { ...ofPosterior, replicas }, threads, options)
  })
}

/**
 * A simulation of the site: reads `params.json` and `input/` as an analysis does, keeps what it has reached in `checkpoint/`, and writes
 * `output/`. @returns the numbers of its page
 * @throws FaultError when the data do not allow a result
 */
export async function runSimulation(folder: string, { simulation }: Parameters, options: RunOptions) {
  const question = simulation as unknown as Question
  const total = question.replicas + 1
  // Profiles and reading are little beside the curves, which alone are counted.
  const report: RunOptions['report'] = ({ stage, done, message }) =>
    options.report({ stage: 'sampling', done: stage === 'sampling' ? done : 0, total, message })
  return await withThreads(options, async threads => {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    const found = await ask(folder, assignment, question, threads, { ...options, report })
    return await writeSimulation(join(folder, 'output'), found, question)
  })
}

async function withThreads<T>({ threads }: RunOptions, work: (threads: Threads<Tasks>) => Promise<T>) {
  const opened = openThreads<Tasks>(threads, reviveError)
  try {
    return await work(opened)
  } finally {
    opened.close()
  }
}

type Asked = typeof ofPosterior | Question

async function ask(
  folder: string,
  assignment: Assignment,
  asked: Asked & { replicas: number },
  threads: Threads<Tasks>,
  options: RunOptions,
): Promise<TrustResult> {
  const { study, parameters } = assignment
  const input = await readInput(folder, assignment, threads, options)
  const question: TrustQuestion = {
    replicas: asked.replicas,
    noise: asked.points === 'measured' ? asked.noise : 1,
    ...(asked.truth !== 'posterior' && {
      ensemble: {
        weights: weightsOf(asked, study.models),
        hydration: { mode: 'fixed', c1: asked.c1, contrast: asked.contrast },
      },
    }),
    ...(asked.points !== 'measured' && {
      planned: await planned(folder, assignment, input, asked, threads, options),
    }),
  }
  const progress = await openProgress<TrustProgress>(
    checkpointIn(folder),
    [parameters, study],
    options.log,
    ({ recovered }) => `${recovered.length} simulated curves are inferred`,
  )
  return await testTrust(input, optionsOf(parameters), question, {
    report: options.report,
    reached: progress.reached,
    keepReached: progress.keep,
    run: samplerOn(threads),
  })
}

function weightsOf({ truth, weights }: Question, models: Assignment['study']['models']): number[] {
  if (truth === 'equal') return models.map(() => 1)
  const names = models.map(({ name }) => name)
  const read = readWeights(weights ?? '', names)
  if (typeof read === 'string') throw new AppError('invalid', read)
  return read
}

/**
 * The measurement that is planned, in the whole of its range: each curve of the study at the same points, or one of another radiation; by itself
 * or beside what was measured.
 */
async function planned(
  folder: string,
  { study, ...assignment }: Assignment,
  measured: AnalysisInput,
  asked: Question,
  threads: Threads<Tasks>,
  options: RunOptions,
): Promise<TrustQuestion['planned']> {
  const { points: kind, beside = false } = asked
  const parameters =
    kind === 'planned' ? likeMeasured(assignment.parameters) : ofRadiation(assignment.parameters, asked)
  const curves = kind === 'planned' ? study : { ...study, more: undefined }
  const points = { q: pointsOf(asked), noise: asked.percent / 100 }
  const input = await readInput(
    folder,
    { ...assignment, parameters, study: curves },
    threads,
    options,
    points,
  )
  if (!beside) return { input, options: optionsOf(parameters) }
  const { curve, library, more = [] } = input
  const first = { ...curveOptionsOf(parameters, 0), name: 'planned', curve, library }
  return {
    input: { ...measured, name: study.curve.name, more: [...(measured.more ?? []), first, ...more] },
    options: optionsOf(assignment.parameters),
  }
}

/** The settings of the study's curves without what holds for their points and intensities alone. */
function likeMeasured({ more, ...settings }: Parameters): Parameters {
  const { qMin, qMax } = defaultSettings
  const wordOr = <Value>(value: Value, byDefault: Value) => (typeof value === 'number' ? byDefault : value)
  const free = <Of extends CurveSettings>(own: Of): Of => ({
    ...own,
    ...{ qMin, qMax },
    background: wordOr(own.background, defaultSettings.background),
    errorScale: wordOr(own.errorScale, defaultSettings.errorScale),
  })
  return { ...free(settings), ...(more && { more: more.map(free) }) }
}

/** The settings of one curve of another radiation, of the same sample: where a curve of the study is of neutrons, as deuterated as there. */
function ofRadiation({ more = [], ...settings }: Parameters, asked: Question): Parameters {
  const ofCurve = Object.fromEntries(curveSettings.map(name => [name, defaultSettings[name]]))
  const sample: CurveSettings =
    [settings, ...more].find(({ radiation }) => radiation === 'neutrons') ?? settings
  const { exchange, deuteration, deuteratedChains } = sample
  const { d2o, spread = 0 } = asked
  return {
    ...settings,
    ...(ofCurve as CurveSettings),
    ...(asked.points === 'neutrons'
      ? {
          radiation: 'neutrons',
          ...{ d2o: d2o ?? null, resolution: spread, exchange, deuteration, deuteratedChains },
        }
      : { radiation: 'x-rays' }),
  }
}
