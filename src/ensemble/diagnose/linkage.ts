/** A cluster: its members, and the largest distance between two of them. */
export interface Cluster {
  members: number[]
  diameter: number
}

/**
 * Hierarchical clusters by complete linkage, cut at `limit`: starting from single points, the two clusters whose
 * farthest members are nearest become one, until no two can join without a diameter above `limit`.
 *
 * By chains of nearest neighbours: two clusters that are each other's nearest join at some level of the hierarchy in
 * any case, as a joined cluster comes nearer to no other. Source: Murtagh 1983, Comput. J. 26:354. O(n^2) time and
 * n (n - 1)/2 numbers of memory; equal distances are broken by index.
 *
 * @param count number of points n
 * @param distance symmetric, >= 0; need not keep the triangle inequality
 */
export function completeLinkage(
  count: number,
  distance: (i: number, j: number) => number,
  limit: number,
): Cluster[] {
  const between = new Float64Array((count * (count - 1)) / 2)
  const at = (i: number, j: number) => (i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i)
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) between[at(i, j)] = distance(i, j)

  const clusters = Array.from({ length: count }, (_, i): Cluster => ({ members: [i], diameter: 0 }))
  const open = new Set(clusters.keys())
  const finished: Cluster[] = []
  const chain: number[] = []
  while (open.size > 0) {
    if (chain.length === 0) chain.push(open.values().next().value!)
    const tip = chain[chain.length - 1]
    const previous = chain[chain.length - 2] ?? -1
    let nearest = previous
    let reach = previous < 0 ? Infinity : between[at(tip, previous)]
    for (const other of open)
      if (other !== tip && between[at(tip, other)] < reach)
        [nearest, reach] = [other, between[at(tip, other)]]
    if (nearest < 0 || reach > limit) {
      finished.push(clusters[tip])
      open.delete(tip)
      chain.pop()
    } else if (nearest !== previous) chain.push(nearest)
    else {
      clusters[tip] = { members: [...clusters[tip].members, ...clusters[previous].members], diameter: reach }
      open.delete(previous)
      for (const other of open)
        if (other !== tip)
          between[at(tip, other)] = Math.max(between[at(tip, other)], between[at(previous, other)])
      chain.splice(-2)
    }
  }
  return finished
}
