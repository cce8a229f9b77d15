import type { SamplerOptions } from './sampler.ts'
import type { Target } from './target.ts'

/** Lengths of the tuning rounds; each places the rungs anew for the next. What mixes fast needs no more than three. */
export function tuningRounds({ large, inclusion }: Target): number[] {
  return inclusion && !large ? [25, 50, 100] : [25, 50, 100, 200]
}

const [largeWarmup, wholeLadderOfLarge] = [100, 800]

/**
 * Iterations before draws count: of the first stretch a twentieth where the whole ladder comes first, as the last round of tuning is much the same ladder,
 * else a quarter. The original's energy prior has 99 % of its mass where one model holds everything, so a whole ladder may start there and needs long to
 * leave it.
 */
export function warmupLength(target: Target, { iterations }: SamplerOptions): number {
  if (target.large) return largeWarmup
  if (target.inclusion) return Math.ceil(iterations / 20)
  return target.energyPrior && !target.energyPrior.softmax ? 2 * iterations : Math.ceil(iterations / 4)
}

/** Iterations of the whole ladder, which give the evidence, before sampling goes on on its coldest rungs; 0 where it goes on on all. */
export function wholeLadderLength(target: Target, { iterations }: SamplerOptions): number {
  if (target.large) return wholeLadderOfLarge
  return target.inclusion ? Math.ceil(iterations / 2) : 0
}
