import type { Random } from '../numeric/random.ts'
import { updateAmounts } from './amounts.ts'
import { hyperRange, logHyperDensity, setExponents } from './energies.ts'
import { updateGroups } from './groups.ts'
import { drawPositiveNormal } from './normal.ts'
import { updatePairs } from './pairs.ts'
import { relocate } from './relocate.ts'
import { updateShares } from './shares.ts'
import { sliceInterval } from './slice.ts'
import { scalePrecision, type Target } from './target.ts'
import type { Walker } from './walker.ts'

/** Groups of models moved together in one sweep. */
const groupCount = 4

/**
 * One sweep at temperature `beta`: models one at a time, one for another, pairs, groups, the scale, and the hyperparameter.
 *
 * Leaves the tempered posterior of `target` unchanged. Rounding in u and the residuals adds up slowly: `refresh` now and
 * then. Single models move in u where the prior is nearly a product there (A <= 1), else as shares at constant c; the moves
 * that pass an amount from one model to any other need a scale that is free, so not with chemical shifts. O(K r)
 * time, no allocation without energies.
 */
export function sweep(target: Target, walker: Walker, beta: number, random: Random): void {
  const plain = !target.energyPrior && !target.shifts
  if (plain && walker.exponentSum <= 1 + 1e-9) updateAmounts(target, walker, beta, random)
  else updateShares(target, walker, beta, random)
  updatePairs(target, walker, beta, random)
  if (plain) {
    relocate(target, walker, beta, random, 'amount')
    relocate(target, walker, beta, random, 'presence')
  }
  updateGroups(target, walker, beta, random, groupCount)
  updateScale(target, walker, beta, random)
  if (target.energyPrior) updateHyper(target, walker, random)
}

/**
 * Multiplies every u by the same m, drawn exactly: with v = A u the density of m is a Gaussian of precision
 * beta |v|^2 + c^2/tau^2 and mean beta v.z / precision, cut at 0 (the powers of u and of sum u leave m^0).
 */
function updateScale(target: Target, walker: Walker, beta: number, random: Random): void {
  const { logU, u, residual, shiftResidual, scale } = walker
  const { data } = target.curves
  let square = 0
  let dot = 0
  for (let j = 0; j < residual.length; j++) {
    const value = residual[j] + data[j]
    square += value * value
    dot += value * data[j]
  }
  const precision = beta * square + scalePrecision(target, beta) * scale * scale
  const factor = drawPositiveNormal((beta * dot) / precision, 1 / Math.sqrt(precision), random)
  const logFactor = Math.log(factor)
  for (let k = 0; k < logU.length; k++) {
    logU[k] += logFactor
    u[k] *= factor
  }
  walker.scale *= factor
  for (let j = 0; j < residual.length; j++) residual[j] = factor * (residual[j] + data[j]) - data[j]
  for (let j = 0; j < shiftResidual.length; j++) shiftResidual[j] *= factor
}

/** Slice sampling of the energy hyperparameter given the weights. */
function updateHyper(target: Target, walker: Walker, random: Random): void {
  const prior = target.energyPrior!
  const logScale = Math.log(walker.scale)
  const logWeight = walker.logU.map(value => value - logScale)
  const scratch = new Float64Array(logWeight.length)
  const [lowest, highest] = hyperRange(prior)
  const density = (hyper: number) => logHyperDensity(prior, hyper, logWeight, scratch)
  walker.hyper = sliceInterval(density, walker.hyper, 0.5, lowest, highest, random)
  walker.exponentSum = setExponents(prior, walker.hyper, walker.exponents)
}
