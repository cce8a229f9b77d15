import { ln, pow } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { openEngine } from './engine.ts'
import type { Target } from './target.ts'
import { energyOf } from './walker.ts'

/** Rungs are placed so that neighbours swap about half the time, the optimum of Syed et al. 2021, section 5. */
const rungsPerBarrier = 1.6
const rungsMin = 4
const rungsMax = 60

/**
 * A first guess of the ladder: 0, then temperatures in steps of a factor 4 from where the prior's energies begin to
 * matter up to 1. The guess only has to reach every scale; `retune` does the rest.
 */
export function firstLadder(target: Target, seed: number): number[] {
  const engine = openEngine(target, Random.stream(seed, 2).state, 1)
  const walker = engine.newWalker()
  const energies = Array.from({ length: 64 }, () => {
    engine.drawPrior(walker)
    return energyOf(target, walker)
  }).sort((a, b) => a - b)
  const spread = Math.max(energies[48] - energies[16], 1)
  const steps = Math.min(Math.max(2, Math.ceil(ln(spread) / ln(4))), rungsMax - 2)
  return [0, ...Array.from({ length: steps + 1 }, (_, i) => pow(spread, i / steps - 1))]
}

/**
 * A better ladder from measured swap probabilities, [rungs - 1].
 *
 * The communication barrier Lambda(beta), the running sum of rejection probabilities, does not depend on where the
 * rungs are to first order; rungs equally far apart in Lambda reject equally often. Their number follows from the
 * whole barrier. Between rungs Lambda is taken linear in log beta, below the first in beta. Source: Syed et al. 2021,
 * algorithms 2 and 3.
 */
export function retune(betas: number[], acceptance: ArrayLike<number>): number[] {
  const barrier = [0]
  for (let i = 0; i + 1 < betas.length; i++) barrier.push(barrier[i] + Math.max(1 - acceptance[i], 1e-3))
  const whole = barrier[barrier.length - 1]
  const steps = Math.min(Math.max(rungsMin - 1, Math.ceil(rungsPerBarrier * whole)), rungsMax - 1)
  const ladder = [0]
  let below = 0
  for (let i = 1; i < steps; i++) {
    const wanted = (whole * i) / steps
    while (barrier[below + 1] < wanted) below++
    const share = (wanted - barrier[below]) / (barrier[below + 1] - barrier[below])
    const [low, high] = [betas[below], betas[below + 1]]
    ladder.push(low === 0 ? share * high : low * pow(high / low, share))
  }
  ladder.push(1)
  return ladder
}

/** On how many rungs large libraries are sampled: moves that do not creep need no more. */
export const coldRungs = 4

/** The coldest rungs of a tuned ladder. With every second one neighbours swap so seldom that two chains in three come from nowhere else. */
export function coldestOf(betas: number[]): number[] {
  return betas.slice(-coldRungs)
}
