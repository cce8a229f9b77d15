import type { Random } from '../numeric/random.ts'
import { logGamma } from '../numeric/special.ts'

/** beta = 1/(R T) at 293 K in mol/kcal, R = 1.987204e-3 kcal/(mol K) (CODATA 2018: 8.314462618 J/(mol K)). */
export const inverseTemperature = 1.717472947

/** The widest Boltzmann shift of the original's prior. */
const shiftMax = 300

/**
 * Energies as a prior: Dirichlet exponents that follow a Boltzmann distribution, with one free hyperparameter h.
 *
 * `softmax` (the default): a_k = e^h softmax(-beta E)_k with h = log A ~ Normal(0, 1): the energies say how weight
 * is shared, the concentration A is learnt. `shift` is the original's form, kept to compare with it:
 * a_k = exp(-beta (h + E_k)), h ~ Uniform(0, 300); beyond h of about 3 every draw is one model alone, so that the
 * posterior of h has a plateau up to 300.
 */
export interface EnergyPrior {
  kind: 'softmax' | 'shift'
  /** -beta E_k, for `softmax` less their log-sum-exp, [K]. */
  logShares: Float64Array
}

/** The energy prior of K energies in kcal/mol. */
export function energyPriorOf(energies: Float64Array, kind: EnergyPrior['kind']): EnergyPrior {
  const logShares = Float64Array.from(energies, energy => -inverseTemperature * energy)
  if (kind === 'softmax') {
    const largest = Math.max(...logShares)
    let sum = 0
    for (const share of logShares) sum += Math.exp(share - largest)
    for (let k = 0; k < logShares.length; k++) logShares[k] -= largest + Math.log(sum)
  }
  return { kind, logShares }
}

/** Fills `exponents` with a_k at hyperparameter `hyper`; returns their sum. */
export function setExponents(prior: EnergyPrior, hyper: number, exponents: Float64Array): number {
  const offset = prior.kind === 'softmax' ? hyper : -inverseTemperature * hyper
  let sum = 0
  for (let k = 0; k < exponents.length; k++) sum += exponents[k] = Math.exp(prior.logShares[k] + offset)
  return sum
}

/** A draw of h from its prior. */
export function drawHyper(prior: EnergyPrior, random: Random): number {
  return prior.kind === 'softmax' ? random.normal() : shiftMax * random.uniform()
}

/** The interval that h may lie in. */
export function hyperRange(prior: EnergyPrior): [number, number] {
  return prior.kind === 'softmax' ? [-12, 12] : [0, shiftMax]
}

/**
 * log p(h) + log Dirichlet(w | a(h)) up to terms without h, given log w of length K:
 * log Gamma(A) + sum (a_k log w_k - log Gamma(a_k)) + log p(h). O(K) with a log-gamma each.
 */
export function logHyperDensity(
  prior: EnergyPrior,
  hyper: number,
  logWeight: Float64Array,
  scratch: Float64Array,
): number {
  let density = logGamma(setExponents(prior, hyper, scratch))
  for (let k = 0; k < scratch.length; k++) density += scratch[k] * logWeight[k] - logGamma(scratch[k])
  return prior.kind === 'softmax' ? density - 0.5 * hyper * hyper : density
}
