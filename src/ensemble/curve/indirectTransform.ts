import type { Curve } from '../contract.ts'
import { ln, sin } from '../numeric/elementary.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'

/** Points of P(r) between 0 and Dmax, where it is 0. */
export const gridSize = 40
const n = gridSize

/** What a curve says of P(r) if nothing is longer than `dmax`, for every strength of the prior. */
export interface Transform {
  dmax: number
  /** The directions in which curve and prior are independent, as columns [n, n], and what the curve says in each. */
  directions: Float64Array
  information: Float64Array
  data: Float64Array
  /** The squares of the data in standard errors. */
  dataSquare: number
}

const sinc = (x: number) => (x < 1e-4 ? 1 - (x * x) / 6 : sin(x) / x)

/** The points of the grid, A. */
export const gridOf = (dmax: number) => Array.from({ length: n }, (_, j) => (dmax * (j + 1)) / (n + 1))

/** Factor L of the prior's precision L L' = D'D, D the second differences of a P(r) that is 0 and level at both ends. */
const smoothness = choleskyOf(differences())

function differences(): Float64Array {
  const square = new Float64Array(n * n)
  for (let row = -1; row <= n; row++)
    for (let a = -1; a <= 1; a++)
      for (let b = -1; b <= 1; b++) {
        const [i, j] = [row + a, row + b]
        if (i >= 0 && i < n && j >= 0 && j < n)
          square[i * n + j] += (a === 0 ? 1 : -0.5) * (b === 0 ? 1 : -0.5)
      }
  return square
}

function choleskyOf(square: Float64Array): Float64Array {
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = square[i * n + j]
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k]
      factor[i * n + j] = i === j ? Math.sqrt(rest) : rest / factor[j * n + j]
    }
  return factor
}

/**
 * Curve and prior in common principal directions, so that each strength of the prior costs but n steps: with
 * I(q) = sum_j P(r_j) sin(q r_j)/(q r_j) dr and z = L'P, the precision of z is B'B + strength. O(N n^2 + n^3).
 */
export function transformOf({ q, intensity, sigma }: Curve, dmax: number): Transform {
  const r = gridOf(dmax)
  const step = dmax / (n + 1)
  const normal = new Float64Array(n * n)
  const right = new Float64Array(n)
  const row = new Float64Array(n)
  let dataSquare = 0
  for (let i = 0; i < q.length; i++) {
    for (let j = 0; j < n; j++) {
      let value = (step * sinc(q[i] * r[j])) / sigma[i]
      for (let k = 0; k < j; k++) value -= smoothness[j * n + k] * row[k]
      row[j] = value / smoothness[j * n + j]
    }
    const y = intensity[i] / sigma[i]
    dataSquare += y * y
    for (let j = 0; j < n; j++) {
      right[j] += row[j] * y
      for (let k = 0; k <= j; k++) normal[j * n + k] += row[j] * row[k]
    }
  }
  for (let j = 0; j < n; j++) for (let k = 0; k < j; k++) normal[k * n + j] = normal[j * n + k]
  const { values, vectors } = symmetricEigen(normal, n)
  const data = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) data[i] += vectors[k * n + i] * right[k]
  const information = values.map(value => Math.max(0, value))
  return { dmax, directions: backwards(vectors), information, data, dataSquare }
}

/** L'^-1 times each column. */
function backwards(columns: Float64Array): Float64Array {
  const solved = new Float64Array(n * n)
  for (let column = 0; column < n; column++)
    for (let i = n - 1; i >= 0; i--) {
      let value = columns[i * n + column]
      for (let k = i + 1; k < n; k++) value -= smoothness[k * n + i] * solved[k * n + column]
      solved[i * n + column] = value / smoothness[i * n + i]
    }
  return solved
}

/** Natural-log evidence of a strength, up to what all share. */
export function logEvidence({ information, data, dataSquare }: Transform, strength: number): number {
  let misfit = dataSquare
  let volume = 0
  for (let i = 0; i < n; i++) {
    misfit -= data[i] ** 2 / (information[i] + strength)
    volume += ln(strength / (strength + information[i]))
  }
  return (volume - misfit) / 2
}

/** Mean [n] and covariance [n, n] of P(r) on the grid. */
export function posteriorOf({ directions, information, data }: Transform, strength: number) {
  const mean = new Float64Array(n)
  const covariance = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const variance = 1 / (information[i] + strength)
    for (let j = 0; j < n; j++) {
      const along = directions[j * n + i]
      mean[j] += along * data[i] * variance
      for (let k = 0; k < n; k++) covariance[j * n + k] += along * directions[k * n + i] * variance
    }
  }
  return { mean, covariance }
}
