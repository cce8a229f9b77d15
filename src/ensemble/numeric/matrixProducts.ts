/** Products of dense matrices, row-major; each fills `out`. */

type Product = (a: Float64Array, b: Float64Array, n: number, m: number, p: number, out: Float64Array) => void

/** out [n, p] = a [n, m] b [m, p]. */
export const times: Product = (a, b, n, m, p, out) => fill(a, m, 1, b, n, m, p, out)

/** out [m, p] = a' b with a [n, m] and b [n, p]. */
export const transposedTimes: Product = (a, b, n, m, p, out) => fill(a, 1, m, b, m, n, p, out)

/** out [n, p] = a b' with a [n, m] and b [p, m]. */
export const timesTransposed: Product = (a, b, n, m, p, out) => {
  for (let i = 0; i < n; i++)
    for (let k = 0; k < p; k++) {
      let sum = 0
      for (let j = 0; j < m; j++) sum += a[i * m + j]! * b[k * m + j]!
      out[i * p + k] = sum
    }
}

/** out [n, p] = A b, where the entry i, j of A [n, m] is a[i down + j across]. */
function fill(
  a: Float64Array,
  down: number,
  across: number,
  b: Float64Array,
  n: number,
  m: number,
  p: number,
  out: Float64Array,
): void {
  out.fill(0)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      const value = a[i * down + j * across]!
      for (let k = 0; k < p; k++) out[i * p + k]! += value * b[j * p + k]!
    }
}
