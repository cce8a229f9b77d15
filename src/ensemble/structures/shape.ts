/** What tells the shape of one model from that of another without laying them onto one another. */

import { hypot } from '../numeric/elementary.ts'
import type { Structure } from './structure.ts'
import { anchorsOf } from './superpose.ts'

/** Residues whose distances are kept: evenly spread, they see how domains lie to one another. */
const residuesMax = 20

/**
 * Distances in A between at most 20 of the C-alphas and phosphorus atoms, evenly spread along the chains, [n (n - 1)/2]. Models of one
 * composition have the same ones in the same order. Undefined of a bead model, whose beads have no order.
 */
export function shapeOf(structure: Structure): Float32Array | undefined {
  if (structure.kind === 'beads') return
  const anchors = anchorsOf(structure)
  const all = anchors.length / 3
  const count = Math.min(residuesMax, all)
  const chosen = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all) / count))
  const distances = new Float32Array((count * (count - 1)) / 2)
  let at = 0
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++)
      distances[at++] = hypot(
        ...[0, 1, 2].map(axis => anchors[3 * chosen[i] + axis] - anchors[3 * chosen[j] + axis]),
      )
  return distances
}

/** Root mean square difference of the distances of two models, A; Infinity beyond `most`, from where on nobody asks. */
export function shapeDifference(a: Float32Array, b: Float32Array, most = Number.POSITIVE_INFINITY): number {
  const end = most * most * a.length
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    sum += (a[i] - b[i]) ** 2
    if (sum > end) return Number.POSITIVE_INFINITY
  }
  return Math.sqrt(sum / a.length)
}
