import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { transfer } from './pairs.ts'
import { logLogistic, sliceShare } from './slice.ts'
import { drawPartner } from './splits.ts'
import { amountWithout, largestShare, setAmount } from './subset.ts'
import type { Target } from './target.ts'
import { negligibleShare, type Walker } from './walker.ts'

/** Amounts that change by more, in logarithms, may have been nothing before: they are taken from their logarithms. */
const lazyFactorMax: number = 30

/** In a large library so many members of a sweep are tried at most, at random: what hot walkers hold may be half of it. */
const membersMax: i32 = 64
/** Each of them changes the amounts of all: so many changes at most, and no fewer members than `membersMin`. */
const changesMax: i32 = 65536
const membersMin: i32 = 4

/**
 * Gibbs over the weights of the members at constant c: w_k against all others, which keep their proportions, is Beta(a, (n-1)a)
 * times a Gaussian, as in shares.ts but over the subset alone. O(n (r + n)).
 */
export function updateMembers(walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  if (n < 2) return
  const logU = walker.logU
  const u = walker.u
  const line = walker.scratch.line
  const rank = walker.curves.rank
  const weight = beta * walker.precision
  const a = exp(walker.hyper)
  const logTotal = ln(walker.scale)
  const some = n > membersMax && walker.scratch.large
  const count = some ? (Math.max(membersMin, Math.min(membersMax, Math.floor(changesMax / n))) as i32) : n
  for (let i = 0; i < count; i++) {
    const k = walker.members[some ? random.integer(n) : i]
    const before = u[k]
    const logOthers = logOfOthers(walker, k)
    setLine(walker, k, logOthers, line)
    const h = weight * dot(line, 0, walker.residual, 0, rank)
    const g = weight * dot(line, 0, line, 0, rank)
    const x = sliceShare(a, (n - 1) * a, h, g, walker.scale, logU[k] - logOthers, Infinity, random)
    const logFactor = logTotal + logLogistic(-x) - logOthers
    const factor = exp(logFactor)
    for (let m = 0; m < n; m++) {
      const other = walker.members[m]
      logU[other] += logFactor
      u[other] = Math.abs(logFactor) < lazyFactorMax ? factor * u[other] : exp(logU[other])
    }
    setAmount(walker, k, logTotal + logLogistic(x))
    addScaled(u[k] - before, line, 0, walker.residual, 0, rank)
  }
}

/** The logarithm of the joint amount of all members but k: summed, as a difference from the scale makes rounding larger; by logarithms where k holds nearly all. */
function logOfOthers(walker: Walker, k: i32): number {
  if (walker.u[k] < largestShare(walker) * walker.scale) return ln(amountWithout(walker, k))
  let largest: number = -Infinity
  for (let i = 0; i < walker.memberCount; i++) {
    const other = walker.members[i]
    if (other !== k && walker.logU[other] > largest) largest = walker.logU[other]
  }
  let sum: number = 0
  for (let i = 0; i < walker.memberCount; i++) {
    const other = walker.members[i]
    if (other !== k) sum += exp(walker.logU[other] - largest)
  }
  return largest + ln(sum)
}

/** The line A_k - V from the mean curve V of the others, by the residual A u - z or, where k holds nearly all, their shares. */
function setLine(walker: Walker, k: i32, logOthers: number, line: Float64Array): void {
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const scale = walker.scale
  const own = walker.u[k]
  if (own < largestShare(walker) * scale) {
    for (let j = 0; j < rank; j++)
      line[j] =
        (scale * coordinates[k * rank + j] - walker.residual[j] - walker.curves.data[j]) / (scale - own)
    return
  }
  for (let j = 0; j < rank; j++) line[j] = coordinates[k * rank + j]
  for (let i = 0; i < walker.memberCount; i++) {
    const other = walker.members[i]
    const share = other === k ? 0.0 : exp(walker.logU[other] - logOthers)
    if (share > 1e-20) addScaled(-share, coordinates, other * rank, line, 0, rank)
  }
}

/**
 * Weight between two members at constant u_i + u_j, n pairs: half of a member and its partner of splits.ts, half of any two. As in
 * pairs.ts what is negligible together is passed over.
 */
export function updateMemberPairs(target: Target, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  if (n < 2) return
  const threshold = negligibleShare(walker) * walker.scale
  const count = n > membersMax && walker.scratch.large ? membersMax : n
  for (let pair = 0; pair < count; pair++) {
    const at = random.integer(n)
    const i = walker.members[at]
    let j = 0
    if (pair & 1) {
      j = drawPartner(target, i, random)
      if (!Number.isFinite(walker.logU[j])) continue
    } else {
      const other = random.integer(n - 1)
      j = walker.members[other >= at ? other + 1 : other]
    }
    if (walker.u[i] + walker.u[j] > threshold) transfer(target, walker, beta, i, j, random)
  }
}
