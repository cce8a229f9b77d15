import { hypot } from '../numeric/elementary.ts'
import { mean } from '../numeric/orderStatistics.ts'
import { type DrawBuffer, filled, weightDraws } from '../sample/draws.ts'
import type { GateAnswer } from '../sample/forecast.ts'
import type { Orders } from '../sample/orders.ts'
import { type Chains, convergenceOf, mcseOf } from './convergence.ts'
import { readOff } from './readOff.ts'
import { convergenceLimits } from './thresholds.ts'
import { formatRhatAbove, modelLabel } from './words.ts'

/** What exists beside scale, chi2 and weights. */
export interface Watched {
  shifts: boolean
  hyper: boolean
  temperature: boolean
  errorScale: boolean
  subset: boolean
  /** Of a large library: what is read off its ensemble is watched in place of single weights. */
  orders: Orders | null
  /** Draws of the whole ladder, where the chains went on on a part of it. */
  whole: DrawBuffer[] | null
}

/**
 * The convergence gate: R-hat below 1.01, bulk and tail ESS above 400, for the scale, chi2 and every weight whose
 * mean exceeds 0.01 (and, where they exist, the shifts' chi2, the hyperparameters of energies, the error
 * scale and the number of models that take part). Of a large library single weights settle long after all that is read off the
 * ensemble: in their place are the means and shares of readOff.ts, and the whole ladder must have found the same scale and chi2.
 *
 * Returns what fails, a sentence each; an empty list means converged. `precise` says whether each also has the 3,000
 * effective draws that a 97.5 % quantile needs to be known to 5 % of the standard deviation; `growth` and `growthToPrecise` by what
 * factor the draws must grow for either, as effective draws grow with them and R-hat falls. Effective samples are counted on the draws
 * kept. O(watched quantities x D log D).
 */
export function judgeChains(chains: DrawBuffer[], names: string[], watched: Watched): GateAnswer {
  const failures: string[] = []
  let precise = true
  let [growth, growthToPrecise] = [0, 0]
  const check = (name: string, draws: Chains) => {
    const { rhat, essBulk, essTail } = convergenceOf(draws)
    const { rhatMax, essMin, essPrecise } = convergenceLimits
    const least = Math.max(1, Math.min(essBulk, essTail))
    growth = Math.max(growth, essMin / least, (rhat - 1) / (rhatMax - 1))
    growthToPrecise = Math.max(growthToPrecise, essPrecise / least)
    if (!(essBulk > essPrecise && essTail > essPrecise)) precise = false
    if (!(rhat < rhatMax))
      failures.push(`R-hat of ${name} is ${formatRhatAbove(rhat, rhatMax)}, not below ${rhatMax}`)
    if (!(essBulk > essMin))
      failures.push(`${Math.floor(essBulk)} of the ${essMin} effective draws needed of ${name}`)
    else if (!(essTail > essMin))
      failures.push(`${Math.floor(essTail)} of the ${essMin} effective draws needed in the tails of ${name}`)
  }
  for (const [column, name, exists] of [
    ['scale', 'the scale', true],
    ['chi2', 'chi2', true],
    ['shiftChi2', 'the chi2 of the shifts', watched.shifts],
    ['hyper', 'the energy parameter', watched.hyper],
    ['temperature', 'the temperature of the energies', watched.temperature],
    ['errorScale', 'the error scale', watched.errorScale],
  ] as const)
    if (exists)
      check(
        name,
        chains.map(chain => filled(chain, column)),
      )
  if (watched.subset) {
    const ofWeights = (f: (weight: number) => number) =>
      chains.map(({ count, weights: { starts, values } }) =>
        Float64Array.from({ length: count }, (_, d) => {
          let sum = 0
          for (let i = starts[d]; i < starts[d + 1]; i++) sum += f(values[i])
          return sum
        }),
      )
    check(
      'the number of models',
      ofWeights(weight => (weight > 0 ? 1 : 0)),
    )
    check(
      'the effective number of models',
      ofWeights(weight => weight * weight),
    )
  }
  const weighty = (draws: Chains) => mean(draws.map(mean)) > convergenceLimits.weightMin
  if (watched.orders) {
    for (const { name, draws } of readOff(watched.orders, chains)) if (weighty(draws)) check(name, draws)
  } else
    names.forEach((name, k) => {
      const draws = chains.map(chain => weightDraws(chain, k))
      if (weighty(draws)) check(`the weight of ${modelLabel(name)}`, draws)
    })
  if (watched.whole) failures.push(...differences(watched.whole, chains))
  return { failures, precise, growth, growthToPrecise }
}

/** Standard errors by which the means of two runs of one posterior may differ. */
const apartMax = 5

/** What the whole ladder found otherwise than the chains that went on: a mode that they miss. */
function differences(whole: DrawBuffer[], chains: DrawBuffer[]): string[] {
  return (['scale', 'chi2'] as const).flatMap(column => {
    const [a, b] = [whole, chains].map(of => {
      const draws = of.map(chain => filled(chain, column))
      return { mean: mean(draws.map(mean)), mcse: mcseOf(draws) }
    })
    const apart = Math.abs(a.mean - b.mean) / hypot(a.mcse, b.mcse)
    if (!(apart > apartMax)) return []
    const name = column === 'scale' ? 'the scale' : 'chi2'
    return [
      `${name} of the whole temperature ladder is ${apart.toFixed(1)} standard errors away, not within ${apartMax}`,
    ]
  })
}
