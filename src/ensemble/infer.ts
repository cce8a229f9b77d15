import type { Details, EvidenceResult, Report, Settling } from './contract.ts'
import { judgeChains } from './diagnose/gate.ts'
import { settlingOf } from './diagnose/settling.ts'
import { graded } from './diagnose/thresholds.ts'
import { evidenceOf, exactEvidence, shiftEvidence } from './evidence/estimate.ts'
import { refusal } from './faults/index.ts'
import { Random } from './numeric/random.ts'
import { logSumExp } from './numeric/special.ts'
import { applyBounds, observableResults, takeOffMeans } from './observables.ts'
import { type Draws, drawNuisance, toStatedErrors } from './posterior/draws.ts'
import { relativeScales } from './posterior/ofPart.ts'
import { takeOwnErrorScales } from './posterior/ownErrorScales.ts'
import { truncate } from './posterior/truncate.ts'
import { buildProblem, type InferInput, modelsMax, type Problem, subProblem } from './problem.ts'
import { drawsOf } from './sample/draws.ts'
import { progressOfCheck } from './sample/progress.ts'
import { runSampler, type SamplerOptions, type SamplerState, swapsOf } from './sample/sampler.ts'
import { sampleScaleOnly } from './sample/single.ts'
import type { TaskRunner } from './sample/taskRunner.ts'
import { type InferOptions, type Settings, settingsOf, withModel } from './settings.ts'
import { type InferResult, summarise } from './summarise.ts'
import { targetOf } from './targetOf.ts'

export type { InferOptions } from './settings.ts'
export type { InferResult } from './summarise.ts'

/** What the caller lends: somewhere to report, a way to stop, other threads, a place to keep the state. */
export interface InferServices {
  report: Report
  signal?: AbortSignal
  /** Runs the heavy tasks; they run in place by default. */
  run?: TaskRunner
  checkpoint?: (state: SamplerState) => void | Promise<void>
  /** May look at what the chains say, after every batch of the sampling: looking takes time, so whoever is asked decides when. */
  settling?: (look: () => Settling | null) => void | Promise<void>
  /** A state that `checkpoint` was given by a run with the same input and options. */
  resume?: SamplerState
}

const errorScalesApart =
  'the errors of the curves are off by factors so different that few draws of the sampling tell of them'

/**
 * Complete Bayesian inference of the weights of an ensemble.
 *
 * Checks the input, samples the posterior of weights and scale until the convergence gate opens or the budget is
 * spent, and summarises it. Returns the result's parts and the draws themselves (over all chains, w [D, K]), and which
 * share of them lay outside the ranges of nuisance amounts.
 * Throws `FaultError` as `buildProblem` does, options.*, run.cancelled, and whatever `report` throws.
 */
