import type { Progress } from '../contract.ts'
import { checkParticles, checkReplicates, checkSteps } from '../evidence/estimate.ts'
import { sweepNanoseconds } from './cost.ts'
import { tuningRounds, warmupLength, wholeLadderLength } from './lengths.ts'
import type { SamplerOptions, SamplerState } from './sampler.ts'
import type { Target } from './target.ts'
import { coldRungs } from './tune.ts'

/**
 * Where a run stands once `finished` iterations of the batch are done. Done and total are milliseconds by the cost model, from the first iteration to
 * the end of the check of the evidence; how long the sampling is follows from the rate of effective draws.
 */
export function progressOf(
  target: Target,
  options: SamplerOptions,
  state: SamplerState,
  finished: number,
): Progress {
  const { stage, left, sampled, forecast } = state
  const { ends, ofLadder, ofIteration, ofCheck } = workOf(target, options, state)
  const now = sampled + finished
  const done =
    stage === 'sampling' || stage === 'done'
      ? ends.ladder * ofLadder + now * ofIteration
      : (ends[stage] - left + finished) * ofLadder
  const sampling = Math.max(forecast, sampled + left) * ofIteration
  return {
    stage: 'sampling',
    done: Math.round(done),
    total: Math.round(ends.ladder * ofLadder + sampling + ofCheck),
    message: messageOf(target, options, state, now),
  }
}

/** The same while the evidence is checked, of which `share` is done. */
export function progressOfCheck(
  target: Target,
  options: SamplerOptions,
  state: SamplerState,
  share: number,
): Progress {
  const { ends, ofLadder, ofIteration, ofCheck } = workOf(target, options, state)
  const before = ends.ladder * ofLadder + state.sampled * ofIteration
  return {
    stage: 'evidence',
    done: Math.round(before + share * ofCheck),
    total: Math.round(before + ofCheck),
    message: 'Checking the evidence by a second method',
  }
}

function messageOf(
  target: Target,
  options: SamplerOptions,
  { stage, round, failures }: SamplerState,
  now: number,
): string {
  const rounds = tuningRounds(target).length
  if (stage === 'tuning') return `Tuning the temperature ladder, round ${round + 1} of ${rounds}`
  if (stage === 'warmup') return 'Warming up the chains'
  if (stage === 'ladder') return 'Sampling the whole temperature ladder'
  if (failures.length === 0) return `Sampling, iteration ${Math.floor(now)} of each chain`
  return `Making sure that ${options.chains} independent chains agree: ${failures[0]}`
}

/** At which iterations of the whole ladder its stages end; milliseconds of one of these, of one of the sampling, and of the check of the evidence. */
function workOf(target: Target, options: SamplerOptions, { groups, whole, stage, round }: SamplerState) {
  const rounds = tuningRounds(target)
  const tuning = rounds.reduce((sum, length) => sum + length, 0)
  const warmup = tuning + warmupLength(target, options)
  const tuned = rounds.slice(0, round + 1).reduce((sum, length) => sum + length, 0)
  const sweep = sweepNanoseconds(target) / 1e6
  const rungs = groups[0].betas.length
  const all = whole?.betas.length ?? rungs
  const wholeLadder = wholeLadderLength(target, options)
  const isWhole = wholeLadder > 0 && stage !== 'sampling' && stage !== 'done'
  return {
    ends: {
      tuning: stage === 'tuning' ? tuned : tuning,
      warmup,
      ladder: warmup + wholeLadder,
    },
    ofLadder: options.chains * all * sweep,
    ofIteration: options.chains * (isWhole ? coldRungs : rungs) * sweep,
    ofCheck: checkReplicates * checkParticles * checkSteps(all) * sweep,
  }
}
