/** Convergence is quadratic: ten or so are enough. */
const sweepsMax = 50
/** Squares off the diagonal, as a share of all, that are no more than rounding. */
const offMax = 1e-32

/**
 * Eigenvalues, largest first, and eigenvectors of a symmetric matrix by Jacobi rotations: exact to the last digits, slow for large
 * matrices, O(n^3) a sweep.
 *
 * @param matrix [n, n], not changed
 * @returns values [n]; vectors [n, n] with the eigenvector of value k in column k
 * Source: Golub & Van Loan, Matrix Computations, 4th ed., section 8.5.
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  for (let k = 0; k < n; k++) v[k * n + k] = 1
  const all = a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < sweepsMax; sweep++) {
    let off = 0
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2
    if (off <= offMax * all) break
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) annihilate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, k) => k).sort((i, j) => a[j * n + j] - a[i * n + i])
  const vectors = new Float64Array(n * n)
  for (let k = 0; k < n; k++) for (let row = 0; row < n; row++) vectors[row * n + k] = v[row * n + order[k]]
  return { values: Float64Array.from(order, k => a[k * n + k]), vectors }
}

/** One Jacobi rotation: makes a[p, q] zero and turns the eigenvectors along. */
function annihilate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]
  if (apq === 0) return
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]
    const kq = a[k * n + q]
    a[k * n + p] = c * kp - s * kq
    a[k * n + q] = s * kp + c * kq
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]
    const qk = a[q * n + k]
    a[p * n + k] = c * pk - s * qk
    a[q * n + k] = s * pk + c * qk
    const vp = v[k * n + p]
    const vq = v[k * n + q]
    v[k * n + p] = c * vp - s * vq
    v[k * n + q] = s * vp + c * vq
  }
  a[p * n + q] = 0
  a[q * n + p] = 0
}
