import type { SamplerOptions } from './sampler.ts'
import type { Target } from './target.ts'

/** Lengths of the tuning rounds; each places the rungs anew for the next. */
export const tuningRounds = [25, 50, 100, 200]

/** Iterations of the whole ladder of a large library, on which its sampling does not go on. */
export const wholeLadderIterations = 800
const largeWarmup = 200

/**
 * Iterations before draws count: a quarter of the first stretch. The original's energy prior has 99 % of its mass where
 * one model holds everything, so a whole ladder may start there and needs long to leave it.
 */
export function warmupLength(target: Target, { iterations }: SamplerOptions): number {
  if (target.large) return largeWarmup
  return target.energyPrior && !target.energyPrior.softmax ? 2 * iterations : Math.ceil(iterations / 4)
}
