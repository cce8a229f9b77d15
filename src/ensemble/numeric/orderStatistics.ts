/** Moments and quantiles of a set of draws, by two-pass sums. */

/** Arithmetic mean. O(n). */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  const rough = sum / values.length
  let rest = 0
  for (let i = 0; i < values.length; i++) rest += values[i] - rough
  return rough + rest / values.length
}

/** Sample variance, divisor n - 1; 0 for one value. */
export function variance(values: ArrayLike<number>, about = mean(values)): number {
  if (values.length < 2) return 0
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] - about) ** 2
  return sum / (values.length - 1)
}

/**
 * Quantile of ascending `sorted` at `p` in [0, 1]: linear interpolation between order statistics
 * (Hyndman & Fan 1996, type 7, the default of R and NumPy).
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const position = (sorted.length - 1) * p
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}

/** Values in ascending order, a fresh array. Where most are 0, as of the weight of a model that rarely takes part, the others alone are sorted. */
export function ascending(values: Float64Array): Float64Array {
  let zeros = 0
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++
  if (2 * zeros < values.length) return values.slice().sort()
  const others = values.filter(value => value !== 0).sort()
  const below = others.findLastIndex(value => value < 0) + 1
  const sorted = new Float64Array(values.length)
  sorted.set(others.subarray(0, below))
  sorted.set(others.subarray(below), below + zeros)
  return sorted
}
