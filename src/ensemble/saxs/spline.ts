/** Cubic interpolation of a smooth even function of q from a uniform grid. */

/**
 * Values of the interpolating cubic spline at `q`, with slope 0 at q = 0 (a profile is even in q) and a continuous third
 * derivative at the last inner knot (not-a-knot) at the far end.
 *
 * @param step grid spacing in 1/A; knots at 0, step, 2 step ...
 * @param values values at the knots, at least 4
 * @param q where to interpolate in 1/A; beyond the last knot the last cubic is continued
 * @returns a new array as long as `q`. Cost O(knots + points).
 */
export function splineFromUniform(step: number, values: ArrayLike<number>, q: Float64Array): Float64Array {
  const slope = clampedSlopes(values)
  const last = values.length - 2
  const result = new Float64Array(q.length)
  for (let i = 0; i < q.length; i++) {
    const k = Math.min(last, Math.floor(q[i] / step))
    const t = q[i] / step - k
    const rise = values[k + 1] - values[k]
    const a = slope[k] - rise
    const b = rise - slope[k + 1]
    result[i] = values[k] + t * (rise + (1 - t) * (a * (1 - t) + b * t))
  }
  return result
}

/** Knot slopes times the step: the tridiagonal system s[k-1] + 4 s[k] + s[k+1] = 3 (y[k+1] - y[k-1]). */
function clampedSlopes(y: ArrayLike<number>): Float64Array {
  const n = y.length
  const slope = new Float64Array(n)
  const upper = new Float64Array(n)
  // Row 0: s[0] = 0. Forward elimination.
  for (let k = 1; k < n - 1; k++) {
    const pivot = 4 - upper[k - 1]
    upper[k] = 1 / pivot
    slope[k] = (3 * (y[k + 1] - y[k - 1]) - slope[k - 1]) / pivot
  }
  // Not-a-knot at the end: s[n-1] + 2 s[n-2] = (y[n-3]... ) written for equal steps.
  const right = (5 * (y[n - 1] - y[n - 2]) + (y[n - 2] - y[n - 3])) / 2
  slope[n - 1] = (right - 2 * slope[n - 2]) / (1 - 2 * upper[n - 2])
  for (let k = n - 2; k >= 0; k--) slope[k] -= upper[k] * slope[k + 1]
  slope[0] = 0
  return slope
}
