import { exp, ln, log1p } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { dot } from '../numeric/vectors.ts'
import type { InclusionPrior } from './inclusion.ts'
import { addMember, amountWithout, largestShare, removeMember } from './subset.ts'
import type { Walker } from './walker.ts'

/**
 * A model comes in with a share v of c that the prior draws, v ~ Beta(a, na), the others keeping their proportions; or one goes, and the
 * others take its share. Which comes or goes is drawn evenly.
 *
 * v and the proportions of the others are independent under Dirichlet(a, ..., a), so that the densities cancel: with n members before, a
 * model comes with P(n+1)/C(K,n+1) . C(K,n)/P(n) . (K-n)/(n+1) and the ratio of the likelihoods, and goes with its inverse. Where a is
 * small most shares are next to nothing; those come and go freely here, while births.ts draws what the curve asks for. Shares that leave the others too little
 * neither come nor go. O(n + r).
 */
export function joinOrLeave(prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  if (random.uniform() < 0.5) join(prior, walker, beta, random)
  else leave(prior, walker, beta, random)
}

function join(prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  const modelCount = walker.u.length
  if (n === modelCount) return
  const a = exp(walker.hyper)
  const own = random.logGamma(a)
  const others = random.logGamma(n * a)
  const logOdds = own - others
  const share = 1 / (1 + exp(-logOdds))
  const k = walker.scratch.large
    ? drawOutsider(walker, random)
    : outsider(walker, random.integer(modelCount - n))
  if (share > largestShare(walker)) return
  // residual + data is c times the mean curve of the members.
  const change = setMixture(walker, k, 1 - share, share)
  if (!(random.exponential() > 0.5 * beta * walker.precision * change - logPrior(prior, walker, n))) return
  const logRest = -log1p(exp(logOdds))
  rescale(walker, logRest)
  addMember(walker, k, ln(walker.scale) + logOdds + logRest)
  takeLine(walker)
}

function leave(prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  if (n === 1) return
  const at = random.integer(n)
  const k = walker.members[at]
  const share = walker.u[k] / walker.scale
  if (share > largestShare(walker)) return
  const change = setMixture(walker, k, 1 / (1 - share), -share / (1 - share))
  if (!(random.exponential() > 0.5 * beta * walker.precision * change + logPrior(prior, walker, n - 1)))
    return
  removeMember(walker, at)
  rescale(walker, ln(walker.scale / amountWithout(walker, k)))
  takeLine(walker)
}

/** The logarithm of what a model comes in with, but for the likelihood: n members before. */
function logPrior(prior: InclusionPrior, walker: Walker, n: i32): number {
  const outside: number = walker.u.length - n
  return prior.logSubset[n + 1] - prior.logSubset[n] + ln(outside / (n + 1))
}

/** The model at place `place` of those outside. */
function outsider(walker: Walker, place: i32): i32 {
  let k: i32 = 0
  for (let left = place; ; k++) {
    if (walker.logU[k] > -Infinity) continue
    if (left === 0) break
    left--
  }
  return k
}

/** The same of a large library, of which most are outside. */
function drawOutsider(walker: Walker, random: Random): i32 {
  while (true) {
    const k = random.integer(walker.u.length)
    if (walker.logU[k] === -Infinity) return k
  }
}

/** The residual where the members' curve is taken `others` times and model k with `own` of c more; in `scratch.line`. Returns the change of its square. */
function setMixture(walker: Walker, k: i32, others: number, own: number): number {
  const coordinates = walker.curves.coordinates
  const data = walker.curves.data
  const rank = walker.curves.rank
  const line = walker.scratch.line
  const amount = own * walker.scale
  for (let j = 0; j < rank; j++)
    line[j] = others * walker.residual[j] + (others - 1) * data[j] + amount * coordinates[k * rank + j]
  return dot(line, 0, line, 0, rank) - dot(walker.residual, 0, walker.residual, 0, rank)
}

function takeLine(walker: Walker): void {
  for (let j = 0; j < walker.residual.length; j++) walker.residual[j] = walker.scratch.line[j]
}

/** Multiplies the amounts of the members by e^logFactor. */
function rescale(walker: Walker, logFactor: number): void {
  const factor = exp(logFactor)
  for (let i = 0; i < walker.memberCount; i++) {
    const k = walker.members[i]
    walker.logU[k] += logFactor
    walker.u[k] *= factor
  }
}
