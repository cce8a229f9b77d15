import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { hyperMax, hyperStep, type InclusionPrior, logDirichlet } from './inclusion.ts'
import { addMember, removeMember, setConcentration } from './subset.ts'
import { scalePrecision, type Target } from './target.ts'
import type { Walker } from './walker.ts'

/** Members with less than this share of the expected scale are dust: so little that a curve hardly tells which they are, and many where a is small. */
const dustShare: number = 1e-3
/** Steps of their number and of the concentration each time. */
const steps: i32 = 12

/**
 * Number of the members that hold next to nothing, and log a, drawn with their amounts integrated out; then their amounts anew.
 *
 * Where a is small members are many, and one at a time their number would wander for long. With L members above eps, sum c_L, and m below, each of
 * these integrates to eps^a/a where the scale is c_L, so that (m, h = log a) has the density
 *
 *     P(n)/C(K,n) . C(K-L,m) . Gamma(na)/Gamma(a)^n . prod_L u^(a-1) . c_L^(1-na) . (eps^a/a)^m . exp(-h^2/2),   n = L + m,
 *
 * on which steps are taken. Amounts u = eps U^(1/a) of as many other models are then accepted by what the density leaves out:
 * (c/c_L)^(1-na), the scale's prior and the likelihood, so that `share` changes no posterior. O(m r).
 */
export function updateDust(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  beta: number,
  random: Random,
  share: number = dustShare,
): void {
  const rank = walker.curves.rank
  const coordinates = walker.curves.coordinates
  const eps = share * 0.1 * target.scalePriorSd
  const line = walker.scratch.line
  let rest: number = 0
  let sumOfLogs: number = 0
  let m: i32 = 0
  for (let j = 0; j < rank; j++) line[j] = walker.residual[j]
  for (let i = 0; i < walker.memberCount; i++) {
    const k = walker.members[i]
    if (walker.u[k] > eps) {
      rest += walker.u[k]
      sumOfLogs += walker.logU[k]
    } else {
      m++
      if (walker.u[k] > 1e-25 * eps) addScaled(-walker.u[k], coordinates, k * rank, line, 0, rank)
    }
  }
  const large: i32 = walker.memberCount - m
  if (large === 0) return
  const most: i32 = target.modelCount - large
  const logRest = ln(rest)
  const logEps = ln(eps)
  const before = m
  const h = walker.hyper
  let hyper = h
  let density = logDensity(prior, large, most, m, hyper, sumOfLogs, logRest, logEps)
  for (let step = 0; step < steps; step++) {
    const kind = random.uniform()
    if (kind < 0.3) {
      // h alone, by slice sampling.
      const level = density - random.exponential()
      let left = hyper - hyperStep * random.uniform()
      let right = left + hyperStep
      while (left > -hyperMax && logDensity(prior, large, most, m, left, sumOfLogs, logRest, logEps) > level)
        left -= hyperStep
      while (right < hyperMax && logDensity(prior, large, most, m, right, sumOfLogs, logRest, logEps) > level)
        right += hyperStep
      while (right - left >= 1e-12) {
        const next = left + (right - left) * random.uniform()
        const found = logDensity(prior, large, most, m, next, sumOfLogs, logRest, logEps)
        if (found >= level) {
          hyper = next
          density = found
          break
        }
        if (next < hyper) left = next
        else right = next
      }
      continue
    }
    // The number by steps of every size; half of the time at the same n a.
    const size = Math.floor(exp(random.uniform() * ln(0.5 * most + 1))) as i32
    const other: i32 = random.uniform() < 0.5 ? m + size : m - size
    if (other < 0 || other > most) continue
    const all: number = large + m
    const shift: number = kind < 0.65 ? ln(all / (large + other)) : 0
    const found = logDensity(prior, large, most, other, hyper + shift, sumOfLogs, logRest, logEps)
    if (!(random.exponential() > density - found)) continue
    m = other
    hyper += shift
    density = found
  }

  // The amounts of as many others; kept in scratch until they are taken.
  const a = exp(hyper)
  const fresh = walker.scratch.active
  const marks = walker.scratch.marks
  for (let i = 0; i < walker.memberCount; i++) {
    const k = walker.members[i]
    if (walker.u[k] > eps) marks[k] = 1
  }
  const amounts = walker.scratch.masses
  let scale = rest
  for (let i = 0; i < m; i++) {
    let k = random.integer(target.modelCount)
    while (marks[k] === 1) k = random.integer(target.modelCount)
    marks[k] = 1
    fresh[i] = k
    amounts[i] = logEps + ln(random.uniform()) / a
    const amount = exp(amounts[i])
    scale += amount
    if (amount > 1e-25 * eps) addScaled(amount, coordinates, k * rank, line, 0, rank)
  }
  for (let i = 0; i < m; i++) marks[fresh[i]] = 0
  for (let i = 0; i < walker.memberCount; i++) marks[walker.members[i]] = 0
  const weight = beta * walker.precision
  const was: number = large + before
  const is: number = large + m
  const logRatio =
    (1 - is * a) * (ln(scale) - logRest) -
    (1 - was * exp(h)) * (ln(walker.scale) - logRest) -
    0.5 * scalePrecision(target, beta) * (scale - walker.scale) * (scale + walker.scale) -
    0.5 * weight * (dot(line, 0, line, 0, rank) - dot(walker.residual, 0, walker.residual, 0, rank))
  if (!(random.exponential() > -logRatio)) return
  for (let i = walker.memberCount - 1; i >= 0; i--)
    if (!(walker.u[walker.members[i]] > eps)) removeMember(walker, i)
  setConcentration(walker, hyper)
  for (let i = 0; i < m; i++) addMember(walker, fresh[i], amounts[i])
  walker.scale = scale
  for (let j = 0; j < rank; j++) walker.residual[j] = line[j]
}

function logDensity(
  prior: InclusionPrior,
  large: i32,
  most: i32,
  m: i32,
  h: number,
  sumOfLogs: number,
  logRest: number,
  logEps: number,
): number {
  const a = exp(h)
  const n = large + m
  return (
    prior.logSubset[n] -
    prior.logFactorial[m] -
    prior.logFactorial[most - m] +
    logDirichlet(a, n) +
    (a - 1) * sumOfLogs +
    (1 - n * a) * logRest +
    m * (a * logEps - h) -
    0.5 * h * h
  )
}
