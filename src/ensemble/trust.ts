import {
  type AnalysisInput,
  type AnalysisOptions,
  type AnalysisServices,
  analyseLibrary,
  type LibraryAnalysis,
} from './analyse.ts'
import { hydrationAsked } from './analyseCurve.ts'
import type { Recovered, TrustResult } from './contract.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { judgeRecovery } from './diagnose/recovery.ts'
import { inOrder } from './inOrder.ts'
import { quantileOfSorted } from './numeric/orderStatistics.ts'
import { Random } from './numeric/random.ts'
import { valueAt } from './numeric/sparseRows.ts'
import { priorSdOf } from './posterior/prior.ts'
import type { Hydration } from './saxs/hydration.ts'
import { type Simulation, sharesOf, simulateInput } from './simulate.ts'

/** What is asked of the data. */
export interface TrustQuestion {
  replicas: number
  /** What is simulated, with weights of every model; draws of the posterior of the measurement where it is left out. */
  ensemble?: { weights: ArrayLike<number>; hydration: Hydration }
  /** Errors are so many times those of the curves; 1 unless given. */
  noise?: number
  /** The measurement that is simulated in the place of the one that was made, of the same library: its curves and how they are inferred. */
  planned?: { input: AnalysisInput; options: AnalysisOptions }
}

/** Where a test stands. With it and the same question it goes on, with the same result. */
export interface TrustProgress {
  measured: TrustResult['measured']
  /** The ensembles of the replicas; one alone where it was chosen. */
  simulations: EnsembleSimulation[]
  /** Those that have been inferred. */
  recovered: Recovered[]
  priorSd: number | null
}

export interface TrustServices extends AnalysisServices {
  /** What an earlier run had reached. */
  reached?: TrustProgress
  /** Is told after each replica. */
  keepReached?: (progress: TrustProgress) => Promise<void>
}

/** Replicas that are inferred side by side: each holds a library of its own. */
const atOnce = 2

type EnsembleSimulation = Simulation & { weights: Float64Array }

/**
 * Whether data can tell an ensemble, the one that they gave or one that is chosen: curves are simulated of it, at the same points
 * and with the same errors or at others, and each is inferred with the same settings.
 *
 * Of the posterior each replica has the weights, hydration, background and error scale of one draw, evenly spread
 * over the chains, and new noise: the measured curve is inferred first, for its draws. Sampling of replicas ends at the convergence gate.
 *
 * @throws FaultError options.weights, and what `analyseLibrary` throws
 */
export async function testTrust(
  input: AnalysisInput,
  options: AnalysisOptions,
  question: TrustQuestion,
  services: TrustServices,
): Promise<TrustResult> {
  const { replicas, planned = { input, options } } = question
  const { report, reached, keepReached } = services
  const tell = (done: number) =>
    report({
      ...{ stage: 'sampling', done, total: replicas + 1 },
      message:
        done === 0 ? 'Inferring the ensemble of the measurement' : `Simulated curve ${done} of ${replicas}`,
    })
  const seed = options.seed ?? 1
  const names = Array.isArray(input.library) ? input.library.map(({ name }) => name) : input.library.names
  const progress =
    reached ??
    (question.ensemble
      ? ofEnsemble(question.ensemble, question, names.length)
      : await ofPosterior(input, options, question, { ...services, report: () => tell(0) }))
  const { simulations, recovered } = progress
  const inferReplica = async (replica: number): Promise<{ replica: Recovered; priorSd: number | null }> => {
    const simulation = simulations[simulations.length === 1 ? 0 : replica - 1]
    const random = Random.stream(seed, 13, replica)
    const found = await analyseLibrary(
      simulateInput(planned.input, planned.options, simulation, random),
      { ...planned.options, effort: 'gate' },
      // Of those under way the first is told.
      {
        ...services,
        report: () => (replica === recovered.length + 1 ? tell(replica) : undefined),
      },
    )
    return {
      priorSd: priorSdOf(found.result.prior!, names.length),
      replica: {
        weights: names.map((_, k) => {
          const { mean, sd, q025, q975 } = found.result.models[k].weight
          return { truth: simulation.weights[k], mean, sd, q025, q975 }
        }),
        quantities: quantitiesOf(found, simulation, planned.input),
        converged: found.result.sampler.converged,
        isMisfit: found.result.verdict?.code === 'misfit',
      },
    }
  }
  for await (const { replica, priorSd } of inOrder(
    recovered.length + 1,
    replicas + 1,
    atOnce,
    inferReplica,
  )) {
    progress.priorSd = priorSd
    recovered.push(replica)
    if (recovered.length < replicas) await tell(recovered.length + 1)
    await keepReached?.(progress)
  }
  return { seed, measured: progress.measured, ...judgeRecovery(names, recovered, progress.priorSd) }
}

