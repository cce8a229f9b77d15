import { pow } from '../numeric/elementary.ts'
import { sweepNanoseconds } from './cost.ts'
import type { SamplerOptions, SamplerState } from './sampler.ts'
import type { Target } from './target.ts'

/** What the gate says of chains. */
export interface GateAnswer {
  /** What is not converged, a sentence each. */
  failures: string[]
  /** Whether quantiles are precise as well. */
  precise: boolean
  /** By what factor the draws must grow for the one and the other. */
  growth: number
  growthToPrecise: number
}

/** Work of all chains within which `thorough` stays, by the cost model. */
const thoroughNanoseconds = 1e9

/** Whether a run of so many iterations is too long to go on for precision alone. */
export function isLong(target: Target, options: SamplerOptions, rungs: number, iterations: number): boolean {
  return iterations * options.chains * rungs * sweepNanoseconds(target) > thoroughNanoseconds
}

/** By what factor chains usually outgrow the first stretch: where others take up the slack, otherwise, and those of a large library. */
const [usualGrowthCompensated, usualGrowth, usualGrowthOfLarge] = [1, 1.5, 3]

/** Iterations of each chain after which sampling should end, before it has begun. */
export function firstForecast(target: Target, options: SamplerOptions): number {
  const usual = target.large ? usualGrowthOfLarge : target.orders ? usualGrowthCompensated : usualGrowth
  return endAfter(options, options.iterations * usual)
}

/**
 * The same from the rate of effective draws so far. In the first stretch there are few of them: what is usual then counts as much as is left of
 * the stretch. Chains of large libraries go on for so long that this makes no difference.
 */
export function forecastOf(
  target: Target,
  options: SamplerOptions,
  state: SamplerState,
  answer: GateAnswer,
): number {
  const found = endBy(target, options, state, answer)
  const share = Math.min(1, state.sampled / options.iterations)
  if (target.large || share === 1) return found
  return Math.ceil(pow(firstForecast(target, options), 1 - share) * pow(found, share))
}

/** The end of sampling where effective draws go on to grow at the same rate. */
function endBy(
  target: Target,
  options: SamplerOptions,
  { sampled, groups }: SamplerState,
  { growth, growthToPrecise }: GateAnswer,
): number {
  const end = endAfter(options, sampled * growth)
  if (options.effort === 'gate') return end
  const rungs = groups[0].betas.length
  const isEnough = (iterations: number) =>
    iterations >= sampled * growthToPrecise || isLong(target, options, rungs, iterations)
  return endAfter(options, end, isEnough)
}

/** The end of the first stretch that has so many iterations and is enough, or the last. */
function endAfter(
  { iterations, iterationsMax }: SamplerOptions,
  wanted: number,
  isEnough: (iterations: number) => boolean = () => true,
): number {
  let end = iterations
  while (end < iterationsMax && !(end >= wanted && isEnough(end)))
    end = Math.min(end + Math.ceil(end / 2), iterationsMax)
  return end
}

/** The next time to look, in the first stretch, which has no end of its own: when it has doubled. */
export function nextLook(iterations: number): number {
  return Math.max(firstLook, 2 * iterations)
}
const firstLook = 200
