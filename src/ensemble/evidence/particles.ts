import { Random } from '../numeric/random.ts'
import { logSumExp } from '../numeric/special.ts'
import { sweep } from '../sample/moves.ts'
import type { Target } from '../sample/target.ts'
import { drawPrior, emptyWalker, energyOf, refresh, type Walker } from '../sample/walker.ts'

/** What one particle run needs: a plain object that can be sent to another thread. */
export interface ParticleTask {
  target: Target
  /** Temperatures from 0 to 1, ascending. */
  betas: number[]
  particles: number
  /** Sweeps after each step. */
  sweeps: number
  seed: number
  replicate: number
}

/**
 * One estimate of log E_prior[exp(-E)] by sequential Monte Carlo: particles drawn from the prior are cooled along
 * `betas`, weighted by exp(-(beta' - beta) E), resampled, and moved by sweeps at the new temperature.
 *
 * Shares no random numbers and no draws with the replica exchange, and estimates the evidence itself without bias,
 * so that it checks the other method. Systematic resampling at every step. Source: Del Moral, Doucet & Jasra 2006, J.
 * R. Statist. Soc. B 68:411. O(betas x particles x sweeps x K r).
 */
export function coolParticles({ target, betas, particles, sweeps, seed, replicate }: ParticleTask): number {
  const random = Random.stream(seed, 5, replicate)
  let swarm = Array.from({ length: particles }, () => {
    const walker = emptyWalker(target)
    drawPrior(target, walker, random)
    return walker
  })
  let log = 0
  for (let step = 1; step < betas.length; step++) {
    const rise = betas[step] - betas[step - 1]
    const logWeights = swarm.map(walker => -rise * energyOf(target, walker))
    const total = logSumExp(logWeights)
    log += total - Math.log(particles)
    swarm = resample(target, swarm, logWeights, total, random)
    for (const walker of swarm) {
      for (let n = 0; n < sweeps; n++) sweep(target, walker, betas[step], random)
      refresh(target, walker)
    }
  }
  return log
}

/** A ladder with `between` temperatures put evenly between every two of `betas`: gentler steps for particles. */
export function refine(betas: number[], between: number): number[] {
  const finer = [betas[0]]
  for (let i = 1; i < betas.length; i++)
    for (let n = 1; n <= between + 1; n++) {
      const share = n / (between + 1)
      const [low, high] = [betas[i - 1], betas[i]]
      finer.push(low === 0 ? high * share ** 2 : low * (high / low) ** share)
    }
  return finer
}

function resample(
  target: Target,
  swarm: Walker[],
  logWeights: number[],
  total: number,
  random: Random,
): Walker[] {
  const next: Walker[] = []
  const offset = random.uniform()
  let cumulative = 0
  swarm.forEach((walker, i) => {
    cumulative += swarm.length * Math.exp(logWeights[i] - total)
    while (next.length < swarm.length && next.length + offset < cumulative) next.push(copyOf(target, walker))
  })
  while (next.length < swarm.length) next.push(copyOf(target, swarm[swarm.length - 1]))
  return next
}

function copyOf(target: Target, walker: Walker): Walker {
  const copy = emptyWalker(target)
  copy.logU.set(walker.logU)
  copy.hyper = walker.hyper
  refresh(target, copy)
  return copy
}