/** @throws FaultError options.weights */
function ofEnsemble(
  { weights: chosen, hydration }: NonNullable<TrustQuestion['ensemble']>,
  { noise = 1 }: TrustQuestion,
  models: number,
): TrustProgress {
  const simulation = { weights: sharesOf(chosen, models), hydration, noise }
  return { measured: null, simulations: [simulation], recovered: [], priorSd: null }
}

async function ofPosterior(
  input: AnalysisInput,
  options: AnalysisOptions,
  { replicas, noise = 1, planned }: TrustQuestion,
  services: AnalysisServices,
): Promise<TrustProgress> {
  const analysis = await analyseLibrary(input, options, services)
  const { verdict, sampler } = analysis.result
  const simulations = Array.from({ length: replicas }, (_, n) => {
    const draw = Math.floor(((n + 0.5) * analysis.draws.count) / replicas)
    const { curves, ...simulation } = simulationOf(analysis, draw, input, options)
    // Backgrounds and errors that are off belong to the curves that were measured.
    return { ...simulation, noise, ...(planned ? {} : { curves }) }
  })
  const measured = { verdict: verdict!.code, converged: sampler.converged }
  return { measured, simulations, recovered: [], priorSd: null }
}

/** The ensemble of one draw, with all that the inference said of the curves beside it. */
function simulationOf(
  { draws, names, profiles, hydrationDraws, result }: LibraryAnalysis,
  draw: number,
  { curve, library }: AnalysisInput,
  options: AnalysisOptions,
): EnsembleSimulation {
  const weights = new Float64Array(profiles.names.length)
  names.forEach((name, k) => {
    weights[profiles.names.indexOf(name)] = valueAt(draws.weights, draw, k)
  })
  const hydration: Hydration = hydrationDraws
    ? { mode: 'fixed', c1: hydrationDraws.c1[draw], contrast: hydrationDraws.contrast[draw] }
    : Array.isArray(library)
      ? hydrationAsked(library, upTo(curve, options.qMax ?? qMaxByDefault), options)
      : { mode: 'none', c1: 1, contrast: 0 }
  const parts = result.curves ?? [result]
  // Backgrounds are the last of the directions, in the order of the curves.
  const directions = draws.nuisance.length / draws.count
  let place = directions - parts.filter(part => part.background).length
  return {
    weights,
    hydration,
    noise: 1,
    curves: parts.map(({ background }, m) => ({
      background: background ? draws.nuisance[draw * directions + place++] : 0,
      errorScale: draws.errorScale[draw * parts.length + m],
    })),
  }
}

function quantitiesOf(
  { result, hydrationDraws }: LibraryAnalysis,
  { weights, hydration }: EnsembleSimulation,
  { library }: AnalysisInput,
): Recovered['quantities'] {
  const found: Recovered['quantities'] = {}
  const add = (
    name: string,
    truth: number,
    { sd, q025, q975 }: { sd: number; q025: number; q975: number },
  ) => {
    found[name] = { truth, sd, q025, q975 }
  }
  const rg = result.details.distributions?.find(({ name }) => name === 'rg')
  if (rg && Array.isArray(library))
    add(
      'rg',
      library.reduce((sum, model, k) => sum + weights[k] * model.rg, 0),
      rg.mean,
    )
  add(
    'effectiveModels',
    1 / weights.reduce((sum, weight) => sum + weight * weight, 0),
    result.effectiveModels!,
  )
  if (hydrationDraws)
    for (const name of ['c1', 'contrast'] as const) add(name, hydration[name], spreadOf(hydrationDraws[name]))
  return found
}

function spreadOf(draws: Float64Array) {
  const sorted = draws.toSorted()
  const mean = draws.reduce((sum, value) => sum + value / draws.length, 0)
  const square = draws.reduce((sum, value) => sum + (value - mean) ** 2 / draws.length, 0)
  return {
    sd: Math.sqrt(square),
    q025: quantileOfSorted(sorted, 0.025),
    q975: quantileOfSorted(sorted, 0.975),
  }
}
