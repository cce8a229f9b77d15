import type { Progress } from '../contract.ts'
import { tuningRounds, warmupLength, wholeLadderIterations } from './lengths.ts'
import type { SamplerOptions, SamplerState } from './sampler.ts'
import type { Target } from './target.ts'

/** Where a run stands once `finished` iterations of the batch are done. */
export function progressOf(
  target: Target,
  options: SamplerOptions,
  state: SamplerState,
  finished: number,
): Progress {
  const tuning = tuningRounds.reduce((sum, length) => sum + length, 0)
  const warmup = warmupLength(target, options)
  const before = tuning + warmup + (target.orders ? wholeLadderIterations : 0)
  const at = (done: number, sampling: number, message: string): Progress => ({
    stage: 'sampling',
    done,
    total: before + sampling,
    message,
  })
  if (state.stage === 'tuning') {
    const tuned = tuningRounds.slice(0, state.round + 1).reduce((sum, length) => sum + length, 0)
    const message = `Tuning the temperature ladder, round ${state.round + 1} of ${tuningRounds.length}`
    return at(tuned - state.left + finished, options.iterations, message)
  }
  const sampling = Math.max(options.iterations, state.sampled + state.left)
  if (state.stage === 'warmup')
    return at(tuning + warmup - state.left + finished, sampling, 'Warming up the chains')
  if (state.stage === 'ladder')
    return at(before - state.left + finished, sampling, 'Sampling the whole temperature ladder')
  const why = state.failures.length > 0 ? `, until the chains agree: ${state.failures[0]}` : ''
  const now = Math.floor(state.sampled + finished)
  return at(before + now, sampling, `Sampling, iteration ${now} of each chain${why}`)
}
