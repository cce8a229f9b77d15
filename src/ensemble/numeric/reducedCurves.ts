/** A set of curves expressed in few orthonormal directions, so that a sampler never touches the points again. */
export class ReducedCurves {
  /** Number of directions kept. */
  rank: i32 = 0
  /** Coordinates of each curve, row-major [K, rank]: curve k is Q times row k. */
  coordinates!: Float64Array
  /** Coordinates of the data, [rank]. */
  data!: Float64Array
  /** Squared length of the part of the data outside the directions. */
  outside: number = 0
}
