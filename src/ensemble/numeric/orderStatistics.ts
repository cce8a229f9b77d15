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

/**
 * The value at place `k` of ascending `values`, which are put in another order: none greater before it, none smaller behind it. O(n). Source: Hoare
 * 1961, Commun. ACM 4:321, as Wirth wrote it.
 */
export function select(values: Float64Array, k: number): number {
  let [left, right] = [0, values.length - 1]
  while (left < right) {
    const pivot = values[k]
    let i = left
    let j = right
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const other = values[i]
      values[i++] = values[j]
      values[j--] = other
    }
    if (j < k) left = i
    if (k < i) right = j
  }
  return values[k]
}

/** As `quantileOfSorted`, of values in any order, which are put in another one. O(n): where few quantiles are asked, much less than sorting. */
export function quantileBySelection(values: Float64Array, p: number): number {
  const position = (values.length - 1) * p
  const below = Math.floor(position)
  const low = select(values, below)
  let high = Infinity
  for (let i = below + 1; i < values.length; i++) if (values[i] < high) high = values[i]
  return below + 1 < values.length ? low + (position - below) * (high - low) : low
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
