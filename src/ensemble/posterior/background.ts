import type { BackgroundResult } from '../contract.ts'
import { openVariances, productsGiven } from '../nuisance.ts'
import { ln } from '../numeric/elementary.ts'
import { logSumExp } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'
import { eachCurve } from './curves.ts'
import { amountsOf, byChain, type Draws, thinned } from './draws.ts'
import { type OfPart, ofPart } from './ofPart.ts'
import { summaryOf } from './summary.ts'

/** Which of the directions the background of a part is; -1 where it has none. */
function backgroundDirection({ parts, nodes }: Pick<Problem, 'parts' | 'nodes'>, part: number): number {
  if (!parts[part].background) return -1
  const later = parts.slice(part).filter(({ background }) => background !== null).length
  return nodes[0].nuisance!.count - later
}

/**
 * The background among the draws, and whether it was needed.
 *
 * The evidence with it over that without is the ratio of the densities of b at 0 before and after the data (Dickey 1971,
 * Ann. Math. Stat. 42:204). Given u and the errors, b/s_b ~ Normal(m/p, g^2 v/p) with g = f/f0, where v is 1 for
 * the last direction, and before the data Normal(0, g^2), so that the ratio is the inverse of the mean over draws of
 * sqrt(p/v) exp(-m^2/(2 p v g^2)).
 */
export function backgroundResult(problem: Problem, draws: Draws, part = 0): BackgroundResult | null {
  const { parts, nodes, errorScale } = problem
  const { background } = parts[part]
  if (!background) return null
  const { count } = nodes[0].nuisance!
  const at = backgroundDirection(problem, part)
  const amounts = Float64Array.from({ length: draws.count }, (_, d) => draws.nuisance[d * count + at])
  const told = (logs: Float64Array): BackgroundResult => {
    const amount = summaryOf(byChain(draws, amounts))
    return {
      priorSd: background.priorSd,
      amount,
      share: amount.mean / background.forward,
      logBayesFactor: ln(logs.length) - logSumExp(logs),
    }
  }
  if (parts.length > 1) return told(logDensitiesOfOne(ofPart(problem, draws, part), at, background.priorSd))
  const ratios = nodes.map(({ nuisance }) => openVariances(nuisance!)[at])
  const logs = new Float64Array(draws.count)
  const products = new Float64Array(count)
  for (let d = 0; d < draws.count; d++) {
    const { nuisance } = nodes[draws.node[d]]
    const { models, amounts: u } = amountsOf(draws, d)
    productsGiven(nuisance!, u, products, models)
    const precision = nuisance!.precision[at]
    const ratio = ratios[draws.node[d]]
    const spread = draws.errorScale[d] / errorScale.reference
    logs[d] =
      0.5 * ln(precision / ratio) -
      (0.5 * products[at] * products[at]) / (precision * ratio * spread * spread)
  }
  return told(logs)
}

/** Draws that the Bayes factor of the background of one of several curves is taken from. */
const densityDraws = 2000

/**
 * The logarithm of the density of b at 0 after the data over that before, given everything else in a draw: of one of several curves, whose
 * amounts are Normal(0, s_b^2) whatever the errors.
 */
function logDensitiesOfOne({ problem, draws }: OfPart, at: number, priorSd: number): Float64Array {
  const { pointCount, intensity, sigma, errorScale } = problem
  const count = draws.nuisance.length / draws.count
  const chosen = thinned(draws.count, densityDraws)
  const logs = new Float64Array(chosen.length)
  eachCurve(problem, draws, chosen, (curve, d, place) => {
    const amount = draws.nuisance[d * count + at]
    const spread = draws.errorScale[d] / errorScale.reference
    let [product, precision] = [0, 1 / priorSd ** 2]
    for (let i = 0; i < pointCount; i++) {
      const certainty = 1 / (spread * sigma[i]) ** 2
      product += certainty * (intensity[i] - curve[i] + amount)
      precision += certainty
    }
    logs[place] = 0.5 * ln(precision * priorSd ** 2) - (0.5 * product * product) / precision
  })
  return logs
}
