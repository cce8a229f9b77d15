import {
  type AnalysisInput,
  type AnalysisOptions,
  type AnalysisServices,
  analyseLibrary,
  type LibraryAnalysis,
} from './analyse.ts'
import { hydrationAsked } from './analyseCurve.ts'
import type { TrustResult } from './contract.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { judgeRecovery, type Recovered } from './diagnose/recovery.ts'
import { quantileOfSorted } from './numeric/orderStatistics.ts'
import { Random } from './numeric/random.ts'
import { valueAt } from './numeric/sparseRows.ts'
import { priorSdOf } from './posterior/prior.ts'
import type { Hydration } from './saxs/hydration.ts'
import { type Simulation, simulateInput } from './simulate.ts'

/** What an ensemble has beside its weights: in truth, and as the inference of a replica finds it. */
type Quantities = Record<string, { truth: number; sd: number; q025: number; q975: number }>

/**
 * Whether these data can tell an ensemble like the one that they gave: curves are simulated of draws of the posterior, at the same points
 * and with the same errors, and each is inferred with the same settings.
 *
 * The measured curve is inferred first, for its draws. Each replica has the weights, hydration, background and error scale of one of them, evenly spread
 * over the chains, and new noise. Sampling ends at the convergence gate.
 */
export async function testTrust(
  input: AnalysisInput,
  options: AnalysisOptions,
  replicas: number,
  services: AnalysisServices,
): Promise<TrustResult> {
  const { report, run, signal } = services
  const of = (done: number, message: string) => ({
    ...services,
    report: () => report({ stage: 'sampling', done, total: replicas + 1, message }),
  })
  const seed = options.seed ?? 1
  const analysis = await analyseLibrary(input, options, of(0, 'Inferring the ensemble of the measurement'))
  const names = analysis.profiles.names
  const recovered: Recovered[] = []
  for (let replica = 1; replica <= replicas; replica++) {
    const draw = Math.floor(((replica - 0.5) * analysis.draws.count) / replicas)
    const simulation = simulationOf(analysis, draw, input, options)
    const simulated = simulateInput(input, options, simulation, Random.stream(seed, 13, replica))
    const found = await analyseLibrary(
      simulated,
      { ...options, effort: 'gate' },
      { ...of(replica, `Simulated curve ${replica} of ${replicas}`), run, signal },
    )
    recovered.push({
      weights: names.map((_, k) => {
        const { mean, sd, q025, q975 } = found.result.models[k].weight
        return { truth: simulation.weights[k], mean, sd, q025, q975 }
      }),
      quantities: quantitiesOf(found, simulation, input),
      converged: found.result.sampler.converged,
      isMisfit: found.result.verdict?.code === 'misfit',
    })
  }
  const { prior, verdict, sampler } = analysis.result
  return {
    seed,
    measured: { verdict: verdict!.code, converged: sampler.converged },
    ...judgeRecovery(names, recovered, priorSdOf(prior!, names.length)),
  }
}

/** The ensemble of one draw, with all that the inference said of the curves beside it. */
function simulationOf(
  { draws, names, profiles, hydrationDraws, result }: LibraryAnalysis,
  draw: number,
  { curve, library }: AnalysisInput,
  options: AnalysisOptions,
): Simulation & { weights: Float64Array } {
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
  { weights, hydration }: Simulation & { weights: Float64Array },
  { library }: AnalysisInput,
): Quantities {
  const found: Quantities = {}
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
