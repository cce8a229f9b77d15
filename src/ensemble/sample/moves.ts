import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { updateAmounts } from './amounts.ts'
import { birthOrDeath, swapMember } from './births.ts'
import { updateHyper } from './energies.ts'
import { updateErrorScale } from './errorScale.ts'
import { updateGroups } from './groups.ts'
import { type InclusionPrior, updateConcentration } from './inclusion.ts'
import { updateMemberPairs, updateMembers } from './members.ts'
import { drawPositiveNormal } from './normal.ts'
import { updatePairs } from './pairs.ts'
import { redrawPattern } from './patterns.ts'
import { relocate } from './relocate.ts'
import { joinOrLeave } from './shareBirths.ts'
import { updateShares } from './shares.ts'
import { splitOrMerge } from './splits.ts'
import { scalePrecision, type Target } from './target.ts'
import { groupSizeMax, type Walker } from './walker.ts'

/** Groups of models moved together in one sweep; one where a group is the whole library. */
const groupCount: i32 = 4

/**
 * One sweep at temperature `beta`: models one at a time, one for another, pairs, groups, the scale, the hyperparameter and the error scale.
 *
 * Leaves the tempered posterior of `target` unchanged. Rounding in u and the residuals adds up slowly: `refresh` now and
 * then. Single models move in u where the prior is nearly a product there (A <= 1), else as shares at constant c; the moves
 * that pass an amount from one model to any other need a scale that is free, so not with chemical shifts. O(K r)
 * time, no allocation.
 */
export function sweep(target: Target, walker: Walker, beta: number, random: Random): void {
  const inclusion = target.inclusion
  if (inclusion) {
    sweepSubset(target, inclusion, walker, beta, random)
    return
  }
  const energyPrior = target.energyPrior
  const plain = !energyPrior && !target.shifts
  if (plain && walker.exponentSum <= 1 + 1e-9) updateAmounts(target, walker, beta, random)
  else updateShares(target, walker, beta, random)
  updatePairs(target, walker, beta, random)
  if (plain) {
    relocate(target, walker, beta, random, false)
    relocate(target, walker, beta, random, true)
  }
  if (energyPrior && !target.shifts) redrawPattern(target, walker, beta, random)
  updateGroups(target, walker, beta, random, target.modelCount > groupSizeMax ? groupCount : 1)
  updateScale(target, walker, beta, random)
  if (energyPrior) updateHyper(energyPrior, walker, random)
  if (target.logErrorSd > 0) updateErrorScale(target, walker, beta, random)
}

/** How often in a sweep a model may come, go or take another's place, and twice as often split or merge. */
const subsetRounds: i32 = 2
/** How often with a share from the prior, which costs next to nothing. */
const shareRounds: i32 = 8

/** The same where models may be absent. */
function sweepSubset(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  for (let round = 0; round < subsetRounds; round++) {
    birthOrDeath(target, prior, walker, beta, random)
    splitOrMerge(target, prior, walker, beta, random)
    splitOrMerge(target, prior, walker, beta, random)
    swapMember(target, walker, beta, random)
  }
  for (let round = 0; round < shareRounds; round++) joinOrLeave(target, prior, walker, beta, random)
  updateMembers(target, walker, beta, random)
  updateMemberPairs(target, walker, beta, random)
  updateGroups(target, walker, beta, random, walker.memberCount > groupSizeMax ? groupCount : 1)
  updateScale(target, walker, beta, random)
  updateConcentration(walker, random)
  if (target.logErrorSd > 0) updateErrorScale(target, walker, beta, random)
}

/**
 * Multiplies every u by the same m, drawn exactly: with v = A u the density of m is a Gaussian of precision
 * beta e^(-2x) |v|^2 + c^2/tau^2 and mean beta e^(-2x) v.z / precision, cut at 0 (the powers of u and of sum u leave m^0).
 */
function updateScale(target: Target, walker: Walker, beta: number, random: Random): void {
  const logU = walker.logU
  const u = walker.u
  const residual = walker.residual
  const shiftResidual = walker.shiftResidual
  const data = target.curves.data
  const rank = data.length
  addScaled(1, data, 0, residual, 0, rank)
  const square = dot(residual, 0, residual, 0, rank)
  const product = dot(residual, 0, data, 0, rank)
  const weight = beta * walker.precision
  const precision = weight * square + scalePrecision(target, beta) * walker.scale * walker.scale
  const factor = drawPositiveNormal((weight * product) / precision, 1 / Math.sqrt(precision), random)
  const logFactor = Math.log(factor)
  for (let k = 0; k < logU.length; k++) {
    logU[k] += logFactor
    u[k] *= factor
  }
  walker.scale *= factor
  for (let j = 0; j < rank; j++) residual[j] = factor * residual[j] - data[j]
  for (let j = 0; j < shiftResidual.length; j++) shiftResidual[j] *= factor
}
