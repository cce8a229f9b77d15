import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot, subtractRows } from '../numeric/vectors.ts'
import { type InclusionPrior, logDirichlet } from './inclusion.ts'
import { drawOnSegment, logSegment } from './segment.ts'
import { addMember, removeMember, setAmount } from './subset.ts'
import type { Target } from './target.ts'
import type { Walker } from './walker.ts'

/**
 * A member gives part of its amount to a model that has none, or all of it to another member, with even chances.
 *
 * The partner of model i is one of its neighbours or any other model (`partnerChance`, k_ij). The part t of T that moves is drawn from the Gaussian
 * that the likelihood gives it on (0, T), of mass Z. From n members a split of i into i and j is taken with
 *
 *     R = P(n+1)/C(K,n+1) . C(K,n)/P(n) . G(n+1)/G(n) . (t (T-t)/T)^(a-1) c^(-a) . (k_ji/(n+1)) / (k_ij/n) . Z
 *
 * (G as in births.ts), a merger with the inverse. O(r).
 */
export function splitOrMerge(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  const split = random.uniform() < 0.5
  const n = walker.memberCount
  if (split ? n === walker.u.length : n === 1) return
  const at = random.integer(n)
  const picked = walker.members[at]
  const partner = drawPartner(target, picked, random)
  if (split === Number.isFinite(walker.logU[partner])) return
  const u = walker.u
  const rank = walker.curves.rank
  const line = walker.scratch.line
  const kept = split ? picked : partner
  const other = split ? partner : picked
  const total = split ? u[picked] : u[picked] + u[partner]
  const part = split ? 0.0 : u[picked]
  // Along the line the residual is that of all on `kept`, and t goes to `other`.
  subtractRows(walker.curves.coordinates, other * rank, kept * rank, line, 0, rank)
  const weight = beta * walker.precision
  const g = weight * dot(line, 0, line, 0, rank)
  const h = weight * dot(line, 0, walker.residual, 0, rank) - g * part
  const t = split ? drawOnSegment(h, g, total, random) : part
  if (!(t > 0 && t < total)) return
  const a = exp(walker.hyper)
  const fewer = split ? n : n - 1
  const logRatio =
    prior.logSubset[fewer + 1] -
    prior.logSubset[fewer] +
    logDirichlet(a, fewer + 1) -
    logDirichlet(a, fewer) +
    (a - 1) * (ln(t) + ln((total - t) / total)) -
    a * ln(walker.scale) +
    ln((partnerChance(target, other, kept) * fewer) / (partnerChance(target, kept, other) * (fewer + 1))) +
    logSegment(h, g, total)
  if (!(random.exponential() > (split ? -logRatio : logRatio))) return
  if (split) {
    addMember(walker, other, ln(t))
    setAmount(walker, kept, ln(total - t))
    addScaled(t, line, 0, walker.residual, 0, rank)
  } else {
    removeMember(walker, at)
    setAmount(walker, kept, ln(total))
    addScaled(-t, line, 0, walker.residual, 0, rank)
  }
}

/** A partner of model i: half the time one of its neighbours, else any other model. */
export function drawPartner(target: Target, i: i32, random: Random): i32 {
  if (random.uniform() < 0.5)
    return target.neighbours[i * target.neighbourCount + random.integer(target.neighbourCount)]
  const j = random.integer(target.modelCount - 1)
  return j >= i ? j + 1 : j
}

function partnerChance(target: Target, i: i32, j: i32): number {
  const chance = 0.5 / (target.modelCount - 1)
  for (let n = 0; n < target.neighbourCount; n++)
    if (target.neighbours[i * target.neighbourCount + n] === j) return chance + 0.5 / target.neighbourCount
  return chance
}
