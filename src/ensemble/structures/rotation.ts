/** Rigid motions of point sets: the best rotation of one set onto another, and how to apply it. */

import { symmetricEigen } from '../numeric/symmetricEigen.ts'

/** For browsers, which get this file as static/vendor/rotation.js: the 3D view finds principal axes with it. */
export { symmetricEigen }

/** x -> rotation x + translation. A rotation of determinant -1 also mirrors. */
export interface Motion {
  /** [3, 3] row-major. */
  rotation: Float64Array
  /** In A, [3]. */
  translation: Float64Array
}

/** The points moved: a new array, [n, 3]. */
export function moved(points: Float64Array, { rotation: r, translation: t }: Motion): Float64Array {
  const result = new Float64Array(points.length)
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]
    const y = points[i + 1]
    const z = points[i + 2]
    result[i] = r[0] * x + r[1] * y + r[2] * z + t[0]
    result[i + 1] = r[3] * x + r[4] * y + r[5] * z + t[1]
    result[i + 2] = r[6] * x + r[7] * y + r[8] * z + t[2]
  }
  return result
}

/**
 * The proper motion of `moving` that brings it closest to `fixed`: least sum of w |R a + t - b|^2 over paired points.
 *
 * The rotation is the eigenvector of largest eigenvalue of Horn's 4 x 4 matrix, a unit quaternion, which can be no
 * mirror image. Points that lie on a line or coincide leave the motion undetermined; one of the best is returned.
 *
 * @param moving, fixed paired points, [n, 3], n at least 1
 * @param weights non-negative with a positive sum, [n]; equal unless given
 * Source: Horn 1987, J. Opt. Soc. Am. A 4, 629-642; the problem is Kabsch's (1976, Acta Cryst. A32, 922-923).
 */
export function bestMotion(moving: Float64Array, fixed: Float64Array, weights?: Float64Array): Motion {
  const n = moving.length / 3
  const from = weightedCentre(moving, weights)
  const to = weightedCentre(fixed, weights)
  const s = new Float64Array(9)
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i] : 1
    for (let a = 0; a < 3; a++) {
      const left = w * (moving[3 * i + a] - from[a])
      for (let b = 0; b < 3; b++) s[3 * a + b] += left * (fixed[3 * i + b] - to[b])
    }
  }
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s
  // biome-ignore format: a matrix reads best as rows
  const horn = Float64Array.of(
    xx + yy + zz, yz - zy, zx - xz, xy - yx,
    yz - zy, xx - yy - zz, xy + yx, zx + xz,
    zx - xz, xy + yx, yy - xx - zz, yz + zy,
    xy - yx, zx + xz, yz + zy, zz - xx - yy,
  )
  const { vectors } = symmetricEigen(horn, 4)
  const rotation = fromQuaternion(vectors[0], vectors[4], vectors[8], vectors[12])
  const translation = Float64Array.from(
    [0, 1, 2],
    a => to[a] - (rotation[3 * a] * from[0] + rotation[3 * a + 1] * from[1] + rotation[3 * a + 2] * from[2]),
  )
  return { rotation, translation }
}

/** Root mean square distance of paired points in A. */
export function rootMeanSquareDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt((3 * sum) / a.length)
}

/** Centre of the points in A. */
export function weightedCentre(points: Float64Array, weights?: Float64Array): [number, number, number] {
  const centre: [number, number, number] = [0, 0, 0]
  let total = 0
  for (let i = 0; i < points.length / 3; i++) {
    const w = weights ? weights[i] : 1
    total += w
    for (let a = 0; a < 3; a++) centre[a] += w * points[3 * i + a]
  }
  return centre.map(value => value / total) as [number, number, number]
}

function fromQuaternion(w: number, x: number, y: number, z: number): Float64Array {
  // biome-ignore format: a matrix reads best as rows
  return Float64Array.of(
    w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z,
  )
}
