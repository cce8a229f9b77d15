import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import type { Orders } from './orders.ts'

const orderCount = 2

/** Standard errors by which no curve differs in the coordinates that weighing leaves out. */
const negligible = 1

/** The orders of a library, by the leading principal directions of its curves, where all weight is an amount of `scale`. O(K r^2). */
export function ordersOf(curves: ReducedCurves, modelCount: number, scale: number): Orders {
  const { coordinates, rank } = curves
  const mean = new Float64Array(rank)
  for (let i = 0; i < coordinates.length; i++) mean[i % rank] += coordinates[i] / modelCount
  const spread = new Float64Array(rank * rank)
  for (let k = 0; k < modelCount; k++)
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++)
        spread[i * rank + j] += (coordinates[k * rank + i] - mean[i]) * (coordinates[k * rank + j] - mean[j])
  const { vectors } = symmetricEigen(spread, rank)
  const count = Math.min(orderCount, rank)
  const models = new Int32Array(count * modelCount)
  const places = new Int32Array(count * modelCount)
  const key = new Float64Array(modelCount)
  for (let d = 0; d < count; d++) {
    for (let k = 0; k < modelCount; k++) {
      key[k] = 0
      for (let i = 0; i < rank; i++) key[k] += coordinates[k * rank + i] * vectors[i * rank + d]
    }
    const order = Array.from(key.keys()).sort((a, b) => key[a] - key[b] || a - b)
    order.forEach((k, place) => {
      models[d * modelCount + place] = k
      places[d * modelCount + k] = place
    })
  }
  return { rank: weighingRank(curves, negligible / scale), count, models, places }
}

/** One more than the last coordinate in which a curve has more than `least`. */
function weighingRank({ coordinates, rank }: ReducedCurves, least: number): number {
  let needed = 1
  for (let at = 0; at < coordinates.length; at++)
    if (Math.abs(coordinates[at]) > least) needed = Math.max(needed, (at % rank) + 1)
  return needed
}
