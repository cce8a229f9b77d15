import { outsideMax } from '../diagnose/thresholds.ts'
import type { NuisanceInput } from '../nuisance.ts'
import { exp, ln } from '../numeric/elementary.ts'
import { overNormal } from '../numeric/overNormal.ts'
import { takeRows } from '../numeric/sparseRows.ts'
import { normalCdf } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'
import type { Draws } from './draws.ts'

/** What cutting the priors of nuisance amounts at the ends of their ranges came to. */
export interface Truncation {
  /** Share of the draws outside; 1 where of a chain too few lie inside to stand for the posterior there, and none was dropped. */
  outside: number
  /** What the cut adds to the log evidence. */
  logEvidence: number
}

/**
 * Cuts the priors of nuisance amounts at the ends of their ranges, exactly: the posterior under a prior that is cut is
 * the posterior given that the amounts lie inside, so that the draws outside are dropped. The evidence changes by the share
 * inside after the data over that before. Each chain keeps as many draws as the one with the fewest. Changes `draws`.
 */
export function truncate({ nodes, inRange, errorScale, parts }: Problem, draws: Draws): Truncation {
  const { lower, upper, count } = nodes[0].nuisance!
  if (!lower || !upper) return { outside: 0, logEvidence: 0 }
  const inside: number[] = []
  for (let d = 0; d < draws.count; d++) {
    const amounts = draws.nuisance.subarray(d * count, (d + 1) * count)
    const own = nodes[draws.node[d]].nuisance!
    if (amounts.every((amount, p) => own.lower![p] <= amount && amount <= own.upper![p])) inside.push(d)
  }
  const share = inside.length / draws.count
  const outside = 1 - share
  if (outside > outsideMax) return { outside, logEvidence: 0 }
  if (share < 1 && !keepDraws(draws, inside)) return { outside: 1, logEvidence: 0 }
  const before = inRange ?? ((spread: number) => inRangeOf(nodes[0].nuisance!, spread))
  // Of several curves the priors of amounts are those at f0 (ownErrorScales.ts).
  const logSd = parts.length > 1 ? 0 : errorScale.logSd
  const shareBefore = logSd > 0 ? overNormal(z => before(exp(z * logSd))) : before(1)
  return { outside, logEvidence: ln(share / shareBefore) }
}

/** The probability before the data that all amounts lie in their ranges, with errors `spread` times f0. */
function inRangeOf({ lower, upper, mean, sd }: NuisanceInput, spread: number): number {
  let inside = 1
  for (let p = 0; p < mean.length; p++) {
    if (!(sd[p] > 0)) continue
    const width = sd[p] * spread
    inside *= normalCdf((upper![p] - mean[p]) / width) - normalCdf((lower![p] - mean[p]) / width)
  }
  return inside
}

/** R-hat compares halves of chains, and each half needs two draws for a variance. */
const drawsMin = 4

/** Keeps the draws `kept` (ascending), equally many of each chain. Where these are too few to tell anything of a chain, it keeps all and answers false. */
export function keepDraws(draws: Draws, kept: number[]): boolean {
  const ofChain = Array.from({ length: draws.chainCount }, (_, c) => kept.filter(d => draws.chain[d] === c))
  const length = Math.min(...ofChain.map(own => own.length))
  if (length < drawsMin) return false
  const chosen = ofChain.flatMap(own => own.slice(0, length))
  const take = (values: Float64Array) => {
    const width = values.length / draws.count
    const taken = new Float64Array(chosen.length * width)
    chosen.forEach((d, row) => {
      taken.set(values.subarray(d * width, (d + 1) * width), row * width)
    })
    return taken
  }
  for (const name of [
    'scale',
    'chi2',
    'shiftChi2',
    'hyper',
    'errorScale',
    'temperature',
    'node',
    'nuisance',
  ] as const)
    draws[name] = take(draws[name])
  draws.weights = takeRows(draws.weights, chosen)
  draws.chain = Uint16Array.from(chosen, d => draws.chain[d])
  draws.count = chosen.length
  return true
}
