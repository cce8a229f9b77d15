import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { logGamma } from '../numeric/special.ts'
import { logNothing } from './jump.ts'
import type { Walker } from './walker.ts'

/** beta = 1/(R T) at 293 K in mol/kcal, R = 1.987204e-3 kcal/(mol K) (CODATA 2018: 8.314462618 J/(mol K)). */
export const inverseTemperature = 1.717472947

/** The widest Boltzmann shift of the original's prior, and the largest |log a| of the favoured model where it begins. */
const shiftWidth = 300
const shiftStart = 9

/** The effective temperature lies within this factor of the spread of the energies. */
const temperatureReach = 100

/** Below any exponent that matters: a model with less never has a share that counts. */
const exponentMin: number = 1e-260

/**
 * Energies as a prior: Dirichlet exponents that follow a Boltzmann distribution.
 *
 * `softmax` (the default): a_k = A softmax(-E/T)_k with log A ~ Normal(0, 1) and log T uniform over two decades either side
 * of the spread of the energies: they say how weight is shared, the data how far that is to be trusted. At large T
 * the exponents are equal and the energies say nothing. `shift` is the original's form, kept to compare with it:
 * a_k = exp(-beta (h + E_k)), h ~ Uniform(0, 300); beyond -E of about 3 every draw is one model alone, so that the
 * posterior of h has a plateau. Its range begins later, or earlier, where energies are so low, or so high, that
 * the largest exponent would be beyond e^9, or below e^-9: the original's is of no use there.
 */
export class EnergyPrior {
  /** `softmax`; else `shift`. */
  softmax: boolean = true
  /** E_k in their own unit (`shift`: kcal/mol), [K], and the lowest. */
  energies!: Float64Array
  least: number = 0
  /** Ends of the uniform prior of log T, or of h. */
  from: number = 0
  to: number = 0
}

/** The energy prior of the K energies of `kept` models out of a library that has all `energies`. */
export function energyPriorOf(kept: Float64Array, energies: Float64Array, softmax: boolean): EnergyPrior {
  const least = kept.reduce((a, b) => Math.min(a, b))
  if (softmax) {
    const middle = ln(spreadOf(energies))
    const reach = ln(temperatureReach)
    return { softmax, energies: kept, least, from: middle - reach, to: middle + reach }
  }
  const lowest = energies.reduce((a, b) => Math.min(a, b))
  const reach = shiftStart / inverseTemperature
  const from = Math.min(Math.max(0, -lowest - reach), -lowest + reach)
  return { softmax, energies: kept, least, from, to: from + shiftWidth }
}

/** Standard deviation of the energies over the library; 1 where all are equal, as then they say nothing at any temperature. */
export function spreadOf(energies: Float64Array): number {
  const count = energies.length
  const middle = energies.reduce((sum, energy) => sum + energy / count, 0)
  const square = energies.reduce((sum, energy) => sum + (energy - middle) ** 2 / count, 0)
  return square > 0 ? Math.sqrt(square) : 1
}

/** Fills `exponents` with a_k at hyperparameter `hyper` (log A or h) and temperature; returns their sum. */
export function setExponents(
  prior: EnergyPrior,
  hyper: number,
  logTemperature: number,
  exponents: Float64Array,
): number {
  const energies = prior.energies
  const inverse = prior.softmax ? exp(-logTemperature) : inverseTemperature
  const origin = prior.softmax ? prior.least : -hyper
  let sum: number = 0
  for (let k = 0; k < exponents.length; k++) {
    exponents[k] = exp(-inverse * (energies[k] - origin))
    sum += exponents[k]
  }
  const factor = prior.softmax ? exp(hyper) / sum : 1.0
  sum = 0
  for (let k = 0; k < exponents.length; k++) {
    exponents[k] = Math.max(factor * exponents[k], exponentMin)
    sum += exponents[k]
  }
  return sum
}

