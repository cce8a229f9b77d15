/** Distances among the hydration beads: few and exact, as the beads stand on a cubic lattice. */

import { type DebyeKernel, nodeSpacing } from '../kernels/debyeKernel.ts'

/**
 * Adds all pairs of lattice points to a row of shares, as `sharePairs` would but without its error.
 *
 * A lattice has only distances s sqrt(n), so pairs are counted by whole numbers n first. The same distance recurs so
 * often that the error of sharing it linearly, harmless for scattered atoms, would not average out; each distance is
 * therefore shared by four nodes such that the transform of its shares is right to third order:
 * with c = p (1 - p) / 2 - 1/12 the nodes k - 1 to k + 2 receive -c/2, 1 - p + c/2, p + c/2, -c/2.
 *
 * @param cells whole-number coordinates from 0, [B, 3]
 * @param spacing lattice spacing s in A
 * @param row shares of the nodes, long enough for the largest distance and two nodes more
 */
export function shareLattice(
  kernel: DebyeKernel,
  cells: Int32Array,
  spacing: number,
  row: Float64Array,
): void {
  const counts = kernel.countSquares(cells)
  for (let n = 0; n < counts.length; n++) {
    if (counts[n] === 0) continue
    const place = (spacing * Math.sqrt(n)) / nodeSpacing
    const k = Math.floor(place)
    const p = place - k
    const c = (p * (1 - p)) / 2 - 1 / 12
    // No two beads coincide and the spacing is many nodes wide, so k - 1 is never negative.
    row[k - 1] -= (counts[n] * c) / 2
    row[k] += counts[n] * (1 - p + c / 2)
    row[k + 1] += counts[n] * (p + c / 2)
    row[k + 2] -= (counts[n] * c) / 2
  }
}
