/**
 * How an instrument smears q: what is measured at q is the mean of a profile around it, with a Gaussian of a standard deviation that
 * depends on q, over the beam of a slit, or both. Profiles are smeared before they are fitted.
 */

import type { Curve, SlitResult } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { exp, hypot } from '../numeric/elementary.ts'
import { splineFromUniform } from './spline.ts'

/** `auto`: as the curve's file says, where neutrons are measured; `none`; or a wavelength spread, FWHM/wavelength. */
export type ResolutionSetting = 'auto' | 'none' | number

/** Standard deviation of q in 1/A at some q, linear in between. */
export interface Resolution {
  /** Never falling. */
  q: Float64Array
  sd: Float64Array
  slit?: SlitResult
}

/**
 * The beam of a slit (Kratky camera): along the slit a trapezoid, level up to `plateau` of its half-length and then falling to 0 at `length`;
 * across it a box.
 */
export interface SlitOptions {
  /** Half of the foot of the beam profile along the slit, 1/A; a point-like beam unless given. */
  slitLength?: number
  /** The share of it that is level; 1, a box, unless given. */
  slitPlateau?: number
  /** Full width of the beam across the slit, 1/A; 0 unless given. */
  slitWidth?: number
}

/** @throws FaultError options.slit */
export function slitOf({
  slitLength = 0,
  slitPlateau = 1,
  slitWidth = 0,
}: SlitOptions): SlitResult | undefined {
  const limits = { length: [slitLength, 1], plateau: [slitPlateau, 1], width: [slitWidth, 0.5] } as const
  for (const [of, [value, most]] of Object.entries(limits))
    if (!(value >= 0 && value <= most)) throw refusal('options.slit', { of, value, most })
  if (slitLength === 0 && slitWidth === 0) return
  return { length: slitLength, plateau: slitPlateau, width: slitWidth }
}

/** What the collimation and the detector add to q at every q, as a standard deviation in 1/A; nothing unless given. */
export interface BeamOptions {
  beamSd?: number
}

/** So many standard deviations of q to each side count. */
const reach = 4

/**
 * The resolution with which a curve was measured; undefined where it is taken as perfect. The column of a file has all of it; else
 * wavelength and geometry add up in squares.
 *
 * A wavelength spread with a triangular distribution of this full width at half maximum gives q a standard deviation of spread q/sqrt(6).
 * Source: Pedersen, Posselt & Mortensen 1990, J. Appl. Cryst. 23, 321-333.
 * @throws FaultError options.resolution, options.beam_sd
 */
export function resolutionOf(
  { q, dq }: Pick<Curve, 'q' | 'dq'>,
  setting: ResolutionSetting,
  isOfNeutrons: boolean,
  { beamSd = 0 }: BeamOptions = {},
): Resolution | undefined {
  if (!(beamSd >= 0 && beamSd <= beamSdMax)) throw refusal('options.beam_sd', { beamSd, most: beamSdMax })
  const spread = typeof setting === 'number' ? setting : 0
  if (!(spread >= 0 && spread <= 1)) throw refusal('options.resolution', { spread })
  if (setting === 'auto' && isOfNeutrons && dq?.some(sd => sd > 0)) return { q, sd: dq }
  if (spread === 0 && beamSd === 0) return undefined
  return { q, sd: q.map(value => hypot((spread * value) / Math.sqrt(6), beamSd)) }
}

/** A beam that is wider than most curves are long is a mistake. */
const beamSdMax = 0.1

/** The resolution that the file of a curve gives, at other q; undefined without a column of it. */
export const dqAt = ({ q, dq }: Pick<Curve, 'q' | 'dq'>, places: Float64Array): Float64Array | undefined =>
  dq && places.map(value => sdAt({ q, sd: dq }, value))

/** The largest q in 1/A that profiles must have to be known at all of `q`. */
export function reachOf(resolution: Resolution | undefined, q: Float64Array): number {
  if (!resolution) return q.reduce((most, value) => Math.max(most, value), 0)
  const { length, width } = resolution.slit ?? { length: 0, width: 0 }
  const along = q.reduce(
    (most, value) => Math.max(most, value + reach * sdAt(resolution, value) + width / 2),
    0,
  )
  return length > 0 ? hypot(along, length) : along
}

/**
 * Mean values of several profiles around each q: cubic splines through values on a uniform grid are averaged over nodes that are dense enough
 * for the fastest oscillation of a particle of this size. Profiles are even in q.
 *
 * A beam of length profile W(t) and width profile V(x) gives the mean of I(sqrt((q + x)^2 + t^2)) over both.
 * Source: Guinier & Fournet 1955, Small-Angle Scattering of X-rays, 4.3.3; Glatter & Kratky 1982, Small Angle X-ray Scattering, chapter 4.
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
  const beam = resolution.slit && beamNodes(resolution.slit, size)
  q.forEach((value, i) => {
    const sd = sdAt(resolution, value)
    // The trapezoidal rule of a Gaussian times cos(sd size t) errs by exp(-(2 pi/spacing - sd size)^2/2).
    const spacing = (2 * Math.PI) / (sd * size + 5)
    const side = sd > 0 ? Math.ceil(reach / spacing) : 0
    let total = 0
    for (let node = -side; node <= side; node++) total += exp(-((node * spacing) ** 2) / 2)
    for (let node = -side; node <= side; node++) {
      const place = value + node * spacing * sd
      const weight = exp(-((node * spacing) ** 2) / 2) / total
      if (!beam) {
        places.push(Math.abs(place))
        weights.push(weight)
        continue
      }
      for (const across of beam.across)
        for (const along of beam.along) {
          places.push(hypot(place + across.at, along.at))
          weights.push(weight * across.weight * along.weight)
        }
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

interface Node {
  at: number
  weight: number
}

/** Nodes along half of the slit and across it, with weights that add up to 1 each. */
function beamNodes({ length, plateau, width }: SlitResult, size: number): { along: Node[]; across: Node[] } {
  const level = plateau * length
  const falling = gaussNodes(level, length, size).map(({ at, weight }) => ({
    at,
    weight: (weight * (length - at)) / (length - level),
  }))
  return {
    along: normalised([...gaussNodes(0, level, size), ...falling]),
    across: normalised(gaussNodes(-width / 2, width / 2, size)),
  }
}

function normalised(nodes: Node[]): Node[] {
  if (nodes.length === 0) return [{ at: 0, weight: 1 }]
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0)
  return nodes.map(({ at, weight }) => ({ at, weight: weight / total }))
}

/** Gauss-Legendre of four points, on panels over which a particle of this size changes the phase by 2 at most. */
const legendre = [
  [0.8611363115940526, 0.34785484513745385],
  [0.3399810435848563, 0.6521451548625461],
] as const

function gaussNodes(from: number, to: number, size: number): Node[] {
  const panels = Math.ceil((to - from) * (size / 2 + 1))
  const half = (to - from) / panels / 2
  return Array.from({ length: panels }, (_, panel) =>
    legendre.flatMap(([x, weight]) =>
      [-x, x].map(side => ({ at: from + half * (2 * panel + 1 + side), weight: half * weight })),
    ),
  ).flat()
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
