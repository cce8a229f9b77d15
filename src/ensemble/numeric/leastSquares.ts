/**
 * Columns as orthonormal directions times an upper triangle, by Gram-Schmidt done twice: column j is
 * sum_i directions_i upper_ij. A column that depends on those before it leaves 0 (or rounding) at upper_jj.
 */
export interface Triangle {
  directions: Float64Array[]
  /** [n, n] row-major. */
  upper: Float64Array
}

export function triangleOf(columns: Float64Array[]): Triangle {
  const n = columns.length
  const upper = new Float64Array(n * n)
  const directions: Float64Array[] = []
  columns.forEach((column, j) => {
    const direction = column.slice()
    for (let pass = 0; pass < 2; pass++)
      directions.forEach((earlier, i) => {
        const part = product(earlier, direction)
        upper[i * n + j] += part
        addMultiple(direction, earlier, -part)
      })
    const length = Math.sqrt(product(direction, direction))
    upper[j * n + j] = length
    for (let i = 0; i < direction.length; i++) direction[i] /= length
    directions.push(direction)
  })
  return { directions, upper }
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

/** Coefficients of the columns that bring their sum nearest to `data`; NaN for dependent columns. */
export function leastSquares(columns: Float64Array[], data: Float64Array): number[] {
  const { directions, upper } = triangleOf(columns)
  return solveUpper(
    upper,
    directions.map(direction => product(direction, data)),
  )
}

/** sum a_i b_i, the terms added in their order. */
export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** sum += factor values. */
export function addMultiple(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * values[i]
}
