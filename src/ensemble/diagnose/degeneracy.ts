import type { Interval, ModelCluster } from '../contract.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { byChain, type Draws, weightOf } from '../posterior/draws.ts'
import { joined } from '../posterior/possible.ts'
import { summaryOf } from '../posterior/summary.ts'
import type { Problem } from '../problem.ts'
import { type Cluster, completeLinkage } from './linkage.ts'
import { sureGroups } from './sureGroups.ts'
import { degeneracyLimit } from './thresholds.ts'

/**
 * Groups of models with like curves, heaviest first: those that the curve cannot tell apart, joined further where the draws are not sure that each has
 * weight (`sureGroups`). In a large library each model can be told from each other one, by itself, but not from mixtures of others: then only groups
 * have weights that are known.
 *
 * Distance of two models: the length of the difference of their whitened curves at the reference scale after the best
 * relative scale, |s_j - s_k (s_j.s_k)/(s_k.s_k)| c_ref, taken the smaller way round: the number of standard errors
 * by which the whole curve changes when one takes the other's place. The hierarchy of complete linkage is cut at
 * `limit`, so that before they are joined further no two members of a group lie further apart. Cluster weights are sums within draws, so their
 * intervals are right whatever the correlations. Of more than `linkedMax` models the heaviest are linked, and each of the others joins the group whose
 * farthest member is nearest. `possibleOf` gives the interval that the curve alone leaves to the weight of a group. O(K linkedMax r + D K) time, linkedMax^2/2 numbers of memory.
 */
export function clustersOf(
  problem: Problem,
  draws: Draws,
  meanWeight: Float64Array,
  possibleOf: (members: readonly number[]) => Interval,
  limit = degeneracyLimit,
): ModelCluster[] {
  const heaviestFirst = (a: number, b: number) => meanWeight[b] - meanWeight[a] || a - b
  const alike = groupsWithin(problem, meanWeight, limit)
  for (const { members } of alike) members.sort(heaviestFirst)
  return sureGroups(alike, draws, (j, k) => distanceOf(problem, j, k))
    .map(({ members, diameter }) => {
      const weight = summaryOf(byChain(draws, weightOf(draws, members)))
      return {
        models: members.sort(heaviestFirst).map(k => problem.names[k]),
        weight,
        possible: joined(weight, possibleOf(members)),
        diameter,
      }
    })
    .sort((a, b) => b.weight.mean - a.weight.mean)
}

/** Models of which the whole hierarchy is built: 16 MB of distances. */
const linkedMax = 2000

function groupsWithin(problem: Problem, meanWeight: Float64Array, limit: number): Cluster[] {
  const order = Array.from(meanWeight.keys())
  if (order.length > linkedMax) order.sort((a, b) => meanWeight[b] - meanWeight[a] || a - b)
  const linked = completeLinkage(
    Math.min(order.length, linkedMax),
    (i, j) => distanceOf(problem, order[i], order[j]),
    limit,
  ).map(({ members, diameter }) => ({ members: members.map(i => order[i]), diameter }))
  if (order.length <= linkedMax) return linked
  const places = placesAlong(problem)
  const firsts = Float64Array.from(order, (_, g) => (g < linked.length ? places[linked[g].members[0]] : 0))
  for (const k of order.slice(linkedMax)) {
    let nearest: Cluster | null = null
    let reach = limit
    for (let g = 0; g < linked.length; g++) {
      if (Math.abs(firsts[g] - places[k]) > reach) continue
      const farthest = farthestOf(problem, linked[g].members, k, reach)
      if (farthest <= reach) {
        nearest = linked[g]
        reach = farthest
      }
    }
    if (!nearest) {
      firsts[linked.length] = places[k]
      linked.push({ members: [k], diameter: 0 })
    } else {
      nearest.members.push(k)
      nearest.diameter = Math.max(nearest.diameter, reach)
    }
  }
  return linked
}

/** The distance of the farthest of some models, or one above `limit`. */
function farthestOf(problem: Problem, members: number[], k: number, limit: number): number {
  let farthest = 0
  for (let i = 0; i < members.length && farthest <= limit; i++)
    farthest = Math.max(farthest, distanceOf(problem, members[i], k))
  return farthest
}

/**
 * A place for each model such that no two are nearer than their places: along the direction in which curves of length 1 differ most, times the
 * length of the shortest curve. An angle below 90 degrees has a sine of at least |e_j - e_k|/sqrt 2. O(K r^2).
 */
function placesAlong({ reduced: { coordinates, rank }, modelCount, referenceScale }: Problem): Float64Array {
  const lengths = Float64Array.from({ length: modelCount }, (_, k) => {
    let square = 0
    for (let i = k * rank; i < (k + 1) * rank; i++) square += coordinates[i] ** 2
    return Math.sqrt(square)
  })
  const units = coordinates.map((value, i) => value / lengths[Math.floor(i / rank)])
  const vector = leadingDirection(units, rank)
  const factor = (referenceScale * lengths.reduce((a, b) => Math.min(a, b))) / Math.SQRT2
  return Float64Array.from({ length: modelCount }, (_, k) => {
    let along = 0
    for (let i = 0; i < rank; i++) along += units[k * rank + i] * vector[i]
    return factor * along
  })
}

/** The unit vector along which rows [K, rank] differ most. */
function leadingDirection(rows: Float64Array, rank: number): Float64Array {
  const centre = new Float64Array(rank)
  for (let i = 0; i < rows.length; i++) centre[i % rank] += rows[i] / (rows.length / rank)
  const spread = new Float64Array(rank * rank)
  for (let at = 0; at < rows.length; at += rank)
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++)
        spread[i * rank + j] += (rows[at + i] - centre[i]) * (rows[at + j] - centre[j])
  const { vectors } = symmetricEigen(spread, rank)
  return Float64Array.from({ length: rank }, (_, i) => vectors[i * rank])
}

/** Distance of models j and k in standard errors after the best relative scale, at the reference scale. O(r). */
export function distanceOf(problem: Problem, j: number, k: number): number {
  const { coordinates, rank } = problem.reduced
  // One by one, as this is asked millions of times: a list of them would be garbage each time.
  let jj = 0
  let kk = 0
  let jk = 0
  for (let i = 0; i < rank; i++) {
    const a = coordinates[j * rank + i]
    const b = coordinates[k * rank + i]
    jj += a * a
    kk += b * b
    jk += a * b
  }
  const larger = Math.max(jj, kk)
  const apart = jk > 0 ? Math.max(0, Math.min(jj, kk) - (jk * jk) / larger) : Math.min(jj, kk)
  return problem.referenceScale * Math.sqrt(apart)
}
