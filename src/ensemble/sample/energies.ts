import type { Random } from '../numeric/random.ts'
import { logGamma } from '../numeric/special.ts'
import type { Walker } from './walker.ts'

/** beta = 1/(R T) at 293 K in mol/kcal, R = 1.987204e-3 kcal/(mol K) (CODATA 2018: 8.314462618 J/(mol K)). */
export const inverseTemperature = 1.717472947

/** The widest Boltzmann shift of the original's prior. */
const shiftMax: number = 300

/**
 * Energies as a prior: Dirichlet exponents that follow a Boltzmann distribution, with one free hyperparameter h.
 *
 * `softmax` (the default): a_k = e^h softmax(-beta E)_k with h = log A ~ Normal(0, 1): the energies say how weight
 * is shared, the concentration A is learnt. `shift` is the original's form, kept to compare with it:
 * a_k = exp(-beta (h + E_k)), h ~ Uniform(0, 300); beyond h of about 3 every draw is one model alone, so that the
 * posterior of h has a plateau up to 300.
 */
export class EnergyPrior {
  /** `softmax`; else `shift`. */
  softmax: boolean = true
  /** -beta E_k, for `softmax` less their log-sum-exp, [K]. */
  logShares!: Float64Array
}

/** The energy prior of K energies in kcal/mol. */
export function energyPriorOf(energies: Float64Array, softmax: boolean): EnergyPrior {
  const logShares = energies.map(energy => -inverseTemperature * energy)
  if (softmax) {
    const largest = logShares.reduce((a, b) => Math.max(a, b))
    let sum = 0
    for (const share of logShares) sum += Math.exp(share - largest)
    for (let k = 0; k < logShares.length; k++) logShares[k] -= largest + Math.log(sum)
  }
  return { softmax, logShares }
}

/** Fills `exponents` with a_k at hyperparameter `hyper`; returns their sum. */
export function setExponents(prior: EnergyPrior, hyper: number, exponents: Float64Array): number {
  const offset = prior.softmax ? hyper : -inverseTemperature * hyper
  let sum: number = 0
  for (let k = 0; k < exponents.length; k++) {
    exponents[k] = Math.exp(prior.logShares[k] + offset)
    sum += exponents[k]
  }
  return sum
}

/** A draw of h from its prior. */
export function drawHyper(prior: EnergyPrior, random: Random): number {
  return prior.softmax ? random.normal() : shiftMax * random.uniform()
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
  return prior.softmax ? density - 0.5 * hyper * hyper : density
}

/** Step of the slice sampling of h, and how far from 0 log A may go. */
const hyperStep: number = 0.5
const logSumMax: number = 12

/**
 * Slice sampling of h given the weights, by stepping out and shrinkage, and the exponents that follow from it. Source:
 * Neal 2003, Annals of Statistics 31:705.
 */
export function updateHyper(prior: EnergyPrior, walker: Walker, random: Random): void {
  const logWeight = walker.scratch.logWeight
  const exponents = walker.scratch.exponents
  const logScale = Math.log(walker.scale)
  for (let k = 0; k < logWeight.length; k++) logWeight[k] = walker.logU[k] - logScale
  const lowest = prior.softmax ? -logSumMax : 0.0
  const highest = prior.softmax ? logSumMax : shiftMax
  const x = walker.hyper
  const level = logHyperDensity(prior, x, logWeight, exponents) + Math.log(random.uniform())
  let left = x - hyperStep * random.uniform()
  let right = left + hyperStep
  while (left > lowest && logHyperDensity(prior, left, logWeight, exponents) > level) left -= hyperStep
  while (right < highest && logHyperDensity(prior, right, logWeight, exponents) > level) right += hyperStep
  left = Math.max(left, lowest)
  right = Math.min(right, highest)
  while (right - left >= 1e-12 * (1 + Math.abs(x))) {
    const next = left + (right - left) * random.uniform()
    if (logHyperDensity(prior, next, logWeight, exponents) >= level) {
      walker.hyper = next
      break
    }
    if (next < x) left = next
    else right = next
  }
  walker.exponentSum = setExponents(prior, walker.hyper, walker.exponents)
}