export async function inferEnsemble(
  input: InferInput,
  asked: InferOptions,
  services: InferServices,
): Promise<{ result: InferResult; draws: Draws; names: string[]; outside: number }> {
  const options = withModel(asked)
  const library = buildProblem(input, options)
  const settings = settingsOf(options, library)
  const most = settings.prior === 'inclusion' ? modelsMax.inclusion : modelsMax.dirichlet
  const problem = selectModels(library, options.selected, most)
  const target = targetOf(library, problem, settings)
  const places = new Map(library.names.map((name, k) => [name, k]))
  const columns = problem.names.map(name => places.get(name)!)

  let draws: Draws
  let failures: string[] = []
  let evidence: EvidenceResult
  let ladder: Details['ladder'] = { betas: [1], swaps: [] }
  if (problem.modelCount === 1) {
    draws = sampleScaleOnly(problem, settings)
    evidence = exactEvidence(problem, settings.scalePrior)
  } else {
    const gate: Parameters<typeof runSampler>[3] = (chains, whole) =>
      judgeChains(chains, problem.names, {
        shifts: target.shifts !== null,
        hyper: target.energyPrior !== null,
        temperature: target.energyPrior?.softmax ?? false,
        subset: target.inclusion !== null,
        errorScale: target.logErrorSd > 0,
        orders: target.large ? target.orders : null,
        whole,
      })
    const sampled = {
      names: problem.names,
      columns,
      properties: input.properties ?? [],
      errorReference: problem.errorScale.reference,
    }
    const checkpoint = async (state: SamplerState) => {
      await services.checkpoint?.(state)
      if (state.stage === 'sampling') await services.settling?.(() => settlingOf(state.chains, sampled))
    }
    const state = await runSampler(
      target,
      samplerOptions(settings),
      { ...services, checkpoint },
      gate,
      services.resume,
    )
    draws = drawsOf(state.chains)
    failures = state.failures
    const { report, signal, run } = services
    const checked = (share: number) => report(progressOfCheck(target, samplerOptions(settings), state, share))
    evidence = await evidenceOf(problem, target, settings.scalePrior, settings.seed, state, {
      checked,
      signal,
      run,
    })
    ladder = state.whole
      ? { betas: state.whole.betas, swaps: state.whole.swaps }
      : { betas: state.groups[0].betas, swaps: swapsOf(state) }
  }
  if (problem.nuisance) drawNuisance(problem.nodes, draws, Random.stream(settings.seed, 6))
  const own =
    problem.parts.length > 1 ? takeOwnErrorScales(problem, draws, Random.stream(settings.seed, 14)) : null
  if (own) {
    shiftEvidence(evidence, own.logEvidence, own.error)
    if (evidence) evidence.drawsThatCount = own.effective
    if (graded('drawsThatCount', own.effective).grade === 'poor') failures = [...failures, errorScalesApart]
  }
  const cut = problem.nuisance ? truncate(problem, draws) : null
  shiftEvidence(evidence, logSumExp(problem.nodes.map(node => node.logPrior)) + (cut?.logEvidence ?? 0))
  const { observables } = input
  if (observables && input.shifts) takeOffMeans(observables, columns, draws)
  const bounded = observables && applyBounds(observables, columns, draws, Random.stream(settings.seed, 10))
  shiftEvidence(evidence, bounded?.logEvidence ?? 0)
  if (!own) toStatedErrors(draws, problem.errorScale.reference)
  const gate = target.large ? ('ensemble' as const) : ('weights' as const)
  const { properties = [], groupings = [] } = input
  const inferred = {
    ...{ library, problem, settings, draws, failures, gate, evidence, ladder },
    ...{ properties, groupings, columns },
  }
  const result = await summarise(inferred, services)
  if (observables) {
    result.observables = observableResults(observables, columns, draws)
    result.boundsOutside = bounded!.outside
  }
  if (!input.shifts) result.details.shiftChi2 = null
  if (problem.parts.length > 1) takeRelativeScale(problem, draws, result)
  return {
    result,
    draws,
    names: problem.names,
    outside: cut?.outside ?? 0,
  }
}

/** Tells the scale of the first of several curves over that of the equal-weight mean of the library. Changes `draws` and `result`. */
function takeRelativeScale(problem: Problem, draws: Draws, result: InferResult): void {
  draws.scale = relativeScales(problem, draws, 0)
  result.scale = result.curves![0].relativeScale
  result.details.scalePriorSd /= result.details.referenceScale
  result.details.referenceScale = 1
}

function samplerOptions({ chains, iterations, iterationsMax, seed, effort }: Settings): SamplerOptions {
  return { chains, iterations, iterationsMax, seed, effort }
}

function selectModels(library: Problem, selected: string[] | undefined, most: number): Problem {
  if (selected && selected.length === 0) throw refusal('options.no_models', {})
  const wanted = new Set(selected ?? library.names)
  const known = new Set(library.names)
  for (const name of wanted) if (!known.has(name)) throw refusal('options.unknown_model', { name })
  const kept = library.names.flatMap((name, k) => (wanted.has(name) ? [k] : []))
  if (kept.length > most) throw refusal('library.too_many_to_weigh', { models: kept.length, most })
  return kept.length === library.modelCount ? library : subProblem(library, kept)
}
