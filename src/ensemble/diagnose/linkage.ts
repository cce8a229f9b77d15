import { release } from '../numeric/release.ts'

/** A cluster: its members, and the largest distance between two of them. */
export interface Cluster {
  members: number[]
  diameter: number
}

/** Two clusters that became one, each told by one of its points, and the largest distance between their members. */
interface Join {
  of: number
  with: number
  diameter: number
}

/**
 * Hierarchical clusters by complete linkage, cut at `limit`: starting from single points, the two clusters whose
 * farthest members are nearest become one, until no two can join without a diameter above `limit`.
 *
 * @param count number of points n
 * @param distance symmetric, >= 0; need not keep the triangle inequality
 */
export function completeLinkage(
  count: number,
  distance: (i: number, j: number) => number,
  limit: number,
): Cluster[] {
  return clustersAfter(count, joinsWithin(count, distance, limit))
}

/**
 * The same, cut at `share` of the largest distance between any two points, but not below `least`, and higher where more than `most`
 * clusters would be left.
 */
export function fewClusters(
  count: number,
  distance: (i: number, j: number) => number,
  { share, least, most }: { share: number; least: number; most: number },
): Cluster[] {
  const joins = joinsWithin(count, distance, Number.POSITIVE_INFINITY).sort((a, b) => a.diameter - b.diameter)
  const limit = Math.max(least, share * (joins.at(-1)?.diameter ?? 0))
  return clustersAfter(
    count,
    joins.filter(({ diameter }, i) => diameter <= limit || i < count - most),
  )
}

/**
 * By chains of nearest neighbours: two clusters that are each other's nearest join at some level of the hierarchy in
 * any case, as a joined cluster comes nearer to no other. Source: Murtagh 1983, Comput. J. 26:354. O(n^2) time and
 * n (n - 1)/2 numbers of memory; equal distances are broken by index.
 */
function joinsWithin(count: number, distance: (i: number, j: number) => number, limit: number): Join[] {
  const between = new Float64Array((count * (count - 1)) / 2)
  const at = (i: number, j: number) => (i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i)
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) between[at(i, j)] = distance(i, j)

  // By number: an iterator over thousands of points makes an object for each.
  const isOpen = new Uint8Array(count).fill(1)
  let first = 0
  const joins: Join[] = []
  const chain: number[] = []
  for (;;) {
    while (first < count && isOpen[first] === 0) first++
    if (first === count) break
    if (chain.length === 0) chain.push(first)
    const tip = chain[chain.length - 1]
    const previous = chain[chain.length - 2] ?? -1
    let nearest = previous
    let reach = previous < 0 ? Infinity : between[at(tip, previous)]
    for (let other = first; other < count; other++)
      if (isOpen[other] === 1 && other !== tip && between[at(tip, other)] < reach) {
        nearest = other
        reach = between[at(tip, other)]
      }
    if (nearest < 0 || reach > limit) {
      isOpen[tip] = 0
      chain.pop()
    } else if (nearest !== previous) chain.push(nearest)
    else {
      joins.push({ of: tip, with: previous, diameter: reach })
      isOpen[previous] = 0
      for (let other = first; other < count; other++)
        if (isOpen[other] === 1 && other !== tip)
          between[at(tip, other)] = Math.max(between[at(tip, other)], between[at(previous, other)])
      chain.splice(-2)
    }
  }
  release(between)
  return joins
}

/** The clusters that are left after joins, which may come in any order. */
function clustersAfter(count: number, joins: Join[]): Cluster[] {
  const parent = Array.from({ length: count }, (_, i) => i)
  const rootOf = (i: number): number => {
    let root = i
    while (parent[root] !== root) root = parent[root]
    return root
  }
  const clusters = parent.map((i): Cluster => ({ members: [i], diameter: 0 }))
  for (const join of joins) {
    const [kept, gone] = [rootOf(join.of), rootOf(join.with)]
    parent[gone] = kept
    clusters[kept] = {
      members: [...clusters[kept].members, ...clusters[gone].members],
      diameter: Math.max(clusters[kept].diameter, clusters[gone].diameter, join.diameter),
    }
  }
  return clusters.filter((_, i) => parent[i] === i)
}
