import type { Random } from '../numeric/random.ts'

/** A large library put in order along each of the directions in which its curves differ most. */
export class Orders {
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
 * those drawn for k, they are as likely to be drawn for j; and of all that hold k, K/`windowMax` times as likely as without a wish. O(windowMax^2).
 */
export function drawWindow(orders: Orders, modelCount: i32, k: i32, window: Int32Array, random: Random): i32 {
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
  if (k >= 0) window[filled++] = k
  while (filled < size) {
    const other = random.integer(modelCount)
    let known = false
    for (let i = 0; i < filled; i++) if (window[i] === other) known = true
    if (!known) window[filled++] = other
  }
  return size
}
