import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import type { Orders } from './orders.ts'

/** Similar models listed for each model. */
export const neighbourCountMax = 12

/** |A_k|^2 of every curve, [K]. */
export function squaresOf({ coordinates, rank }: ReducedCurves, modelCount: number): Float64Array {
  const squares = new Float64Array(modelCount)
  for (let i = 0; i < coordinates.length; i++) squares[Math.floor(i / rank)] += coordinates[i] ** 2
  return squares
}

/**
 * Lists for every model the `count` others whose curves differ least from it.
 *
 * Distance |A_j - A_k| in the reduced coordinates, as a transfer of weight between two models moves the fit along
 * their difference. Returns [K, min(count, K - 1)], nearest first. O(K^2 r) time, O(K) extra memory.
 */
export function nearestNeighbours(curves: ReducedCurves, modelCount: number, count: number): Int32Array {
  const everyOne = Array.from({ length: modelCount }, (_, k) => k)
  return nearestOf(() => everyOne, curves, modelCount, count)
}

/** Models to either side in each order among which neighbours are looked for. */
const reach = 16

/** The same for a large library, among models that are near in one of its orders. O(K r). */
export function neighboursAlong(
  orders: Orders,
  curves: ReducedCurves,
  modelCount: number,
  count: number,
): Int32Array {
  const candidatesOf = (k: number) => {
    const found = new Set<number>()
    for (let d = 0; d < orders.count; d++)
      for (let step = -reach; step <= reach; step++) {
        const place = orders.places[d * modelCount + k] + step
        found.add(orders.models[d * modelCount + ((place + modelCount) % modelCount)])
      }
    return [...found]
  }
  return nearestOf(candidatesOf, curves, modelCount, count)
}

function nearestOf(
  candidatesOf: (k: number) => number[],
  { rank, coordinates }: ReducedCurves,
  modelCount: number,
  count: number,
): Int32Array {
  const width = Math.min(count, modelCount - 1)
  const neighbours = new Int32Array(modelCount * width)
  const distance = new Float64Array(modelCount)
  for (let k = 0; k < modelCount; k++) {
    const candidates = candidatesOf(k)
    for (const j of candidates) {
      let sum = 0
      for (let i = 0; i < rank; i++) sum += (coordinates[j * rank + i] - coordinates[k * rank + i]) ** 2
      distance[j] = j === k ? Infinity : sum
    }
    const nearest = candidates.toSorted((a, b) => distance[a] - distance[b] || a - b)
    for (let n = 0; n < width; n++) neighbours[k * width + n] = nearest[n]
  }
  return neighbours
}

/** The same curves with directions in which none of them has anything, so that there are `rank`. */
export function ofRank(curves: ReducedCurves, modelCount: number, rank: number): ReducedCurves {
  if (curves.rank === rank) return curves
  const coordinates = new Float64Array(modelCount * rank)
  for (let k = 0; k < modelCount; k++)
    coordinates.set(curves.coordinates.subarray(k * curves.rank, (k + 1) * curves.rank), k * rank)
  const data = new Float64Array(rank)
  data.set(curves.data)
  return { ...curves, rank, coordinates, data }
}
