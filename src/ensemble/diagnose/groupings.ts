import type { Interval, ModelGroup, ModelGrouping } from '../contract.ts'
import { byChain, type Draws } from '../posterior/draws.ts'
import { joined } from '../posterior/possible.ts'
import { summaryOf } from '../posterior/summary.ts'
import { shapeDifference } from '../structures/shape.ts'
import { type Cluster, fewClusters } from './linkage.ts'

/** A way in which the models of a library fall into groups, whatever the curve says. */
export interface Grouping extends Pick<ModelGrouping, 'by' | 'name'> {
  groups: { label: string | null; members: number[]; diameter: number | null }[]
}

/** A column that says of each model which group it belongs to. */
export interface LabelColumn {
  name: string
  /** By model of the library, in its order, [K]. */
  labels: readonly string[]
}

/** Structures further apart than a quarter of the largest difference in the library, and than 1 A, are not of one group, unless there were more than 8. */
const cut = { share: 0.25, least: 1, most: 8 }
/** Models of which the whole hierarchy is built. */
const linkedMax = 500

/**
 * Groups of like structures: complete linkage of the root mean square difference of the distances within models (structures/shape.ts), which
 * needs no superposition and so sees how domains lie to one another. Models of different composition, by their `species`, are never of one group.
 * Of many models 500, evenly spread over the library, are linked, and each of the others joins the group whose farthest linked member is nearest.
 * Null where structures are not known or no two of them are alike. O(500 K) differences.
 */
export function groupingByStructure(
  shapes: readonly (Float32Array | undefined)[],
  species?: readonly number[],
): Grouping | null {
  const known = shapes.filter(shape => shape !== undefined)
  if (known.length < shapes.length) return null
  const kinds = new Map<number, number[]>()
  for (const k of shapes.keys()) {
    const kind = species?.[k] ?? 0
    kinds.set(kind, [...(kinds.get(kind) ?? []), k])
  }
  if ([...kinds.values()].some(models => models.some(k => known[k].length !== known[models[0]].length)))
    return null
  const clusters = [...kinds.values()].flatMap(models => alike(known, models))
  if (clusters.length < 2 || clusters.length === shapes.length) return null
  const groups = clusters.map(({ members, diameter }) => ({ label: null, members, diameter }))
  return { by: 'structure', name: 'structure', groups }
}

function alike(shapes: Float32Array[], models: number[]): Cluster[] {
  const linked = Array.from({ length: Math.min(models.length, linkedMax) }, (_, i) =>
    Math.floor((i * models.length) / Math.min(models.length, linkedMax)),
  )
  const clusters = fewClusters(
    linked.length,
    (i, j) => shapeDifference(shapes[models[linked[i]]], shapes[models[linked[j]]]),
    cut,
  ).map(({ members, diameter }) => ({ core: members.map(i => models[linked[i]]), diameter }))
  const members = clusters.map(({ core }) => core.slice())
  const isLinked = new Set(linked)
  for (const [place, k] of models.entries()) {
    if (isLinked.has(place)) continue
    let [nearest, reach] = [0, Number.POSITIVE_INFINITY]
    for (const [g, { core }] of clusters.entries()) {
      let farthest = 0
      for (const member of core) {
        farthest = Math.max(farthest, shapeDifference(shapes[member], shapes[k], reach))
        if (farthest >= reach) break
      }
      if (farthest < reach) [nearest, reach] = [g, farthest]
    }
    members[nearest].push(k)
    clusters[nearest].diameter = Math.max(clusters[nearest].diameter, reach)
  }
  return clusters.map(({ diameter }, g) => ({ members: members[g], diameter }))
}

/** The groups that a column names, in the order in which the library has them. */
export function groupingByColumn({ name, labels }: LabelColumn): Grouping {
  const groups = new Map<string, number[]>()
  for (const [k, label] of labels.entries()) {
    const members = groups.get(label)
    if (members) members.push(k)
    else groups.set(label, [k])
  }
  return {
    by: 'column',
    name,
    groups: [...groups].map(([label, members]) => ({ label, members, diameter: null })),
  }
}

interface Weighed {
  /** Names of the library, and the place in it of each model of the draws. */
  names: readonly string[]
  columns: readonly number[]
  draws: Draws
  /** Radius of gyration of each model of the library, where it is known. */
  rg?: ArrayLike<number>
  possibleOf: (members: readonly number[]) => Interval
}

/** What share of the ensemble each group is, heaviest first: sums within draws, so that intervals are right whatever the correlations. O(D K). */
export function weighGrouping({ by, name, groups }: Grouping, weighed: Weighed): ModelGrouping {
  const { names, columns, draws, rg, possibleOf } = weighed
  const groupOf = new Int32Array(names.length)
  groups.forEach(({ members }, g) => {
    for (const k of members) groupOf[k] = g
  })
  const sums = groups.map(() => new Float64Array(draws.count))
  const means = new Float64Array(names.length)
  const { weights } = draws
  for (let d = 0; d < draws.count; d++)
    for (let i = weights.starts[d]; i < weights.starts[d + 1]; i++) {
      const k = columns[weights.columns[i]]
      sums[groupOf[k]][d] += weights.values[i]
      means[k] += weights.values[i]
    }
  const weighedGroups = groups.map(({ label, members, diameter }, g): ModelGroup => {
    const weight = summaryOf(byChain(draws, sums[g]))
    const sizes = rg && members.map(k => rg[k])
    return {
      label,
      models: members.toSorted((a, b) => means[b] - means[a] || a - b).map(k => names[k]),
      weight,
      possible: joined(weight, possibleOf(members)),
      diameter,
      rg: sizes
        ? { lower: sizes.reduce((a, b) => Math.min(a, b)), upper: sizes.reduce((a, b) => Math.max(a, b)) }
        : null,
    }
  })
  return { by, name, groups: weighedGroups.sort((a, b) => b.weight.mean - a.weight.mean) }
}
