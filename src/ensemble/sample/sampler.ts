import type { Report } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { batchIterations, worthSending } from './cost.ts'
import { appendDraws, type DrawBuffer, emptyDraws, halveDraws } from './draws.ts'
import { firstForecast, forecastOf, type GateAnswer, isLong, nextLook } from './forecast.ts'
import { type AdvanceResult, advance, type GroupState, moveToLadder, startGroup } from './ladder.ts'
import { tuningRounds, warmupLength, wholeLadderLength } from './lengths.ts'
import { progressOf } from './progress.ts'
import type { Target } from './target.ts'
import type { TaskRunner } from './taskRunner.ts'
import { coldestOf, firstLadder, retune } from './tune.ts'

/** How long and how to sample. */
export interface SamplerOptions {
  /** Independent groups of walkers, each giving one chain. */
  chains: number
  /** Iterations of each chain before the convergence gate is first asked. */
  iterations: number
  /** Iterations of each chain at which sampling ends, converged or not. */
  iterationsMax: number
  seed: number
  /** `gate` stops when the gate opens; `thorough` goes on, while that is cheap, until quantiles are precise too. */
  effort: 'gate' | 'thorough'
}

/** Judges the chains. */
export type Gate = (chains: DrawBuffer[], whole: DrawBuffer[] | null) => GateAnswer

/** What the sampler is given by whoever runs it. */
export interface SamplerServices {
  report: Report
  signal?: AbortSignal
  /** Runs tasks on other threads; they run in place by default. The result does not depend on it. */
  run?: Pick<TaskRunner, 'advance'>
  /** Takes the state after every batch, to keep and to hand to `resumeSampler`; must be done with it when it returns. */
  checkpoint?: (state: SamplerState) => void | Promise<void>
}

/**
 * Everything a sampling run knows: a plain object. Going on from a copy of it gives the same numbers as never
 * having stopped.
 */
export interface SamplerState {
  stage: 'tuning' | 'warmup' | 'ladder' | 'sampling' | 'done'
  /** Rounds of tuning done. */
  round: number
  /** Iterations of the present stage still to do before the next decision. */
  left: number
  groups: GroupState[]
  /** Sum over groups and iterations of the swap probabilities of this round, [rungs - 1], and its weight. */
  acceptance: Float64Array
  acceptanceWeight: number
  /** What the whole ladder brought, where the chains went on on its coldest rungs. */
  whole: WholeLadder | null
  chains: DrawBuffer[]
  thin: number
  /** Iterations of each chain that were sampled. */
  sampled: number
  /** Iterations after which sampling should end, and when next to look whether it should. */
  forecast: number
  lookAt: number
  /** What the gate said last; empty when it let the result through. */
  failures: string[]
}

/** A short run of the whole ladder: it has the evidence, and would find a mode that the coldest rungs miss. */
export interface WholeLadder {
  betas: number[]
  swaps: number[]
  /** Without weights. */
  chains: DrawBuffer[]
}

/** Draws held by all chains together, in numbers: 160 MB. */
const drawValuesMax = 1.6e7
/** Pairs of draws of one chain at least, however large a draw. */
const pairsMin = 200
/** Draws of one chain that are worth keeping for precise quantiles, and numbers in them over all chains. */
const thoroughDraws = 10_000
const thoroughValuesMax = 1e6

/** The state before the first iteration: every group on a first ladder, the cold walkers far apart. */
export function startSampler(target: Target, options: SamplerOptions): SamplerState {
  const betas = firstLadder(target, options.seed)
  const start = (group: number) =>
    group === 0 ? 'equal' : Math.floor((target.modelCount * (group - 0.5)) / options.chains)
  const groups = Array.from({ length: options.chains }, (_, g) =>
    startGroup(target, betas, start(g), options.seed, g),
  )
  return {
    stage: 'tuning',
    round: 0,
    left: tuningRounds(target)[0],
    groups,
    acceptance: new Float64Array(betas.length - 1),
    acceptanceWeight: 0,
    whole: null,
    chains: [],
    thin: 1,
    sampled: 0,
    forecast: firstForecast(target, options),
    lookAt: nextLook(0),
    failures: [],
  }
}

/**
 * Samples until the gate opens or the budget is spent: tuning of the ladder, warm-up, then sampling in stretches that
 * grow by half, with the gate asked after each.
 *
 * `gate` gets the chains and returns what is not converged. All decisions fall at fixed iteration counts, so the
 * result depends on target, options and seed alone: not on threads, breaks or the clock. Throws `cancelled` when
 * the signal fires, and whatever `report` throws.
 */
export async function runSampler(
  target: Target,
  options: SamplerOptions,
  services: SamplerServices,
  gate: Gate,
  state: SamplerState = startSampler(target, options),
): Promise<SamplerState> {
  while (state.stage !== 'done') {
    const batch = Math.min(state.left, batchIterations(target, state.groups[0].betas.length))
    await advanceAll(target, options, services, state, batch)
    state.left -= batch
    if (state.left === 0) nextStage(target, options, gate, state)
    else if (state.sampled >= state.lookAt) {
      state.forecast = forecastOf(target, options, state, gate(state.chains, null))
      state.lookAt = nextLook(state.sampled)
    }
    await services.checkpoint?.(state)
  }
  return state
}