/** Draws the hyperparameters from their prior, with the exponents that follow. */
export function drawHyper(prior: EnergyPrior, walker: Walker, random: Random): void {
  const level = prior.from + (prior.to - prior.from) * random.uniform()
  walker.hyper = prior.softmax ? random.normal() : level
  walker.logTemperature = prior.softmax ? level : 0.0
  walker.exponentSum = setExponents(prior, walker.hyper, walker.logTemperature, walker.exponents)
}

/**
 * log p(h) + log Dirichlet(w | a) up to terms without hyperparameters, given log w of length K. Of a model whose share is as good as nothing it
 * counts only that it is: its density is integrated up to there. O(K) with an exponential and a log-gamma each.
 */
export function logHyperDensity(
  prior: EnergyPrior,
  hyper: number,
  logTemperature: number,
  logWeight: Float64Array,
  scratch: Float64Array,
): number {
  let density = logGamma(setExponents(prior, hyper, logTemperature, scratch))
  for (let k = 0; k < scratch.length; k++) {
    const a = scratch[k]
    if (logWeight[k] < logNothing) density += a * logNothing - logGamma(1 + a)
    else density += a * logWeight[k] - logGamma(a)
  }
  return prior.softmax ? density - 0.5 * hyper * hyper : density
}

/** Steps of the slice sampling of log A, log T and h, which has a plateau of 300; and how far from 0 log A may go. */
const hyperStep: number = 0.5
const temperatureStep: number = 2
const shiftStep: number = 20
const logSumMax: number = 12

/**
 * Draws the hyperparameters given the weights, and the exponents that follow. The shares of models that are as good as
 * nothing are integrated out meanwhile and drawn anew afterwards: they are of order e^(-1/a), and with them held an
 * exponent could hardly change.
 */
export function updateHyper(prior: EnergyPrior, walker: Walker, random: Random): void {
  const logWeight = walker.scratch.logWeight
  const logScale = ln(walker.scale)
  for (let k = 0; k < logWeight.length; k++) logWeight[k] = walker.logU[k] - logScale
  walker.hyper = sliceHyper(prior, walker, false, random)
  if (prior.softmax) walker.logTemperature = sliceHyper(prior, walker, true, random)
  walker.exponentSum = setExponents(prior, walker.hyper, walker.logTemperature, walker.exponents)
  for (let k = 0; k < logWeight.length; k++)
    if (logWeight[k] < logNothing) {
      walker.logU[k] = logScale + logNothing - random.exponential() / walker.exponents[k]
      walker.u[k] = exp(walker.logU[k])
    }
}

/** Slice sampling of one hyperparameter by stepping out and shrinkage. Source: Neal 2003, Annals of Statistics 31:705. */
function sliceHyper(prior: EnergyPrior, walker: Walker, temperature: boolean, random: Random): number {
  const ofConcentration = prior.softmax && !temperature
  const lowest = ofConcentration ? -logSumMax : prior.from
  const highest = ofConcentration ? logSumMax : prior.to
  const step = ofConcentration ? hyperStep : temperature ? temperatureStep : shiftStep
  const x = temperature ? walker.logTemperature : walker.hyper
  const level = densityAt(prior, walker, temperature, x) - random.exponential()
  let left = x - step * random.uniform()
  let right = left + step
  while (left > lowest && densityAt(prior, walker, temperature, left) > level) left -= step
  while (right < highest && densityAt(prior, walker, temperature, right) > level) right += step
  left = Math.max(left, lowest)
  right = Math.min(right, highest)
  while (right - left >= 1e-12 * (1 + Math.abs(x))) {
    const next = left + (right - left) * random.uniform()
    if (densityAt(prior, walker, temperature, next) >= level) return next
    if (next < x) left = next
    else right = next
  }
  return x
}

/** The density with one hyperparameter at `x` and the other where the walker has it. */
function densityAt(prior: EnergyPrior, walker: Walker, temperature: boolean, x: number): number {
  const hyper = temperature ? walker.hyper : x
  const logTemperature = temperature ? x : walker.logTemperature
  const scratch = walker.scratch
  return logHyperDensity(prior, hyper, logTemperature, scratch.logWeight, scratch.exponents)
}
