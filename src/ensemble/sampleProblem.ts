import type { Details, EvidenceResult, Report, Settling } from './contract.ts'
import { judgeChains } from './diagnose/gate.ts'
import { settlingOf } from './diagnose/settling.ts'
import { evidenceOf, exactEvidence } from './evidence/estimate.ts'
import type { Draws } from './posterior/draws.ts'
import type { InferInput, Problem } from './problem.ts'
import { drawsOf } from './sample/draws.ts'
import { progressOfCheck } from './sample/progress.ts'
import { runSampler, type SamplerOptions, type SamplerState, swapsOf } from './sample/sampler.ts'
import { sampleScaleOnly } from './sample/single.ts'
import type { Target } from './sample/target.ts'
import type { TaskRunner } from './sample/taskRunner.ts'
import type { Settings } from './settings.ts'

/** What the caller lends: somewhere to report, a way to stop, other threads, a place to keep the state. */
export interface InferServices {
  report: Report
  signal?: AbortSignal
  /** Runs the heavy tasks; they run in place by default. */
  run?: TaskRunner
  checkpoint?: (state: SamplerState) => void | Promise<void>
  /**
   * May look at what the chains say, after every batch of the sampling: looking takes time, so whoever is asked decides when; but should look at
   * the last, which have `ended`.
   */
  settling?: (look: () => Settling | null, ended: boolean) => void | Promise<void>
  /** A state that `checkpoint` was given by a run with the same input and options. */
  resume?: SamplerState
}

/** What sampling leaves: draws of weights and scale, why they do not suffice (empty if they do), and the evidence. */
export interface Sampled {
  draws: Draws
  failures: string[]
  evidence: EvidenceResult
  ladder: Details['ladder']
}

/** What the convergence gate is on: single weights, or of a large library what is read off the ensemble. */
export const gateOf = (target: Target) => (target.large ? ('ensemble' as const) : ('weights' as const))

/** The weight of a single model is 1: only its scale is unknown, and its evidence is exact. */
export function sampleOneModel(problem: Problem, settings: Settings): Sampled {
  return {
    draws: sampleScaleOnly(problem, settings),
    failures: [],
    evidence: exactEvidence(problem, settings.scalePrior),
    ladder: { betas: [1], swaps: [] },
  }
}

/** Samples until the gate opens or the budget is spent. `columns` are the places of the problem's models in the library. */
export async function sampleModels(
  input: InferInput,
  columns: number[],
  problem: Problem,
  target: Target,
  settings: Settings,
  services: InferServices,
): Promise<Sampled> {
  const judge: Parameters<typeof runSampler>[3] = (chains, whole) =>
    judgeChains(chains, problem.names, {
      shifts: target.shifts !== null,
      hyper: target.energyPrior !== null,
      temperature: target.energyPrior?.softmax ?? false,
      subset: target.inclusion !== null,
      errorScale: target.logErrorSd > 0,
      orders: target.large ? target.orders : null,
      whole,
    })
  const looked = {
    gate: gateOf(target),
    names: problem.names,
    columns,
    properties: input.properties ?? [],
    errorReference: problem.errorScale.reference,
  }
  const checkpoint = async (state: SamplerState) => {
    await services.checkpoint?.(state)
    if (state.stage === 'sampling') await services.settling?.(() => settlingOf(state.chains, looked), false)
  }
  const options = samplerOptions(settings)
  const state = await runSampler(target, options, { ...services, checkpoint }, judge, services.resume)
  const { failures } = state
  await services.settling?.(() => settlingOf(state.chains, { ...looked, failures }), true)
  const { report, signal, run } = services
  const checked = (share: number) => report(progressOfCheck(target, options, state, share))
  const evidence = await evidenceOf(problem, target, settings.scalePrior, settings.seed, state, {
    checked,
    signal,
    run,
  })
  const ladder = state.whole
    ? { betas: state.whole.betas, swaps: state.whole.swaps }
    : { betas: state.groups[0].betas, swaps: swapsOf(state) }
  return { draws: drawsOf(state.chains), failures, evidence, ladder }
}

function samplerOptions({ chains, iterations, iterationsMax, seed, effort }: Settings): SamplerOptions {
  return { chains, iterations, iterationsMax, seed, effort }
}