/** One batch of every group, and what it brings added to the state. */
async function advanceAll(
  target: Target,
  options: SamplerOptions,
  services: SamplerServices,
  state: SamplerState,
  batch: number,
): Promise<void> {
  let finished = 0
  const sweeps = batch * state.groups[0].betas.length
  const run = worthSending(target, sweeps) ? services.run : undefined
  const advanceOne = async (group: GroupState): Promise<AdvanceResult> => {
    const task = { target, state: group, iterations: batch, thin: state.thin }
    const result = run ? await run.advance(task) : advance(task)
    finished += batch / state.groups.length
    if (services.signal?.aborted) throw refusal('run.cancelled', {})
    await services.report(progressOf(target, options, state, finished))
    return result
  }
  const results: AdvanceResult[] = []
  if (run) results.push(...(await Promise.all(state.groups.map(advanceOne))))
  else for (const group of state.groups) results.push(await advanceOne(group))

  results.forEach((result, g) => {
    state.groups[g] = result.state
    for (let i = 0; i < result.acceptance.length; i++) state.acceptance[i] += batch * result.acceptance[i]
    if (state.stage === 'sampling') appendDraws(state.chains[g], result)
    if (state.stage === 'ladder') appendDraws(state.whole!.chains[g], result)
  })
  state.acceptanceWeight += batch * results.length
  if (state.stage === 'sampling') state.sampled += batch
}

/** Decides what comes after a stretch that is done. */
function nextStage(target: Target, options: SamplerOptions, gate: Gate, state: SamplerState): void {
  if (state.stage === 'tuning') {
    const betas = retune(state.groups[0].betas, swapsOf(state))
    state.groups = state.groups.map(group => moveToLadder(group, betas))
    state.acceptance = new Float64Array(betas.length - 1)
    state.acceptanceWeight = 0
    state.round++
    state.left = tuningRounds(target)[state.round] ?? 0
    if (state.left > 0) return
    state.stage = 'warmup'
    state.left = warmupLength(target, options)
  } else if (state.stage === 'warmup' && wholeLadderLength(target, options) > 0) {
    state.stage = 'ladder'
    state.left = wholeLadderLength(target, options)
    startCounting(state)
    const { betas } = state.groups[0]
    const chains = state.groups.map(() => emptyDraws(0, betas.length, state.left))
    state.whole = { betas, swaps: [], chains }
  } else if (state.stage === 'ladder') {
    state.whole!.swaps = swapsOf(state)
    const betas = coldestOf(state.groups[0].betas)
    state.groups = state.groups.map(group => moveToLadder(group, betas))
    state.acceptance = new Float64Array(betas.length - 1)
    startSampling(target, options, state)
  } else if (state.stage === 'warmup') startSampling(target, options, state)
  else {
    const judgement = gate(state.chains, state.whole?.chains ?? null)
    const { failures, precise } = judgement
    state.failures = failures
    const rungs = state.groups[0].betas.length
    const enough = precise || options.effort === 'gate' || isLong(target, options, rungs, state.sampled)
    if ((failures.length === 0 && enough) || state.sampled >= options.iterationsMax) {
      state.stage = 'done'
      return
    }
    state.left = Math.min(Math.ceil(state.sampled / 2), options.iterationsMax - state.sampled)
    state.forecast = Math.max(state.sampled + state.left, forecastOf(target, options, state, judgement))
    state.lookAt = nextLook(state.sampled)
    const { capacity, count } = state.chains[0]
    if (count + state.left / state.thin + 1 > capacity) {
      for (const chain of state.chains) halveDraws(chain)
      state.thin *= 2
    }
  }
}

/** The mean probabilities that neighbouring rungs swap, so far. */
export function swapsOf(state: SamplerState): number[] {
  return Array.from(state.acceptance, sum => sum / state.acceptanceWeight)
}

function startCounting(state: SamplerState): void {
  state.acceptance.fill(0)
  state.acceptanceWeight = 0
}

function startSampling(target: Target, options: SamplerOptions, state: SamplerState): void {
  state.stage = 'sampling'
  state.left = options.iterations
  startCounting(state)
  const perChain = Math.floor(drawValuesMax / options.chains / numbersOfDraw(target, state))
  const worthKeeping = Math.min(
    thoroughDraws,
    Math.floor(thoroughValuesMax / options.chains / target.modelCount),
  )
  const wanted = Math.max(2 * options.iterations, worthKeeping)
  const capacity = 2 * Math.max(pairsMin, Math.floor(Math.min(wanted, perChain) / 2))
  state.chains = state.groups.map(group => emptyDraws(target.modelCount, group.betas.length, capacity))
  while (options.iterations > capacity * state.thin) state.thin *= 2
}

/** Numbers that a draw takes; of a large library as many as models take part now, with room for twice as many. */
function numbersOfDraw({ large, modelCount }: Target, { groups }: SamplerState): number {
  const members = Math.max(...groups.map(({ walkers }) => walkers.at(-1)!.models.length))
  return groups[0].betas.length + (large ? Math.min(modelCount, 2 * members) : modelCount)
}
