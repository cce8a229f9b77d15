/** Least squares over c1, contrast, scale and offset of one set of partials. */

import type { Curve } from '../contract.ts'
import { expansionFactor } from './formFactors.ts'
import type { HydrationOptions, ProfileFit } from './hydration.ts'
import { c1Range, contrastRange } from './hydrationRange.ts'

const gridSteps = 30

/** Partials interpolated to the points of a fit. */
export interface Rows {
  /** [6, N] row-major. */
  values: Float64Array
  meanRadius: number
}

/** The intensity as a polynomial in the contrast at one c1: constant + linear d + square d^2, [N] each. */
export function contrastPowers(rows: Rows, q: Float64Array, c1: number) {
  const n = q.length
  const { values } = rows
  const constant = new Float64Array(n)
  const linear = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const g = rows.meanRadius > 0 ? expansionFactor(c1, rows.meanRadius, q[i]) : 1
    constant[i] = values[i] + g * (g * values[n + i] - 2 * values[2 * n + i])
    linear[i] = 2 * (values[4 * n + i] - g * values[5 * n + i])
  }
  return { constant, linear, square: values.subarray(3 * n, 4 * n) }
}

/**
 * Least squares over c1 and contrast with scale and offset eliminated.
 *
 * At one c1 the intensity is quadratic in the contrast, so a dozen weighted sums give chi2 at any contrast without
 * touching the points again: the contrast is minimised inside, c1 outside. Each is scanned over 31 values; the best
 * three minima of the scan are refined by golden sections, as a single start does get stuck.
 */
export function fitRows(rows: Rows, curve: Curve, options: HydrationOptions): ProfileFit {
  const withShell = rows.values.subarray(3 * curve.q.length, 4 * curve.q.length).some(value => value !== 0)
  const contrasts: readonly [number, number] =
    options.contrast !== undefined ? [options.contrast, options.contrast] : withShell ? contrastRange : [0, 0]
  const c1s: readonly [number, number] =
    options.c1 !== undefined ? [options.c1, options.c1] : rows.meanRadius > 0 ? c1Range : [1, 1]
  const sumsAt = (c1: number) =>
    new ContrastSums(contrastPowers(rows, curve.q, c1), curve, options.offset ?? false)
  const bestContrast = (c1: number) => {
    const sums = sumsAt(c1)
    return smallest(d => sums.chi2(d), contrasts)
  }
  const c1 = smallest(value => bestContrast(value).value, c1s).at
  const contrast = bestContrast(c1).at
  const sums = sumsAt(c1)
  const { scale, offset } = sums.solution(contrast)
  return {
    c1,
    contrast,
    scale,
    offset,
    chi2PerPoint: sums.chi2(contrast) / curve.q.length,
    points: curve.q.length,
  }
}

/** The smallest value of a function in a range: 31 samples, then golden sections around the best three. */
function smallest(
  f: (x: number) => number,
  [low, high]: readonly [number, number],
): { at: number; value: number } {
  if (high === low) return { at: low, value: f(low) }
  const width = (high - low) / gridSteps
  const samples = Array.from({ length: gridSteps + 1 }, (_, i) => ({
    at: low + i * width,
    value: f(low + i * width),
  }))
  const valleys = samples.filter(
    (sample, i) =>
      sample.value <= (samples[i - 1]?.value ?? Number.POSITIVE_INFINITY) &&
      sample.value <= (samples[i + 1]?.value ?? Number.POSITIVE_INFINITY),
  )
  valleys.sort((a, b) => a.value - b.value)
  let best = valleys[0] ?? samples[0]
  for (const valley of valleys.slice(0, 3)) {
    const found = goldenSection(f, Math.max(low, valley.at - width), Math.min(high, valley.at + width))
    if (found.value < best.value) best = found
  }
  return best
}

const golden = (Math.sqrt(5) - 1) / 2

/** The smallest value of a function that has one valley in a range, its place to this share of the range. */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
  precision = 1e-5,
): { at: number; value: number } {
  let [a, b] = [low, high]
  let left = { at: b - golden * (b - a), value: 0 }
  let right = { at: a + golden * (b - a), value: 0 }
  left.value = f(left.at)
  right.value = f(right.at)
  while (b - a > precision * (high - low)) {
    if (left.value <= right.value) {
      b = right.at
      right = left
      left = { at: b - golden * (b - a), value: f(b - golden * (b - a)) }
    } else {
      a = left.at
      left = right
      right = { at: a + golden * (b - a), value: f(a + golden * (b - a)) }
    }
  }
  return left.value <= right.value ? left : right
}

/** Weighted sums over the points from which chi2 at any contrast follows. Parts: constant, linear, square, ones, data. */
class ContrastSums {
  /** Inner products of the five parts with weights 1/sigma^2, [5, 5]. */
  private readonly products = new Float64Array(25)

  constructor(
    powers: { constant: Float64Array; linear: Float64Array; square: Float64Array },
    curve: Curve,
    private readonly withOffset: boolean,
  ) {
    const part = new Float64Array(5)
    part[3] = 1
    for (let i = 0; i < curve.q.length; i++) {
      const weight = 1 / curve.sigma[i] ** 2
      part[0] = powers.constant[i]
      part[1] = powers.linear[i]
      part[2] = powers.square[i]
      part[4] = curve.intensity[i]
      for (let a = 0; a < 5; a++) {
        for (let b = a; b < 5; b++) this.products[5 * a + b] += weight * part[a] * part[b]
      }
    }
  }

  /** chi2 at a contrast with the best scale (kept positive) and offset. */
  chi2(d: number): number {
    const { scale, offset, ss, s1, sy } = this.solution(d)
    const [ones, y1, yy] = [this.products[18], this.products[19], this.products[24]]
    return (
      yy -
      2 * scale * sy -
      2 * offset * y1 +
      scale * scale * ss +
      2 * scale * offset * s1 +
      offset * offset * ones
    )
  }

  solution(d: number) {
    const p = this.products
    const d2 = d * d
    const ss = p[0] + 2 * d * p[1] + d2 * (p[6] + 2 * p[2]) + 2 * d * d2 * p[7] + d2 * d2 * p[12]
    const s1 = p[3] + d * p[8] + d2 * p[13]
    const sy = p[4] + d * p[9] + d2 * p[14]
    const [ones, y1] = [p[18], p[19]]
    if (!this.withOffset) return { scale: Math.max(0, sy / ss), offset: 0, ss, s1, sy }
    const scale = Math.max(0, (sy - (s1 * y1) / ones) / (ss - (s1 * s1) / ones))
    return { scale, offset: (y1 - scale * s1) / ones, ss, s1, sy }
  }
}
