import type { Summary } from '../contract.ts'
import { type Chains, convergenceOf } from '../diagnose/convergence.ts'
import { ascending, mean, quantileOfSorted, variance } from '../numeric/orderStatistics.ts'

/** Posterior summary of one quantity from its chains: moments, quantiles and convergence. O(D log D). */
export function summaryOf(chains: Chains): Summary {
  const all = pooledDraws(chains)
  const average = mean(all)
  const sorted = ascending(all)
  const { mcse, essBulk, essTail, rhat } = convergenceOf(chains, sorted)
  return {
    mean: average,
    sd: Math.sqrt(variance(all, average)),
    mcse,
    q025: quantileOfSorted(sorted, 0.025),
    q50: quantileOfSorted(sorted, 0.5),
    q975: quantileOfSorted(sorted, 0.975),
    essBulk,
    essTail,
    rhat,
  }
}

/** The summary of a weight that is 0 by construction: a model left out of the inference. */
export const leftOut: Readonly<Summary> = {
  mean: 0,
  sd: 0,
  mcse: 0,
  q025: 0,
  q50: 0,
  q975: 0,
  essBulk: 0,
  essTail: 0,
  rhat: 1,
}

/** All chains one after the other, a fresh array. */
export function pooledDraws(chains: Chains): Float64Array {
  const all = new Float64Array(chains.reduce((sum, chain) => sum + chain.length, 0))
  let offset = 0
  for (const chain of chains) {
    all.set(chain, offset)
    offset += chain.length
  }
  return all
}
