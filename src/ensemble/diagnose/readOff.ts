import type { DrawBuffer } from '../sample/draws.ts'
import type { Orders } from '../sample/orders.ts'
import type { Chains } from './convergence.ts'

/** Parts of equal number into which each order of a library is cut. */
const parts = 8

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']

/**
 * What is read off the ensemble of a large library, by chain: for each direction in which its curves differ most the mean place of the ensemble, as a
 * share of the library, and the weight of each eighth of the library. The first of them orders models by their size. O(active models).
 */
export function readOff(orders: Orders, chains: DrawBuffer[]): { name: string; draws: Chains }[] {
  return Array.from({ length: orders.count }, (_, direction) => {
    const along = `along the ${ordinals[direction]} direction in which the curves differ`
    const sums = chains.map(chain => sumsAlong(orders.places, direction, chain))
    return [
      { name: `the mean place ${along}`, draws: sums.map(({ place }) => place) },
      ...Array.from({ length: parts }, (_, part) => ({
        name: `the weight of the ${ordinals[part]} eighth of the library ${along}`,
        draws: sums.map(({ weights }) => weights[part]),
      })),
    ]
  }).flat()
}

function sumsAlong(places: Int32Array, direction: number, { count, modelCount, weights }: DrawBuffer) {
  const { starts, columns, values } = weights
  const place = new Float64Array(count)
  const shares = Array.from({ length: parts }, () => new Float64Array(count))
  for (let d = 0; d < count; d++)
    for (let i = starts[d]; i < starts[d + 1]; i++) {
      const share = places[direction * modelCount + columns[i]] / modelCount
      place[d] += values[i] * share
      shares[Math.floor(parts * share)][d] += values[i]
    }
  return { place, weights: shares }
}
