import type { Curve, PairDistances } from '../contract.ts'
import { exp, ln, pow } from '../numeric/elementary.ts'
import type { GuinierFit } from './guinier.ts'
import {
  gridOf,
  gridSize,
  logEvidence,
  posteriorOf,
  type Transform,
  transformOf,
} from './indirectTransform.ts'

/** The distances in a particle as its curve tells them. */
export interface Distances extends Omit<PairDistances, 'data' | 'ensemble' | 'mass'> {
  /** I(q) = integral of P(r) sin(qr)/(qr) dr: the area below P(r) is I(0). */
  p: number[]
  /** What another curve of the particle needs to be transformed alike: the first point that counts, and the prior. */
  from: number
  strength: number
}

/** Dmax over Rg: 2.6 for a sphere, about 5 for a chain. */
const dmaxOverRg = { least: 1.8, most: 5.5 }
/** Points at larger q Rg tell nothing of the size. */
const qRgMax = 12
const pointsMax = 150
const coarse = 16
const fine = 12
/** Steps of the logarithm of the strength. */
const strengths = Array.from({ length: 41 }, (_, i) => pow(10, i / 3))

/**
 * P(r) by the indirect transform with a smooth prior, its strength and Dmax by their evidence; error bands hold what is open about both.
 * Null without a Guinier fit, which tells the scale and where the curve begins, and where the curve does not limit Dmax. The band is of
 * Gaussian errors and does not know that P(r) is positive.
 *
 * Sources: Glatter 1977, J. Appl. Cryst. 10, 415-421; Hansen 2000, J. Appl. Cryst. 33, 1415-1421.
 */
export function distanceDistribution(curve: Curve, guinier: GuinierFit | null): Distances | null {
  if (!guinier) return null
  const { rg } = guinier
  const points = condensed(curve, guinier.from, qRgMax / rg)
  const from = dmaxOverRg.least * rg
  const ratio = dmaxOverRg.most / dmaxOverRg.least
  const unit = (guinier.i0 / rg) ** 2
  const looked = Array.from({ length: coarse }, (_, i) =>
    candidateAt(points, from * pow(ratio, i / (coarse - 1)), unit),
  )
  const best = looked.reduce((a, b) => (b.log > a.log ? b : a))
  const width = pow(ratio, 1.5 / (coarse - 1))
  const near = Array.from({ length: fine }, (_, i) =>
    candidateAt(points, best.dmax * pow(width, (2 * i) / (fine - 1) - 1), unit),
  )
  const found = averaged(near)
  const isOpen = best === looked[0] || best === looked[coarse - 1]
  return isOpen || !Number.isFinite(found.rg) ? null : { ...found, from: guinier.from }
}

/** P(r) of another curve of the same particle at the same distances: of a model, with the errors, the length and the prior of the data. */
export function distancesLike(known: Distances, curve: Curve): number[] {
  const transform = transformOf(condensed(curve, known.from, qRgMax / known.rg), known.dmaxMean)
  return partOf(transform, known.strength, known.r).p
}

/** Points from one on up to a q, as many as make a difference: neighbours together, by their errors. */
function condensed(curve: Curve, from: number, qMax: number): Curve {
  const [q, intensity, sigma] = [
    curve.q.subarray(from),
    curve.intensity.subarray(from),
    curve.sigma.subarray(from),
  ]
  const count = q.filter(value => value <= qMax).length
  const group = Math.ceil(count / pointsMax)
  const length = Math.ceil(count / group)
  const mean = {
    q: new Float64Array(length),
    intensity: new Float64Array(length),
    sigma: new Float64Array(length),
  }
  for (let at = 0; at < length; at++) {
    let weights = 0
    for (let i = at * group; i < Math.min(count, (at + 1) * group); i++) {
      const weight = 1 / sigma[i] ** 2
      weights += weight
      mean.q[at] += weight * q[i]
      mean.intensity[at] += weight * intensity[i]
    }
    mean.q[at] /= weights
    mean.intensity[at] /= weights
    mean.sigma[at] = 1 / Math.sqrt(weights)
  }
  return mean
}

interface Candidate {
  transform: Transform
  dmax: number
  /** The strength of the highest evidence, and the evidence over all of them. */
  strength: number
  log: number
}

