/**
 * How an instrument smears q: what is measured at q is the mean of a profile around it, with a Gaussian of a standard deviation that
 * depends on q. Profiles are smeared before they are fitted.
 */

import type { Curve } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { exp } from '../numeric/elementary.ts'
import { splineFromUniform } from './spline.ts'

/** `auto`: as the curve's file says, where neutrons are measured; `none`; or a wavelength spread, FWHM/wavelength. */
export type ResolutionSetting = 'auto' | 'none' | number

/** Standard deviation of q in 1/A at some q, linear in between. */
export interface Resolution {
  /** Never falling. */
  q: Float64Array
  sd: Float64Array
}

/** So many standard deviations of q to each side count. */
const reach = 4

/**
 * The resolution with which a curve was measured; undefined where it is taken as perfect.
 *
 * A wavelength spread with a triangular distribution of this full width at half maximum gives q a standard deviation of spread q/sqrt(6).
 * Source: Pedersen, Posselt & Mortensen 1990, J. Appl. Cryst. 23, 321-333.
 * @throws FaultError options.resolution
 */
export function resolutionOf(
  { q, dq }: Pick<Curve, 'q' | 'dq'>,
  setting: ResolutionSetting,
  isOfNeutrons: boolean,
): Resolution | undefined {
  if (typeof setting === 'number') {
    if (!(setting >= 0 && setting <= 1)) throw refusal('options.resolution', { spread: setting })
    return setting === 0 ? undefined : { q, sd: q.map(value => (setting * value) / Math.sqrt(6)) }
  }
  return setting === 'auto' && isOfNeutrons && dq?.some(sd => sd > 0) ? { q, sd: dq } : undefined
}

/** The largest q in 1/A that profiles must have to be known at all of `q`. */
export function reachOf(resolution: Resolution | undefined, q: Float64Array): number {
  return q.reduce(
    (most, value) => Math.max(most, resolution ? value + reach * sdAt(resolution, value) : value),
    0,
  )
}

/**
 * Mean values of several profiles around each q: cubic splines through values on a uniform grid are averaged over nodes that are dense enough
 * for the fastest oscillation of a particle of this size. Profiles are even in q.
 *
 * @param knots [rows, M] row-major
 * @param size largest distance in A
 * @returns [rows, N] row-major. Cost O(rows N nodes), some ten nodes unless q is smeared over several oscillations.
 */
export function smear(
  knots: Float64Array,
  rows: number,
  step: number,
  q: Float64Array,
  resolution: Resolution,
  size: number,
): Float64Array {
  const places: number[] = []
  const weights: number[] = []
  const firsts = new Int32Array(q.length + 1)
  q.forEach((value, i) => {
    const sd = sdAt(resolution, value)
    // The trapezoidal rule of a Gaussian times cos(sd size t) errs by exp(-(2 pi/spacing - sd size)^2/2).
    const spacing = (2 * Math.PI) / (sd * size + 5)
    const side = sd > 0 ? Math.ceil(reach / spacing) : 0
    let total = 0
    for (let node = -side; node <= side; node++) total += exp(-((node * spacing) ** 2) / 2)
    for (let node = -side; node <= side; node++) {
      places.push(Math.abs(value + node * spacing * sd))
      weights.push(exp(-((node * spacing) ** 2) / 2) / total)
    }
    firsts[i + 1] = places.length
  })
  const all = Float64Array.from(places)
  const count = knots.length / rows
  const values = new Float64Array(rows * q.length)
  for (let row = 0; row < rows; row++) {
    const sharp = splineFromUniform(step, knots.subarray(row * count, (row + 1) * count), all)
    for (let i = 0; i < q.length; i++) {
      let mean = 0
      for (let node = firsts[i]!; node < firsts[i + 1]!; node++) mean += weights[node]! * sharp[node]!
      values[row * q.length + i] = mean
    }
  }
  return values
}

function sdAt({ q, sd }: Resolution, at: number): number {
  let [low, high] = [0, q.length - 1]
  if (at <= q[low]!) return sd[low]!
  if (at >= q[high]!) return sd[high]!
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (q[middle]! <= at) low = middle
    else high = middle
  }
  if (q[low] === at) return sd[low]!
  const share = (at - q[low]!) / (q[high]! - q[low]!)
  return sd[low]! + share * (sd[high]! - sd[low]!)
}
