/**
 * Columns as orthonormal directions times an upper triangle, by Gram-Schmidt done twice: column j is
 * sum_i directions_i upper_ij. A column that depends on those before it leaves 0 (or rounding) at upper_jj.
 */
export interface Triangle {
  directions: Float64Array[]
  /** [n, n] row-major. */
  upper: Float64Array
}

/** @param columns [K, N] row-major, one column contiguous, of which those `chosen` are taken in that order */
export function triangleOf(columns: Float64Array, width: number, chosen: readonly number[]): Triangle {
  const n = chosen.length
  const [directions, upper] = [new Float64Array(n * width), new Float64Array(n * n)]
  factor(columns, width, chosen, directions, upper)
  return { directions: chosen.map((_, j) => directions.subarray(j * width, (j + 1) * width)), upper }
}

/** Writes the directions, [n, N], and the triangle, which is 0 before. */
function factor(
  columns: Float64Array,
  width: number,
  chosen: readonly number[],
  directions: Float64Array,
  upper: Float64Array,
): void {
  const n = chosen.length
  for (let j = 0; j < n; j++) {
    const own = j * width
    for (let t = 0; t < width; t++) directions[own + t] = columns[chosen[j] * width + t]
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i < j; i++) {
        let part = 0
        for (let t = 0; t < width; t++) part += directions[i * width + t] * directions[own + t]
        upper[i * n + j] += part
        for (let t = 0; t < width; t++) directions[own + t] -= part * directions[i * width + t]
      }
    let square = 0
    for (let t = 0; t < width; t++) square += directions[own + t] * directions[own + t]
    const length = Math.sqrt(square)
    upper[j * n + j] = length
    for (let t = 0; t < width; t++) directions[own + t] /= length
  }
}

/** x with upper x = `coordinates` [n]; NaN or infinite for dependent columns. */
export function solveUpper(upper: Float64Array, coordinates: ArrayLike<number>): number[] {
  const n = coordinates.length
  const solution = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    let rest = coordinates[i]
    for (let j = i + 1; j < n; j++) rest -= upper[i * n + j] * solution[j]
    solution[i] = rest / upper[i * n + i]
  }
  return solution
}

/** Room for the factor of a few columns: a large library asks a million times. */
let [directions, upper] = [new Float64Array(), new Float64Array()]

/** Coefficients of the columns `chosen` (see `triangleOf`) that bring their sum nearest to `data`; NaN for dependent columns. */
export function leastSquares(
  columns: Float64Array,
  width: number,
  chosen: readonly number[],
  data: Float64Array,
): number[] {
  const n = chosen.length
  if (directions.length < n * width) directions = new Float64Array(n * width)
  if (upper.length < n * n) upper = new Float64Array(n * n)
  upper.fill(0, 0, n * n)
  factor(columns, width, chosen, directions, upper)
  const coordinates = new Array<number>(n)
  for (let i = 0; i < n; i++) {
    let along = 0
    for (let t = 0; t < width; t++) along += directions[i * width + t] * data[t]
    coordinates[i] = along
  }
  return solveUpper(upper, coordinates)
}

/** sum a_i b_i, the terms added in their order. */
export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
