import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import type { Filter } from './kalmanFilter.ts'

/**
 * Paths z of a Matern 3/2 process given values g of them with errors, g ~ Normal(z, S), S diagonal: all Gaussian, with covariance C of the process,
 *
 *     E[z | g] = g - S (C + S)^-1 g        g ~ Normal(0, C + S)
 *
 * by a Kalman filter forward and its adjoint back (de Jong 1989, J Am Stat Assoc 84:1085), in O(T). Holds its arrays, to be set again and again.
 */
export class KalmanSmoother {
  private readonly variances: Float64Array
  private readonly gains: Float64Array
  /** S over the amplitude squared. */
  private readonly errors: Float64Array
  private readonly forward: Float64Array
  private onward: Float64Array = new Float64Array()
  private amplitude = 1

  constructor(private readonly count: number) {
    this.variances = new Float64Array(count)
    this.gains = new Float64Array(2 * count)
    this.errors = new Float64Array(count)
    this.forward = new Float64Array(count)
  }

  /** Of a process times an amplitude, and of errors of the values with these variances S [T]. */
  set({ onward, noise }: Filter, amplitude: number, errors: Float64Array): void {
    const { variances, gains, count } = this
    this.onward = onward
    this.amplitude = amplitude
    // As `filterOf` has them, with an error for each value.
    let [vv, vs, ss] = [1, 0, 1]
    for (let t = 0; t < count; t++) {
      const error = errors[t]! / (amplitude * amplitude)
      const variance = vv + noise + error
      this.errors[t] = error
      variances[t] = variance
      gains[2 * t] = vv / variance
      gains[2 * t + 1] = vs / variance
      const left = (noise + error) / variance
      const [a, b, c, f] = [onward[4 * t]!, onward[4 * t + 1]!, onward[4 * t + 2]!, onward[4 * t + 3]!]
      const [v, u, s] = [vv * left - 1, vs * left, ss - (vs * vs) / variance - 1]
      vv = 1 + a * a * v + 2 * a * b * u + b * b * s
      vs = a * c * v + (a * f + b * c) * u + b * f * s
      ss = 1 + c * c * v + 2 * c * f * u + f * f * s
    }
  }

  /** E[z | g] into `path`; returns log p(g) but for a constant. */
  expect(g: Float64Array, path: Float64Array): number {
    const { variances, gains, errors, onward, forward, count, amplitude } = this
    let [value, slope, square] = [0, 0, 0]
    // Of few factors at a time, as a logarithm costs more than they do.
    let [product, logs] = [1, 0]
    for (let t = 0; t < count; t++) {
      const error = g[t]! - value
      const variance = variances[t]!
      forward[t] = error / variance
      square += error * forward[t]!
      product *= variance
      if (product > 1e200 || product < 1e-200) {
        logs += ln(product)
        product = 1
      }
      const v = value + gains[2 * t]! * error
      const s = slope + gains[2 * t + 1]! * error
      value = onward[4 * t]! * v + onward[4 * t + 1]! * s
      slope = onward[4 * t + 2]! * v + onward[4 * t + 3]! * s
    }
    // What the square changes by with value and slope after each curve.
    let [byValue, bySlope] = [0, 0]
    for (let t = count - 1; t >= 0; t--) {
      const p = onward[4 * t]! * byValue + onward[4 * t + 2]! * bySlope
      const q = onward[4 * t + 1]! * byValue + onward[4 * t + 3]! * bySlope
      const solved = forward[t]! + gains[2 * t]! * p + gains[2 * t + 1]! * q
      path[t] = g[t]! - errors[t]! * solved
      byValue = p - solved
      bySlope = q
    }
    return -0.5 * (logs + ln(product) + square / (amplitude * amplitude)) - count * ln(amplitude)
  }
}

/** Values of a path with errors of these variances [T], drawn. */
export const drawValues = (path: Float64Array, variances: Float64Array, random: Random): Float64Array =>
  path.map((z, t) => z + Math.sqrt(variances[t]!) * random.normal())
