import { exp } from '../numeric/elementary.ts'
import type { Walker } from './walker.ts'

/** Which models take part: what changes the members of a walker, and their amounts. `scale` and residuals are for the caller. */

/** Sets log a of the inclusion prior and what follows from it. */
export function setConcentration(walker: Walker, hyper: number): void {
  walker.hyper = hyper
  walker.exponents[0] = exp(hyper)
  walker.exponentSum = walker.memberCount * walker.exponents[0]
}

/** Takes a model in, with the logarithm of its amount. */
export function addMember(walker: Walker, k: i32, logAmount: number): void {
  walker.members[walker.memberCount++] = k
  walker.exponentSum = walker.memberCount * walker.exponents[0]
  setAmount(walker, k, logAmount)
}

/** Takes out the model at place `at` of `members`. */
export function removeMember(walker: Walker, at: i32): void {
  setAmount(walker, walker.members[at], -Infinity)
  walker.members[at] = walker.members[--walker.memberCount]
  walker.exponentSum = walker.memberCount * walker.exponents[0]
}

export function setAmount(walker: Walker, k: i32, logAmount: number): void {
  walker.logU[k] = logAmount
  walker.u[k] = exp(logAmount)
}

/** No model takes part. */
export function clearMembers(walker: Walker): void {
  walker.memberCount = 0
  walker.logU.fill(-Infinity)
  walker.u.fill(0)
}

/** The sum of u but for model k. */
export function amountWithout(walker: Walker, k: i32): number {
  let sum: number = 0
  for (let i = 0; i < walker.memberCount; i++) {
    const other = walker.members[i]
    if (other !== k) sum += walker.u[other]
  }
  return sum
}

/**
 * A model that holds more than this share leaves the others too little to be told by a difference, which makes rounding larger by as much. Less in a
 * large library, where a sweep has more of these differences.
 */
export function largestShare(walker: Walker): number {
  return walker.scratch.large ? 0.9 : 0.99
}
