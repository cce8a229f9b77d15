import type { ReducedCurves } from './reducedCurves.ts'

/**
 * Pivoted Gram-Schmidt of K curves of N points, stopped at numerical rank.
 *
 * With weighted curves S = Q A' (Q orthonormal [N, r]) and data y, |y - S u|^2 = outside + |A' u - data|^2 for
 * every u; there is no cancellation as in y'y - 2 b'u + u'G u. The next direction is the longest remaining curve,
 * orthogonalised twice; it stops when `remaining_k * reach_k < tolerance` for every k, so that what is dropped
 * changes no curve by more than `tolerance` (in standard errors) for coefficients up to `reach_k`.
 *
 * `curves` is [K, N] row-major (one curve contiguous) and is overwritten; `data` is [N] and is overwritten; `reach`
 * is [K]. Returns fresh arrays. O(N K r) time, no memory beyond the result. Source: Golub & Van Loan, Matrix
 * Computations (4th ed.), 5.4.2.
 */
export function reduceCurves(
  curves: Float64Array,
  data: Float64Array,
  reach: Float64Array,
  tolerance: number,
): ReducedCurves {
  const modelCount = reach.length
  const pointCount = data.length
  const rows: Float64Array[] = []
  const dataCoordinates: number[] = []
  const direction = new Float64Array(pointCount)
  const lengths = Float64Array.from(reach, (_, k) => lengthOf(curves, k * pointCount, pointCount))
  const taken: Float64Array[] = []

  while (rows.length < Math.min(modelCount, pointCount)) {
    let longest = 0
    for (let k = 1; k < modelCount; k++)
      if (lengths[k] * reach[k] > lengths[longest] * reach[longest]) longest = k
    if (!(lengths[longest] * reach[longest] >= tolerance)) break
    direction.set(curves.subarray(longest * pointCount, (longest + 1) * pointCount))
    for (const earlier of taken) subtractProjection(direction, 0, earlier)
    const length = lengthOf(direction, 0, pointCount)
    if (!(length > 0)) break
    for (let i = 0; i < pointCount; i++) direction[i] /= length
    taken.push(direction.slice())

    const row = new Float64Array(modelCount)
    for (let k = 0; k < modelCount; k++) {
      row[k] = subtractProjection(curves, k * pointCount, direction)
      lengths[k] = k === longest ? 0 : lengthOf(curves, k * pointCount, pointCount)
    }
    rows.push(row)
    dataCoordinates.push(subtractProjection(data, 0, direction))
  }

  const rank = rows.length
  const coordinates = new Float64Array(modelCount * rank)
  for (let k = 0; k < modelCount; k++) for (let j = 0; j < rank; j++) coordinates[k * rank + j] = rows[j][k]
  return {
    rank,
    coordinates,
    data: Float64Array.from(dataCoordinates),
    outside: lengthOf(data, 0, pointCount) ** 2,
  }
}

function lengthOf(values: Float64Array, start: number, count: number): number {
  let sum = 0
  for (let i = start; i < start + count; i++) sum += values[i] * values[i]
  return Math.sqrt(sum)
}

/** Removes from values[start ..] its part along the unit vector `direction`; returns the coefficient removed. */
function subtractProjection(values: Float64Array, start: number, direction: Float64Array): number {
  let dot = 0
  for (let i = 0; i < direction.length; i++) dot += values[start + i] * direction[i]
  for (let i = 0; i < direction.length; i++) values[start + i] -= dot * direction[i]
  return dot
}
