/** Sweeps after which the rest off the diagonal counts as none; a handful are enough. */
const sweepsMax = 30

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: slow for large matrices, exact to the last
 * digits for small ones. `matrix` is [n, n] row-major and is overwritten. Returns the values [n] and the vectors as the columns
 * of [n, n], row-major. O(n^3) a sweep. Source: Golub & Van Loan, Matrix Computations (4th ed.), 8.5.
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < sweepsMax && offDiagonal(matrix, n) > 1e-22; sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(matrix, vectors, n, p, q)
  return { values: Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]), vectors }
}

/** The squares off the diagonal as a share of all. */
function offDiagonal(matrix: Float64Array, n: number): number {
  let off = 0
  let all = 0
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const square = matrix[i * n + j] ** 2
      all += square
      if (i !== j) off += square
    }
  return all > 0 ? off / all : 0
}

/** Turns rows and columns p and q so that their common element becomes 0. */
function rotate(matrix: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const common = matrix[p * n + q]
  if (common === 0) return
  const theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * common)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    turn(matrix, k * n + p, k * n + q, c, s)
    turn(vectors, k * n + p, k * n + q, c, s)
  }
  for (let k = 0; k < n; k++) turn(matrix, p * n + k, q * n + k, c, s)
}

function turn(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const a = values[i]
  const b = values[j]
  values[i] = c * a - s * b
  values[j] = s * a + c * b
}
