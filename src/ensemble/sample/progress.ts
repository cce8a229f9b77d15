import type { Progress } from '../contract.ts'
import { tuningRounds, warmupLength } from './lengths.ts'
import type { SamplerOptions, SamplerState } from './sampler.ts'
import type { Target } from './target.ts'

/** Where a run stands once `finished` iterations of the batch are done. */
export function progressOf(
  target: Target,
  options: SamplerOptions,
  state: SamplerState,
  finished: number,
): Progress {
  const before = tuningRounds.reduce((sum, length) => sum + length, 0)
  const warmup = warmupLength(target, options)
  const tuned = tuningRounds.slice(0, state.round + 1).reduce((sum, length) => sum + length, 0)
  if (state.stage === 'tuning')
    return {
      stage: 'sampling',
      done: tuned - state.left + finished,
      total: before + warmup + options.iterations,
      message: `Tuning the temperature ladder, round ${state.round + 1} of ${tuningRounds.length}`,
    }
  const total = before + warmup + Math.max(options.iterations, state.sampled + state.left)
  if (state.stage === 'warmup')
    return {
      stage: 'sampling',
      done: before + warmup - state.left + finished,
      total,
      message: 'Warming up the chains',
    }
  const why = state.failures.length > 0 ? `, until the chains agree: ${state.failures[0]}` : ''
  const now = Math.floor(state.sampled + finished)
  return {
    stage: 'sampling',
    done: before + warmup + now,
    total,
    message: `Sampling, iteration ${now} of each chain${why}`,
  }
}
