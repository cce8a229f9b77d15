import type { ModelResult, Result } from '../contract.ts'
import { type Draws, thinned } from '../posterior/draws.ts'
import type { Cluster } from './linkage.ts'
import { degeneracyLimit, weightLimits } from './thresholds.ts'

/** A group is sure to have weight where at least so many draws give it more than this; it has next to none where as few draws do. */
const sureShare = 0.975
const weightMin = weightLimits.needed

/** Whether a group by curve says more than its single models: the curve cannot tell them apart, or the sum is sure to have weight and no member is. */
export function saysMore(
  { models, diameter }: NonNullable<Result['details']>['clusters'][number],
  all: readonly Pick<ModelResult, 'name' | 'weight'>[],
): boolean {
  const isSure = ({ name, weight }: (typeof all)[number]) => weight.q025 > weightMin && models.includes(name)
  return models.length > 1 && (diameter <= degeneracyLimit || !all.some(isSure))
}

/** Draws that are asked, and groups between which all distances are kept. */
const [drawsMax, nodesMax] = [1000, 2000]

interface Group extends Cluster {
  /** The heaviest model of each group that was joined: distances between groups are those of these. */
  heads: number[]
  /** Weight in each draw that is asked, without that of the light ones. */
  weight: Float32Array
  isSure: boolean
}

/**
 * Joins groups until the draws are sure that each has weight: first the one without sure weight that is nearest to another, and so on, by the mean
 * distance of their members (average linkage), models that count as one told by the heaviest of them. So groups are as small as what is known of their weights allows.
 * Groups that together have next to no weight are left out; beyond the 2,000 heaviest each of the others begins with the nearest of these.
 *
 * @param groups of models of the draws, each with its heaviest first
 * @param distance of two models
 * O(n^2) distances of n groups, and O(D) a join.
 */
export function sureGroups(
  groups: readonly Cluster[],
  draws: Draws,
  distance: (j: number, k: number) => number,
): Cluster[] {
  const { heavy, light } = withWeight(groups, draws)
  for (const { members, diameter } of light) {
    const { place, reach } = nearestTo(heavy.length, g => distance(members[0], heavy[g].members[0]))
    heavy[place].members.push(...members)
    heavy[place].diameter = Math.max(heavy[place].diameter, diameter, reach)
  }
  const apart = heavy.map((a, i) =>
    Float32Array.from({ length: i }, (_, j) => distance(a.members[0], heavy[j].members[0])),
  )
  const between = (i: number, j: number) => (i > j ? apart[i][j] : apart[j][i])
  const isOpen = new Uint8Array(heavy.length).fill(1)
  const nearestOf = (i: number) =>
    nearestTo(heavy.length, j => (j !== i && isOpen[j] === 1 ? between(i, j) : Infinity))
  const nearest = heavy.map((_, i) => nearestOf(i))
  for (;;) {
    const unsure = nearestTo(heavy.length, i =>
      isOpen[i] === 1 && !heavy[i].isSure ? nearest[i].reach : Infinity,
    )
    if (unsure.reach === Infinity) break
    const [gone, kept] = [unsure.place, nearest[unsure.place].place]
    const [ofGone, ofKept] = [heavy[gone].heads.length, heavy[kept].heads.length]
    isOpen[gone] = 0
    for (let k = 0; k < heavy.length; k++) {
      if (isOpen[k] === 0 || k === kept) continue
      const reach = (ofGone * between(k, gone) + ofKept * between(k, kept)) / (ofGone + ofKept)
      if (k > kept) apart[k][kept] = reach
      else apart[kept][k] = reach
    }
    take(heavy[kept], heavy[gone], farthest(heavy[kept].heads, heavy[gone].heads, distance))
    for (let k = 0; k < heavy.length; k++) {
      if (isOpen[k] === 0) continue
      if (k === kept || nearest[k].place === gone || nearest[k].place === kept) nearest[k] = nearestOf(k)
      else if (between(k, kept) < nearest[k].reach) nearest[k] = { place: kept, reach: between(k, kept) }
    }
  }
  return heavy.filter((_, i) => isOpen[i] === 1).map(({ members, diameter }) => ({ members, diameter }))
}

/** The groups with their weights, the heaviest apart from the others; without those that together have next to nothing. */
function withWeight(groups: readonly Cluster[], { count, modelCount, weights }: Draws) {
  const asked = thinned(count, drawsMax)
  const groupOf = new Int32Array(modelCount)
  for (const [g, { members }] of groups.entries()) for (const k of members) groupOf[k] = g
  const each = (use: (group: number, draw: number, weight: number) => void) => {
    for (const [i, d] of asked.entries())
      for (let at = weights.starts[d]; at < weights.starts[d + 1]; at++)
        use(groupOf[weights.columns[at]], i, weights.values[at])
  }
  const sums = new Float64Array(groups.length)
  each((g, _, w) => {
    sums[g] += w
  })
  const order = Array.from(groups.keys()).sort(
    (a, b) => sums[b] - sums[a] || groups[a].members[0] - groups[b].members[0],
  )
  const rank = new Int32Array(groups.length)
  for (const [place, g] of order.entries()) rank[g] = place
  const isDust = (kept: number) => {
    const together = new Float32Array(asked.length)
    each((g, i, w) => {
      if (rank[g] >= kept) together[i] += w
    })
    return shareAbove(together) <= 1 - sureShare
  }
  let [few, kept] = [0, groups.length]
  while (kept - few > 1) {
    const middle = Math.floor((few + kept) / 2)
    if (isDust(middle)) kept = middle
    else few = middle
  }
  const heavy = order.slice(0, Math.min(kept, nodesMax)).map(
    (g): Group => ({
      members: groups[g].members.slice(),
      diameter: groups[g].diameter,
      heads: groups[g].members.slice(0, 1),
      weight: new Float32Array(asked.length),
      isSure: false,
    }),
  )
  each((g, i, w) => {
    if (rank[g] < heavy.length) heavy[rank[g]].weight[i] += w
  })
  for (const group of heavy) group.isSure = isSure(group.weight)
  return { heavy, light: order.slice(nodesMax, kept).map(g => groups[g]) }
}

/** Takes another group in, of whose members none is further than `reach` from those here. */
function take(group: Group, other: Group, reach: number): void {
  group.members.push(...other.members)
  group.diameter = Math.max(group.diameter, other.diameter, reach)
  group.heads.push(...other.heads)
  group.weight = group.weight.map((w, d) => w + other.weight[d])
  group.isSure = isSure(group.weight)
}

const isSure = (weight: Float32Array) => shareAbove(weight) >= sureShare

function shareAbove(weight: Float32Array): number {
  let count = 0
  for (const w of weight) if (w > weightMin) count++
  return count / weight.length
}

function farthest(a: number[], b: number[], distance: (j: number, k: number) => number): number {
  let most = 0
  for (const j of a) for (const k of b) most = Math.max(most, distance(j, k))
  return most
}

function nearestTo(count: number, reachOf: (place: number) => number): { place: number; reach: number } {
  let nearest = -1
  let least = Infinity
  for (let place = 0; place < count; place++) {
    const reach = reachOf(place)
    if (!(reach < least)) continue
    nearest = place
    least = reach
  }
  return { place: nearest, reach: least }
}
