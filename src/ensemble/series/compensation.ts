import type { Products } from './exchange.ts'

/**
 * How some models make up at each curve for a change of others, so that the mixture stays what it is: with u = e^z the weights, not normalised,
 *
 *     u_B' = u_B - R (u_A' - u_A)        R = (G_BB + D)^-1 G_BA, of the products G of the models' curves, the mean of all curves
 *
 * with D = 10/w^2 of the mean weights w, so that a model makes up for no more than a part of what it weighs, and smoothly from curve to curve. R is known
 * before a move: the map (u_A, u_B) -> (u_A', u_B') keeps u_B + R u_A, and has determinant 1 where u_A' - u_A is given.
 */
export interface Compensation {
  /** The models that make up at a curve, as places among those that may, [T][...]. */
  able: number[][]
  /** R of these, [T], each [able, A]. */
  shares: Float64Array[]
}

/** Weights by how far a model that makes up for others changes in the logarithm: a precision. */
const firmness = 10
/** Models of a mean weight below this make up for nothing at a curve. */
const weightMin = 1e-4

/** The models of `heavy` that make up for others at a curve. */
export const ableAt = (heavy: readonly number[], meanWeights: Float64Array, row: number): number[] =>
  heavy.flatMap((k, i) => (meanWeights[row + k]! > weightMin ? [i] : []))

/** Products of the models' curves with one another, the mean of all curves, [K, K]. */
export function meanSquares(products: Products[]): Float64Array {
  const mean = new Float64Array(products[0]!.squares.length)
  for (const { squares } of products)
    for (let i = 0; i < mean.length; i++) mean[i]! += squares[i]! / products.length
  return mean
}

/** How `heavy` models make up for `light` ones. @param squares [K, K] @param meanWeights [T, K]. O(T H^2 (H + A)). */
export function compensationOf(
  squares: Float64Array,
  meanWeights: Float64Array,
  heavy: readonly number[],
  light: readonly number[],
): Compensation {
  const modelCount = Math.sqrt(squares.length)
  const count = meanWeights.length / modelCount
  const compensation: Compensation = { able: [], shares: [] }
  for (let t = 0; t < count; t++) {
    const row = t * modelCount
    const able = ableAt(heavy, meanWeights, row)
    const size = able.length
    const matrix = new Float64Array(size * size)
    const shares = new Float64Array(size * light.length)
    for (let i = 0; i < size; i++) {
      const k = heavy[able[i]!]!
      for (let j = 0; j < size; j++) matrix[i * size + j] = squares[k * modelCount + heavy[able[j]!]!]!
      matrix[i * size + i]! += firmness / meanWeights[row + k]! ** 2
      for (let j = 0; j < light.length; j++)
        shares[i * light.length + j] = squares[k * modelCount + light[j]!]!
    }
    solve(matrix, shares, size, light.length)
    compensation.able.push(able)
    compensation.shares.push(shares)
  }
  return compensation
}

/** X with A X = B by elimination, into B [n, m]; A [n, n] is positive definite, and is overwritten. */
function solve(a: Float64Array, b: Float64Array, n: number, m: number): void {
  for (let i = 0; i < n; i++)
    for (let k = i + 1; k < n; k++) {
      const part = a[k * n + i]! / a[i * n + i]!
      for (let j = i; j < n; j++) a[k * n + j]! -= part * a[i * n + j]!
      for (let j = 0; j < m; j++) b[k * m + j]! -= part * b[i * m + j]!
    }
  for (let i = n - 1; i >= 0; i--)
    for (let j = 0; j < m; j++) {
      let rest = b[i * m + j]!
      for (let k = i + 1; k < n; k++) rest -= a[i * n + k]! * b[k * m + j]!
      b[i * m + j] = rest / a[i * n + i]!
    }
}
