import type { Random } from '../numeric/random.ts'

/** A large library put in order along each of the directions in which its curves differ most. */
export class Orders {
  /**
   * So many coordinates of a curve, the first, are enough to weigh models by: they come in the order of what they tell, and what the others tell is left to
   * the ratio of a move.
   */
  rank: i32 = 0
  /** How many orders there are. */
  count: i32 = 0
  /** Models in order, and the place of each model, [count, K]. */
  models!: Int32Array
  places!: Int32Array
}

/** Models that are weighed at once. */
export const windowMax: i32 = 32
/** How often they are neighbours in an order; else they are drawn from the whole library. */
const nearChance: number = 0.3

/**
 * Draws `windowMax` models, or all, into `window` and returns how many: with `k` among them, or any where `k` is -1. Given that model j is among
 * those drawn for k, they are as likely to be drawn for j; and of all that hold k, K/`windowMax` times as likely as without a wish. `marks` are 0
 * before and after. O(windowMax).
 */
export function drawWindow(
  orders: Orders,
  modelCount: i32,
  k: i32,
  window: Int32Array,
  marks: Int32Array,
  random: Random,
): i32 {
  const size = Math.min(windowMax, modelCount) as i32
  if (size === modelCount) {
    for (let i = 0; i < size; i++) window[i] = i
    return size
  }
  if (random.uniform() < nearChance) {
    const from = random.integer(orders.count) * modelCount
    const start =
      k < 0 ? random.integer(modelCount) : orders.places[from + k] - random.integer(size) + modelCount
    for (let i = 0; i < size; i++) window[i] = orders.models[from + ((start + i) % modelCount)]
    return size
  }
  let filled: i32 = 0
  if (k >= 0) {
    window[filled++] = k
    marks[k] = 1
  }
  while (filled < size) {
    const other = random.integer(modelCount)
    if (marks[other] === 1) continue
    window[filled++] = other
    marks[other] = 1
  }
  for (let i = 0; i < size; i++) marks[window[i]] = 0
  return size
}
