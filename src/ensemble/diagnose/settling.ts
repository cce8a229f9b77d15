import type { Settling } from '../contract.ts'
import { distributionOf, type Property } from '../posterior/distributions.ts'
import { byChain, type Draws, meanWeights, toStatedErrors, weightsOf } from '../posterior/draws.ts'
import { effectiveModelsOf } from '../posterior/prior.ts'
import { summaryOf } from '../posterior/summary.ts'
import { type DrawBuffer, someDraws } from '../sample/draws.ts'
import { convergenceLimits } from './thresholds.ts'
import { weightDetails } from './weights.ts'
import { formatRhatAbove, modelLabel } from './words.ts'

/** Draws that are looked at, over all chains: as many as a picture needs, and so many numbers. */
const [drawsMax, valuesMax] = [2000, 1e6]
/** Models whose weights are shown. */
const shownMax = 12

interface Sampled {
  /** Of the models sampled. */
  names: string[]
  /** Their places in the library. */
  columns: number[]
  properties: readonly Property[]
  /** f0, by which the stated errors were multiplied. */
  errorReference: number
  /** What sampling waits for: single weights, or what is read off the ensemble of a large library. */
  gate: 'weights' | 'ensemble'
  /** What the gate said in the end, of all draws; absent before. */
  failures?: string[]
}

/** What chains that are still growing say, from at most 2,000 draws of all that are kept. Null before each has a few. O(D K). */
export function settlingOf(
  chains: DrawBuffer[],
  { names, columns, properties, errorReference, gate, failures }: Sampled,
): Settling | null {
  const most = Math.floor(Math.min(drawsMax, valuesMax / names.length) / chains.length)
  const draws = someDraws(chains, most)
  if (draws.count < 20 * chains.length) return null
  toStatedErrors(draws, errorReference)
  const means = meanWeights(draws)
  const order = Array.from(means.keys()).sort((a, b) => means[b] - means[a] || a - b)
  const weights = order.slice(0, shownMax).map(k => ({
    place: columns[k],
    name: names[k],
    weight: summaryOf(byChain(draws, weightsOf(draws, k))),
  }))
  const rg = properties.find(({ name }) => name === 'rg')
  return {
    draws: chains.reduce((sum, chain) => sum + chain.count, 0),
    agreement: failures
      ? agreementInTheEnd(chains.length, failures)
      : agreementOf(draws, gate === 'weights' ? weights : []),
    weights,
    rg: rg ? distributionOf(rg, columns, draws) : null,
    traces: weightDetails(draws, names, means).traces,
  }
}

const agreementInTheEnd = (chains: number, [failure]: string[]) =>
  failure === undefined
    ? `The ${chains} independent chains agree.`
    : `The ${chains} independent chains do not agree in the end: ${failure}.`

/** Whether chains agree, by the worst of scale, chi2, N_eff and those of `weights` that count. */
function agreementOf(draws: Draws, weights: Settling['weights']): string {
  const { rhatMax, weightMin } = convergenceLimits
  const worst = [
    {
      name: 'the effective number of models',
      rhat: summaryOf(byChain(draws, effectiveModelsOf(draws))).rhat,
    },
    { name: 'the scale', rhat: summaryOf(byChain(draws, draws.scale)).rhat },
    { name: 'chi2', rhat: summaryOf(byChain(draws, draws.chi2)).rhat },
    ...weights.flatMap(({ name, weight }) =>
      weight.mean > weightMin ? [{ name: `the weight of ${modelLabel(name)}`, rhat: weight.rhat }] : [],
    ),
  ].reduce((a, b) => (b.rhat > a.rhat ? b : a))
  const chains = `The ${draws.chainCount} independent chains`
  return worst.rhat < rhatMax
    ? `${chains} agree so far: R-hat is at most ${worst.rhat.toFixed(3)}, of ${worst.name}.`
    : `${chains} do not agree yet: R-hat of ${worst.name} is ${formatRhatAbove(worst.rhat, rhatMax)}, and should fall below ${rhatMax}.`
}
