import { exp, ln, pow } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { logSumExp } from '../numeric/special.ts'
import { type Engine, openEngine } from '../sample/engine.ts'
import type { Target } from '../sample/target.ts'
import { energyOf, type Walker } from '../sample/walker.ts'

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
  const engine = openEngine(target, Random.stream(seed, 5, replicate).state, 2 * particles)
  let [swarm, next] = [0, 1].map(() => Array.from({ length: particles }, () => engine.newWalker()))
  for (const walker of swarm) engine.drawPrior(walker)
  let log = 0
  for (let step = 1; step < betas.length; step++) {
    const rise = betas[step] - betas[step - 1]
    const logWeights = swarm.map(walker => -rise * energyOf(target, walker))
    const total = logSumExp(logWeights)
    log += total - ln(particles)
    resample(engine, swarm, logWeights, total, next)
    ;[swarm, next] = [next, swarm]
    for (const walker of swarm) {
      for (let n = 0; n < sweeps; n++) engine.sweep(walker, betas[step])
      engine.refresh(walker)
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
      finer.push(low === 0 ? high * share ** 2 : low * pow(high / low, share))
    }
  return finer
}

/** Fills `next` with copies of walkers of `swarm`, each in proportion to its weight. */
function resample(
  engine: Engine,
  swarm: Walker[],
  logWeights: number[],
  total: number,
  next: Walker[],
): void {
  const offset = engine.uniform()
  let cumulative = 0
  let filled = 0
  swarm.forEach((walker, i) => {
    cumulative += swarm.length * exp(logWeights[i] - total)
    const last = i === swarm.length - 1
    while (filled < next.length && (last || filled + offset < cumulative))
      copyTo(engine, walker, next[filled++])
  })
}

function copyTo(
  engine: Engine,
  { logU, hyper, logErrorScale, logTemperature, node }: Walker,
  copy: Walker,
): void {
  copy.logU.set(logU)
  copy.hyper = hyper
  copy.logErrorScale = logErrorScale
  copy.logTemperature = logTemperature
  copy.node = node
  engine.refresh(copy)
}
