import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'

/**
 * A path of a Matern 3/2 process of amplitude 1, each value given those before it, so that what is a product with a matrix [T, T] costs O(T).
 *
 * Value and slope together are a Markov chain (Hartikainen & Sarkka 2010, IEEE MLSP, 379), and a Kalman filter goes along it: with e_t the value less
 * what those before it predict and D_t the variance of that, the square of a path over the covariance is the sum of e_t^2/D_t. Plain data.
 */
export interface Filter {
  /** D [T]. */
  variances: Float64Array
  /** What e_t adds to value and slope, [T, 2], and how these go on to the next curve, [T, 2, 2]. */
  gains: Float64Array
  onward: Float64Array
  /** Variance of each value beside that of the process. */
  noise: number
}

/** @param values ascending @param noise variance of each value beside that of the process */
export function filterOf(values: ArrayLike<number>, length: number, noise: number): Filter {
  const count = values.length
  const variances = new Float64Array(count)
  const gains = new Float64Array(2 * count)
  const onward = new Float64Array(4 * count)
  // Covariance of value and slope, which is in the unit that makes its variance 1.
  let [vv, vs, ss] = [1, 0, 1]
  for (let t = 0; t < count; t++) {
    const variance = vv + noise
    variances[t] = variance
    gains[2 * t] = vv / variance
    gains[2 * t + 1] = vs / variance
    if (t === count - 1) break
    if (values[t + 1]! < values[t]!) throw new RangeError('The values of a path are not ascending')
    ;[vv, vs, ss] = [(vv * noise) / variance, (vs * noise) / variance, ss - (vs * vs) / variance]
    const d = (Math.sqrt(3) * (values[t + 1]! - values[t]!)) / length
    const e = exp(-d)
    const [a, b, c, f] = [e * (1 + d), e * d, -e * d, e * (1 - d)]
    onward.set([a, b, c, f], 4 * t)
    // F (P - 1) F' + 1, as 1 is what no data leave.
    ;[vv, vs, ss] = [
      1 + a * a * (vv - 1) + 2 * a * b * vs + b * b * (ss - 1),
      a * c * (vv - 1) + (a * f + b * c) * vs + b * f * (ss - 1),
      1 + c * c * (vv - 1) + 2 * c * f * vs + f * f * (ss - 1),
    ]
  }
  return { variances, gains, onward, noise }
}

/** Goes along a path: `errorOf` is told what the values before predict, and says by how much the value at t differs. */
function follow(
  { variances, gains, onward }: Filter,
  errorOf: (t: number, predicted: number) => number,
): void {
  let [value, slope] = [0, 0]
  for (let t = 0; t < variances.length; t++) {
    const error = errorOf(t, value)
    const v = value + gains[2 * t]! * error
    const s = slope + gains[2 * t + 1]! * error
    value = onward[4 * t]! * v + onward[4 * t + 1]! * s
    slope = onward[4 * t + 2]! * v + onward[4 * t + 3]! * s
  }
}

/** The square of a path over the covariance, z' C^-1 z. */
export function squareOf({ variances, gains, onward }: Filter, path: Float64Array): number {
  // As `follow` goes, without calling anything: exchanges ask for it more often than for anything else.
  let [value, slope, sum] = [0, 0, 0]
  for (let t = 0; t < variances.length; t++) {
    const error = path[t]! - value
    sum += (error * error) / variances[t]!
    const v = value + gains[2 * t]! * error
    const s = slope + gains[2 * t + 1]! * error
    value = onward[4 * t]! * v + onward[4 * t + 1]! * s
    slope = onward[4 * t + 2]! * v + onward[4 * t + 3]! * s
  }
  return sum
}

/** A path drawn from the process, times an amplitude. */
export const drawPath = (filter: Filter, amplitude: number, random: Random): Float64Array =>
  pathOf(
    filter,
    amplitude,
    filter.variances.map(() => random.normal()),
  )

/** The path, times an amplitude, of independent numbers: of standard normal ones it is one drawn from the process. */
export function pathOf(filter: Filter, amplitude: number, numbers: Float64Array): Float64Array {
  const path = new Float64Array(numbers.length)
  follow(filter, (t, predicted) => {
    const error = Math.sqrt(filter.variances[t]!) * numbers[t]!
    path[t] = amplitude * (predicted + error)
    return error
  })
  return path
}

/** The independent numbers of a path: the inverse of `pathOf`. */
export function numbersOf(filter: Filter, amplitude: number, path: Float64Array): Float64Array {
  const numbers = new Float64Array(path.length)
  follow(filter, (t, predicted) => {
    const error = path[t]! / amplitude - predicted
    numbers[t] = error / Math.sqrt(filter.variances[t]!)
    return error
  })
  return numbers
}
