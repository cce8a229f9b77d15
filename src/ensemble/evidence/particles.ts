import { exp, ln, pow } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { logSumExp } from '../numeric/special.ts'
import { type Engine, openEngine } from '../sample/engine.ts'
import { type PackedWalker, packWalker, unpackWalker } from '../sample/packed.ts'
import type { Target } from '../sample/target.ts'
import { energyOf } from '../sample/walker.ts'

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
  const engine = openEngine(target, Random.stream(seed, 5, replicate).state, 1)
  const walker = engine.newWalker()
  const packed = (): Particle => ({ at: packWalker(walker), energy: energyOf(target, walker) })
  let swarm = Array.from({ length: particles }, () => {
    engine.drawPrior(walker)
    return packed()
  })
  let log = 0
  for (let step = 1; step < betas.length; step++) {
    const rise = betas[step] - betas[step - 1]
    const logWeights = swarm.map(({ energy }) => -rise * energy)
    const total = logSumExp(logWeights)
    log += total - ln(particles)
    swarm = resampled(engine, swarm, logWeights, total).map(({ at }) => {
      unpackWalker(engine, at, walker)
      for (let n = 0; n < sweeps; n++) engine.sweep(walker, betas[step])
      return packed()
    })
  }
  return log
}

/** A walker, put away, and its energy. */
interface Particle {
  at: PackedWalker
  energy: number
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

/** As many particles, each as often as its weight says. */
function resampled(engine: Engine, swarm: Particle[], logWeights: number[], total: number): Particle[] {
  const offset = engine.uniform()
  let cumulative = 0
  const next: Particle[] = []
  swarm.forEach((particle, i) => {
    cumulative += swarm.length * exp(logWeights[i] - total)
    const last = i === swarm.length - 1
    while (next.length < swarm.length && (last || next.length + offset < cumulative)) next.push(particle)
  })
  return next
}
