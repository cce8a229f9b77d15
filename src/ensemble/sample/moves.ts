import type { Random } from '../numeric/random.ts'
import { updateAmounts } from './amounts.ts'
import { birthOrDeath, swapMember } from './births.ts'
import { updateDust } from './dust.ts'
import { updateHyper } from './energies.ts'
import { updateErrorScale } from './errorScale.ts'
import { updateGroups } from './groups.ts'
import { type InclusionPrior, updateConcentration } from './inclusion.ts'
import { updateMemberPairs, updateMembers } from './members.ts'
import { updateNode } from './nodes.ts'
import type { Orders } from './orders.ts'
import { updatePairs } from './pairs.ts'
import { redrawPattern } from './patterns.ts'
import { relocate } from './relocate.ts'
import { replaceMember, replaceNumber } from './replacements.ts'
import { updateScale } from './scale.ts'
import { joinOrLeave } from './shareBirths.ts'
import { updateShares } from './shares.ts'
import { splitOrMerge } from './splits.ts'
import type { Target } from './target.ts'
import { groupSizeMax, type Walker } from './walker.ts'

/** Groups of models moved together in one sweep; one where a group is the whole library. */
const groupCount: i32 = 4

/**
 * One sweep at temperature `beta`: models one at a time, one for another, pairs, groups, the scale, the node, the hyperparameter and the error scale.
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
  if (target.nodes.length > 1) updateNode(target, walker, beta, random)
  if (energyPrior) updateHyper(energyPrior, walker, random)
  if (target.logErrorSd > 0) updateErrorScale(target, walker, beta, random)
}

/** How often in a sweep models split or merge. */
const splits: i32 = 2
/** How often one joins or leaves with a share from the prior, which costs next to nothing. */
const shareRounds: i32 = 8

/** The same where models may be absent. */
function sweepSubset(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  const orders = target.orders
  const hot = beta <= compensatedAbove
  if (orders && target.large && !(hot && target.modelCount <= weighedMax)) {
    compensate(target, prior, orders, walker, beta, random, 2)
    updateDust(target, prior, walker, beta, random)
  } else {
    weighAll(target, prior, walker, beta, random)
    if (orders && !hot) compensate(target, prior, orders, walker, beta, random, 1)
  }
  for (let round = 0; round < splits; round++) splitOrMerge(target, prior, walker, beta, random)
  for (let round = 0; round < shareRounds; round++) joinOrLeave(prior, walker, beta, random)
  updateMembers(walker, beta, random)
  updateMemberPairs(target, walker, beta, random)
  updateGroups(target, walker, beta, random, walker.memberCount > groupSizeMax ? groupCount : 1)
  updateScale(target, walker, beta, random)
  if (target.nodes.length > 1) updateNode(target, walker, beta, random)
  updateConcentration(walker, random)
  if (target.logErrorSd > 0) updateErrorScale(target, walker, beta, random)
}

/** How often in a round another model takes a member's place, and one comes or goes, while others take up the slack. */
const replacements: i32 = 4
const changesOfNumber: i32 = 2
/** Hotter walkers do without, in libraries of so many models at most: they change freely, and to weigh these takes less time. */
const compensatedAbove: number = 0.2
const weighedMax: i32 = 500

function compensate(
  target: Target,
  prior: InclusionPrior,
  orders: Orders,
  walker: Walker,
  beta: number,
  random: Random,
  rounds: i32,
): void {
  for (let round = 0; round < rounds * replacements; round++)
    replaceMember(target, orders, walker, beta, random)
  for (let round = 0; round < rounds * changesOfNumber; round++)
    replaceNumber(target, prior, orders, walker, beta, random)
}

/** The moves that weigh every model of the library: one comes or goes, and one takes another's place. */
function weighAll(target: Target, prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  birthOrDeath(target, prior, walker, beta, random)
  swapMember(target, walker, beta, random)
}