/** Of a length that is too large P(r) swings below 0: what is known of it, that it is positive, counts after the evidence. */
function candidateAt(points: Curve, dmax: number, unit: number): Candidate {
  const transform = transformOf(points, dmax)
  const all = strengths.map(each => ({ strength: each / unit, log: logEvidence(transform, each / unit) }))
  const best = all.reduce((a, b) => (b.log > a.log ? b : a))
  const sum = all.reduce((total, { log }) => total + exp(log - best.log), 0)
  const { mean, covariance } = posteriorOf(transform, best.strength)
  const negative = mean.reduce(
    (most, value, j) => Math.max(most, value < 0 ? value ** 2 / covariance[j * gridSize + j] : 0),
    0,
  )
  return { transform, dmax, strength: best.strength, log: best.log + ln(sum) - negative / 2 }
}

/** Points of P(r) that are given; every candidate is read between its own. */
const shown = 41

function averaged(candidates: Candidate[]): Omit<Distances, 'from'> {
  const best = candidates.reduce((a, b) => (b.log > a.log ? b : a))
  const raw = candidates.map(({ log }) => exp(log - best.log))
  const total = raw.reduce((a, b) => a + b)
  const weights = raw.map(weight => weight / total)
  const over = (of: (candidate: Candidate) => number) =>
    candidates.reduce((sum, candidate, i) => sum + weights[i] * of(candidate), 0)
  const dmaxMean = over(({ dmax }) => dmax)
  const dmaxSd = Math.sqrt(over(({ dmax }) => (dmax - dmaxMean) ** 2))
  const dmax = dmaxMean + 1.96 * dmaxSd
  const r = Array.from({ length: shown }, (_, i) => (dmax * i) / (shown - 1))
  const parts = candidates.flatMap(({ transform, strength }, i) =>
    weights[i] < 1e-3 ? [] : [{ weight: weights[i], ...partOf(transform, strength, r) }],
  )
  const share = parts.reduce((sum, { weight }) => sum + weight, 0)
  const mixed = (
    value: (part: (typeof parts)[number]) => number,
    error: (part: (typeof parts)[number]) => number,
  ) => {
    const mean = parts.reduce((sum, part) => sum + part.weight * value(part), 0) / share
    const variance =
      parts.reduce((sum, part) => sum + part.weight * (error(part) ** 2 + (value(part) - mean) ** 2), 0) /
      share
    return [mean, Math.sqrt(variance)] as const
  }
  const values = r.map((_, i) =>
    mixed(
      ({ p }) => p[i],
      ({ sd }) => sd[i],
    ),
  )
  const [rg, rgError] = mixed(
    part => part.rg,
    part => part.rgError,
  )
  const [i0, i0Error] = mixed(
    part => part.i0,
    part => part.i0Error,
  )
  const [p, sd] = [values.map(([mean]) => mean), values.map(([, error]) => error)]
  return { r, p, sd, dmax, dmaxMean, dmaxSd, rg, rgError, i0, i0Error, strength: best.strength }
}

/** P(r) of one Dmax at the distances `r`, with its size: I(0) is the area, Rg^2 half the mean square of r. */
function partOf(transform: Transform, strength: number, r: number[]) {
  const { mean, covariance } = posteriorOf(transform, strength)
  const { dmax } = transform
  const step = dmax / (gridSize + 1)
  const grid = gridOf(dmax)
  const errors = mean.map((_, j) => Math.sqrt(covariance[j * gridSize + j]))
  const i0 = mean.reduce((sum, value) => sum + value * step, 0)
  const square = mean.reduce((sum, value, j) => sum + value * step * grid[j] ** 2, 0)
  const rg = Math.sqrt(square / i0 / 2)
  const errorOf = (weights: number[]) =>
    Math.sqrt(
      weights.reduce(
        (sum, a, j) => sum + weights.reduce((inner, b, k) => inner + a * b * covariance[j * gridSize + k], 0),
        0,
      ),
    )
  return {
    p: r.map(at => between(mean, at / step)),
    sd: r.map(at => between(errors, at / step)),
    i0,
    rg,
    i0Error: errorOf(grid.map(() => step)),
    rgError: errorOf(grid.map(at => (step * (at ** 2 / 2 - rg ** 2)) / (2 * rg * i0))),
  }
}

/** The value at a place of the grid, which is 0 at both ends, `at` in steps from the first of them. */
function between(values: Float64Array, at: number): number {
  const left = Math.floor(at)
  const valueAt = (place: number) => (place < 1 || place > values.length ? 0 : values[place - 1])
  return valueAt(left) + (at - left) * (valueAt(left + 1) - valueAt(left))
}
