/**
 * Sums over rows of a matrix: what a sampler does most. `aAt` and `bAt` are where a row begins, `count` its length.
 *
 * In WebAssembly kernels/assembly/vectors.ts takes the place of this file; it adds in the same order, two numbers at
 * a time, so that both give the same bits.
 */

/** sum a_j b_j, in four sums as the processor adds faster than it waits for a sum. */
export function dot(a: Float64Array, aAt: i32, b: Float64Array, bAt: i32, count: i32): number {
  let s0: number = 0
  let s1: number = 0
  let s2: number = 0
  let s3: number = 0
  let j = 0
  for (; j + 3 < count; j += 4) {
    s0 += a[aAt + j] * b[bAt + j]
    s1 += a[aAt + j + 1] * b[bAt + j + 1]
    s2 += a[aAt + j + 2] * b[bAt + j + 2]
    s3 += a[aAt + j + 3] * b[bAt + j + 3]
  }
  let sum = s0 + s2 + (s1 + s3)
  for (; j < count; j++) sum += a[aAt + j] * b[bAt + j]
  return sum
}

/** b_j += factor a_j. */
export function addScaled(
  factor: number,
  a: Float64Array,
  aAt: i32,
  b: Float64Array,
  bAt: i32,
  count: i32,
): void {
  for (let j = 0; j < count; j++) b[bAt + j] += factor * a[aAt + j]
}

/** The difference of two rows of one matrix, c_j = a_j - a'_j. */
export function subtractRows(
  a: Float64Array,
  aAt: i32,
  otherAt: i32,
  c: Float64Array,
  cAt: i32,
  count: i32,
): void {
  for (let j = 0; j < count; j++) c[cAt + j] = a[aAt + j] - a[otherAt + j]
}

/**
 * The product of a row and a matrix whose rows are `stride` apart, c_i = sum_j a_j B_ji, in the first `columns` columns, an even number. Even and
 * odd rows are added apart.
 */
export function rowTimesMatrix(
  a: Float64Array,
  aAt: i32,
  count: i32,
  b: Float64Array,
  stride: i32,
  columns: i32,
  c: Float64Array,
): void {
  for (let i = 0; i < columns; i++) {
    let even: number = 0
    let odd: number = 0
    let j = 0
    for (; j + 1 < count; j += 2) {
      even += a[aAt + j] * b[j * stride + i]
      odd += a[aAt + j + 1] * b[(j + 1) * stride + i]
    }
    if (j < count) even += a[aAt + j] * b[j * stride + i]
    c[i] = even + odd
  }
}
