/** The inner loops of the Debye sum, as a contract that a plain and a compiled implementation both keep. */

/** Distance D between the nodes of a histogram in A. */
export const nodeSpacing = 0.05

/** Parts into which the space between two nodes is divided. */
export const partsPerNode = 64

/** Steps of D / 64 in one A: single-precision coordinates are multiplied by it before distances are taken. */
export const stepsPerLength = partsPerNode / nodeSpacing

/** Points sorted by type, coordinates apart from one another so that four fit a vector. A points, T types. */
export interface SortedPoints {
  /** Coordinates in A, centred on the origin, [A] each. */
  x: Float32Array
  y: Float32Array
  z: Float32Array
  /** Points of type t are `starts[t]` up to `starts[t + 1]`, [T + 1]. */
  starts: Int32Array
  /** Whether pairs within the last type are left out, as somebody else counts them. */
  lastApart: boolean
}

export interface DebyeKernel {
  /** `wasm` or `plain`, for the record of a run. */
  readonly name: string
  /**
   * Counts the pairs of points by type and distance, each pair shared by the two nodes it lies between.
   *
   * A distance r = (k + p) D gives 1 - p to node k and p to node k + 1, with p rounded to 64ths. A plain histogram of
   * this width errs by 1e-3 where vacuum and displaced scattering nearly cancel; sharing keeps the width and is as exact
   * as bins of D / 64. Coordinates in steps of D / 64 and all arithmetic on them are single precision (differences,
   * squares added x + y + z, root, rounding to nearest even), and every share is a multiple of 1/64, whose sums are exact
   * in double precision: every implementation gives the same numbers to the last bit.
   *
   * @param nodes nodes per row; no pair may be further apart than (nodes - 2) D, nor than 2^23 steps
   * @returns [T (T + 1) / 2, nodes] row-major, rows as `rowOfPair` numbers them; the caller's to keep
   * Cost A^2 / 2 root extractions.
   */
  sharePairs(points: SortedPoints, nodes: number): Float64Array
  /**
   * Counts the pairs of points of a cubic lattice by their squared distance n.
   *
   * @param cells whole-number coordinates, 0 to 2047, [B, 3]
   * @returns how many pairs have each n, as long as the largest extents make possible. Cost B^2 / 2.
   */
  countSquares(cells: Int32Array): Uint32Array
  /**
   * Sine transforms of all rows on a uniform grid: P(q) = sum_k n_k g(k D), g = f - (D^2 / 12) f'', f(r) = sinc(q r).
   *
   * The second term undoes what linear sharing does to a curved function, on average over a step.
   *
   * @param shares [rows, nodes] from `sharePairs`
   * @param qStep grid spacing in 1/A
   * @param qCount grid points, the first at 0
   * @returns [rows, qCount] row-major. Cost rows x nodes x qCount.
   */
  transform(shares: Float64Array, rows: number, nodes: number, qStep: number, qCount: number): Float64Array
}

/** One more than the largest squared distance that lattice points in the box of these can have. */
export function squaresOf(cells: Int32Array): number {
  const most = [0, 0, 0]
  for (let i = 0; i < cells.length; i++) most[i % 3] = Math.max(most[i % 3], cells[i])
  return most[0] ** 2 + most[1] ** 2 + most[2] ** 2 + 1
}

/** Row of the pair of types (t, u) with t <= u among T types. */
export function rowOfPair(t: number, u: number, types: number): number {
  return t * types - (t * (t - 1)) / 2 + (u - t)
}
