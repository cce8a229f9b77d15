import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled } from '../numeric/vectors.ts'
import { type InclusionPrior, logDirichlet } from './inclusion.ts'
import { drawByMass, weighModels } from './masses.ts'
import { drawPositiveNormal } from './normal.ts'
import { addMember, amountWithout, removeMember } from './subset.ts'
import { scalePrecision, type Target } from './target.ts'
import type { Walker } from './walker.ts'

/**
 * A model comes in, or one goes, with even chances (reversible jump: Green 1995, Biometrika 82:711).
 *
 * Model k outside the subset and its amount s are drawn from the Gaussian that the likelihood and the prior of c give s > 0, over all models at
 * once; what goes is drawn evenly. With M the sum of the masses of these Gaussians and n members before, a birth is taken with
 *
 *     R = P(n+1)/C(K,n+1) . C(K,n)/P(n) . G(n+1)/G(n) . s^(a-1) (c+s)^(1-(n+1)a) c^(na-1) . M/(n+1),   G(n) = Gamma(na)/Gamma(a)^n
 *
 * and a death with 1/R at the state without the model. O(K r).
 */
export function birthOrDeath(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  if (random.uniform() < 0.5) birth(target, prior, walker, beta, random)
  else death(target, prior, walker, beta, random)
}

function birth(target: Target, prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  if (n === walker.u.length) return
  const before = walker.scale
  const precision = scalePrecision(target, beta)
  const logMass = weighOutside(target, walker, beta, before, -1)
  const k = drawByMass(walker.scratch.masses, walker.scratch.massSum, random)
  if (k < 0) return
  const q = beta * walker.precision * walker.squares[k] + precision
  const s = drawPositiveNormal(-walker.scratch.products[k] / q, 1 / Math.sqrt(q), random)
  if (!(random.exponential() > -logBirth(prior, walker, n, before, s) - logMass)) return
  addMember(walker, k, ln(s))
  walker.scale = before + s
  const rank = walker.curves.rank
  addScaled(s, walker.curves.coordinates, k * rank, walker.residual, 0, rank)
}

/** No scale below this share of its prior's sd: it has a probability of 1e-100, and amounts would underflow. */
const leastScale: number = 1e-100

function death(target: Target, prior: InclusionPrior, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  if (n === 1) return
  const at = random.integer(n)
  const k = walker.members[at]
  const s = walker.u[k]
  const rest = amountWithout(walker, k)
  const rank = walker.curves.rank
  const coordinates = walker.curves.coordinates
  addScaled(-s, coordinates, k * rank, walker.residual, 0, rank)
  const logMass = weighOutside(target, walker, beta, rest, k)
  const possible = s > 0 && rest > leastScale * target.scalePriorSd
  if (possible && random.exponential() > logBirth(prior, walker, n - 1, rest, s) + logMass) {
    removeMember(walker, at)
    walker.scale = rest
  } else addScaled(s, coordinates, k * rank, walker.residual, 0, rank)
}

/** log R but for log M: `n` members with the joint amount `rest`, and one more with s. */
function logBirth(prior: InclusionPrior, walker: Walker, n: i32, rest: number, s: number): number {
  const a = exp(walker.hyper)
  return (
    prior.logSubset[n + 1] -
    prior.logSubset[n] +
    logDirichlet(a, n + 1) -
    logDirichlet(a, n) +
    (a - 1) * ln(s) +
    (1 - (n + 1) * a) * ln(rest + s) -
    (1 - n * a) * ln(rest) -
    ln(n + 1)
  )
}

/**
 * Another model in place of one: a member's amount is taken off, and which model, of those outside and itself, gets how much
 * instead is drawn from the Gaussians; taken with (s/t)^(a-1) ((c'+s)/(c'+t))^(1-na), t the old amount, c' that of the others. O(K r).
 */
export function swapMember(target: Target, walker: Walker, beta: number, random: Random): void {
  const n = walker.memberCount
  const at = random.integer(n)
  const from = walker.members[at]
  const t = walker.u[from]
  if (!(t > 0)) return
  const rest = amountWithout(walker, from)
  const rank = walker.curves.rank
  const coordinates = walker.curves.coordinates
  addScaled(-t, coordinates, from * rank, walker.residual, 0, rank)
  weighOutside(target, walker, beta, rest, from)
  const to = drawByMass(walker.scratch.masses, walker.scratch.massSum, random)
  if (to >= 0) {
    const q = beta * walker.precision * walker.squares[to] + scalePrecision(target, beta)
    const s = drawPositiveNormal(-walker.scratch.products[to] / q, 1 / Math.sqrt(q), random)
    const a = exp(walker.hyper)
    const logRatio = (a - 1) * ln(s / t) + (1 - n * a) * ln((rest + s) / (rest + t))
    if (random.exponential() > -logRatio) {
      removeMember(walker, at)
      addMember(walker, to, ln(s))
      walker.scale = rest + s
      addScaled(s, coordinates, to * rank, walker.residual, 0, rank)
      return
    }
  }
  addScaled(t, coordinates, from * rank, walker.residual, 0, rank)
}

/** Weighs the models outside the subset, and `also`, where the members hold `rest` together; returns the log of the sum of their masses. */
function weighOutside(target: Target, walker: Walker, beta: number, rest: number, also: i32): number {
  const precision = scalePrecision(target, beta)
  const highest = weighModels(target, walker, beta * walker.precision, precision * rest, precision, also)
  const masses = walker.scratch.masses
  let sum: number = 0
  for (let k = 0; k < masses.length; k++) sum += masses[k]
  walker.scratch.massSum = sum
  return highest + ln(sum)
}
