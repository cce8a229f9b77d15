import { mean } from '../numeric/orderStatistics.ts'
import { type DrawBuffer, filled, weightDraws } from '../sample/draws.ts'
import { type Chains, convergenceOf } from './convergence.ts'
import { convergenceLimits } from './thresholds.ts'
import { modelLabel } from './words.ts'

/**
 * The convergence gate: R-hat below 1.01, bulk and tail ESS above 400, for the scale, chi2 and every weight whose
 * mean exceeds 0.01 (and, where they exist, the shifts' chi2, the hyperparameters of energies, the error
 * scale and the number of models that take part).
 *
 * Returns what fails, a sentence each; an empty list means converged. `precise` says whether each also has the 3,000
 * effective draws that a 97.5 % quantile needs to be known to 5 % of the standard deviation. Effective samples are counted on the draws
 * kept. O(watched quantities x D log D).
 */
export function judgeChains(
  chains: DrawBuffer[],
  names: string[],
  watched: { shifts: boolean; hyper: boolean; temperature: boolean; errorScale: boolean; subset: boolean },
): { failures: string[]; precise: boolean } {
  const failures: string[] = []
  let precise = true
  const check = (name: string, draws: Chains) => {
    const { rhat, essBulk, essTail } = convergenceOf(draws)
    const { rhatMax, essMin, essPrecise } = convergenceLimits
    if (!(essBulk > essPrecise && essTail > essPrecise)) precise = false
    if (!(rhat < rhatMax)) failures.push(`R-hat of ${name} is ${rhat.toFixed(3)}, not below ${rhatMax}`)
    if (!(essBulk > essMin))
      failures.push(`${Math.floor(essBulk)} effective draws of ${name}, not above ${essMin}`)
    else if (!(essTail > essMin))
      failures.push(`${Math.floor(essTail)} effective draws in the tails of ${name}, not above ${essMin}`)
  }
  check(
    'the scale',
    chains.map(chain => filled(chain, 'scale')),
  )
  check(
    'chi2',
    chains.map(chain => filled(chain, 'chi2')),
  )
  if (watched.shifts)
    check(
      'the chi2 of the shifts',
      chains.map(chain => filled(chain, 'shiftChi2')),
    )
  if (watched.hyper)
    check(
      'the energy parameter',
      chains.map(chain => filled(chain, 'hyper')),
    )
  if (watched.temperature)
    check(
      'the temperature of the energies',
      chains.map(chain => filled(chain, 'temperature')),
    )
  if (watched.errorScale)
    check(
      'the error scale',
      chains.map(chain => filled(chain, 'errorScale')),
    )
  if (watched.subset) {
    const ofWeights = (f: (weight: number) => number) =>
      chains.map(chain =>
        Float64Array.from({ length: chain.count }, (_, d) => {
          let sum = 0
          for (let k = 0; k < names.length; k++) sum += f(chain.weights[d * names.length + k])
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
  names.forEach((name, k) => {
    const draws = chains.map(chain => weightDraws(chain, k))
    if (mean(draws.map(mean)) > convergenceLimits.weightMin) check(`the weight of ${modelLabel(name)}`, draws)
  })
  return { failures, precise }
}
