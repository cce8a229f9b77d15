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
