/**
 * Fitting what the atoms do not tell: the excluded volume c1, the contrast of the hydration shell, scale and offset.
 *
 * One pair (c1, contrast) for the whole library is the default. Fitted model by model, as is usual elsewhere, every model
 * bends towards the data, real differences between models shrink, and the weights inferred from them are biased.
 */

import type { Curve, Profiles } from '../contract.ts'
import { EnsembleError } from '../errors.ts'
import { expansionFactor } from './formFactors.ts'
import { type Partials, partialsAt } from './partials.ts'

/**
 * `shared`: one c1 and contrast for the library, fitted on its average; `per-model`: fitted for each model alone;
 * `fixed`: as given; `none`: no shell and c1 = 1.
 */
export type HydrationMode = 'shared' | 'fixed' | 'per-model' | 'none'

/** Excluded volume and contrast by which the partials become intensities. */
export interface HydrationParameters {
  /** Excluded-volume parameter, 0.95 to 1.05 when fitted. */
  c1: number
  /** Excess electron density of the shell in e/A^3, 0 to 0.03 when fitted. */
  contrast: number
}

/** How the profiles of a library are made from its partials. */
export interface Hydration extends HydrationParameters {
  mode: HydrationMode
  /** With mode `per-model` the parameters of each model, in library order; c1 and contrast are then their means. */
  perModel?: HydrationParameters[]
}

export interface HydrationOptions {
  /** `shared` unless given. */
  mode?: HydrationMode
  /** Fixed value of c1; with `fixed` it is 1 unless given, otherwise it is fitted unless given. */
  c1?: number
  /** Fixed contrast in e/A^3; required by `fixed`, otherwise fitted unless given. */
  contrast?: number
  /** Weights of the models in the average that `shared` fits, [K]; equal unless given. */
  weights?: ArrayLike<number>
  /** Whether a constant background is fitted too; false unless given. */
  offset?: boolean
  /** Points above this q take no part in the fit; 0.5 1/A unless given. */
  qMax?: number
}

/** The best agreement of one profile with a curve. */
export interface ProfileFit extends HydrationParameters {
  /** Factor from e^2 to the curve's unit. */
  scale: number
  /** Constant added after scaling, in the curve's unit; 0 unless fitted. */
  offset: number
  /** chi2 divided by the number of points that took part. */
  chi2PerPoint: number
  /** Number of points that took part. */
  points: number
}

/** Bounds within which c1 and the contrast are fitted. */
export const c1Range = [0.95, 1.05] as const
export const contrastRange = [0, 0.03] as const

const gridSteps = 30

/**
 * Finds the hydration of a library in the way that `mode` says.
 *
 * @param partials one per model
 * @throws EnsembleError bad_options where `fixed` has no contrast or the curve reaches beyond the partials' grid
 */
export function fitHydration(partials: Partials[], curve: Curve, options: HydrationOptions = {}): Hydration {
  const mode = options.mode ?? 'shared'
  if (mode === 'none') return { mode, c1: 1, contrast: 0 }
  if (mode === 'fixed') {
    if (options.contrast === undefined)
      throw new EnsembleError('bad_options', 'fixed hydration needs a contrast')
    return { mode, c1: options.c1 ?? 1, contrast: options.contrast }
  }
  const fitted = fittedPoints(curve, options)
  if (mode === 'shared') {
    const { c1, contrast } = fitRows(averageRows(partials, fitted.q, options.weights), fitted, options)
    return { mode, c1, contrast }
  }
  const perModel = partials.map(model => {
    const { c1, contrast } = fitRows(rowsAt(model, fitted.q), fitted, options)
    return { c1, contrast }
  })
  const mean = (field: 'c1' | 'contrast') =>
    perModel.reduce((sum, model) => sum + model[field], 0) / perModel.length
  return { mode, c1: mean('c1'), contrast: mean('contrast'), perModel }
}

/** Fits one model to a curve: c1 and contrast where options leave them free, scale and offset always in closed form. */
export function fitProfile(partials: Partials, curve: Curve, options: HydrationOptions = {}): ProfileFit {
  const fitted = fittedPoints(curve, options)
  return fitRows(rowsAt(partials, fitted.q), fitted, options)
}

/**
 * Profiles of a library on the points of a curve.
 *
 * @param q points in 1/A, none above the partials' grid
 * @returns intensities in e^2, [N, K] row-major. Cost O(N K).
 */
export function profilesFrom(partials: Partials[], q: Float64Array, hydration: Hydration): Profiles {
  const models = partials.length
  const values = new Float64Array(q.length * models)
  for (let k = 0; k < models; k++) {
    const profile = intensityOf(partials[k], q, hydration.perModel?.[k] ?? hydration)
    for (let i = 0; i < q.length; i++) values[i * models + k] = profile[i]
  }
  return { names: partials.map(model => model.name), values }
}

/** Intensity of one model in e^2 at `q`. */
export function intensityOf(
  partials: Partials,
  q: Float64Array,
  parameters: HydrationParameters,
): Float64Array {
  const { constant, linear, square } = contrastPowers(rowsAt(partials, q), q, parameters.c1)
  const d = parameters.contrast
  return constant.map((value, i) => value + d * (linear[i] + d * square[i]))
}

/**
 * Factor from e^2 to the absolute scale, cm^-1 per mg/ml: r_e^2 N_A / (1000 M); NaN for bead models, which have no mass.
 *
 * Source: classical electron radius 2.8179403e-13 cm and Avogadro's number, CODATA 2018.
 */
export function absoluteScale(mass: number): number {
  return mass > 0 ? (2.8179403e-13 ** 2 * 6.02214076e23) / (1000 * mass) : Number.NaN
}

/** Partials interpolated to the points of a fit. */
interface Rows {
  /** [6, N] row-major. */
  values: Float64Array
  meanRadius: number
}

function rowsAt(partials: Partials, q: Float64Array): Rows {
  return { values: partialsAt(partials, q), meanRadius: partials.meanRadius }
}

/** Average of the models' partials; exact also with c1, as models of one composition share their mean radius. */
function averageRows(partials: Partials[], q: Float64Array, weights?: ArrayLike<number>): Rows {
  const values = new Float64Array(6 * q.length)
  let meanRadius = 0
  let total = 0
  for (let k = 0; k < partials.length; k++) total += weights ? weights[k] : 1
  for (let k = 0; k < partials.length; k++) {
    const weight = (weights ? weights[k] : 1) / total
    if (weight === 0) continue
    const rows = rowsAt(partials[k], q)
    for (let i = 0; i < values.length; i++) values[i] += weight * rows.values[i]
    meanRadius += weight * rows.meanRadius
  }
  return { values, meanRadius }
}

/** The intensity as a polynomial in the contrast at one c1: constant + linear d + square d^2, [N] each. */
function contrastPowers(rows: Rows, q: Float64Array, c1: number) {
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

function fittedPoints(curve: Curve, options: HydrationOptions): Curve {
  const qMax = options.qMax ?? 0.5
  let n = curve.q.length
  while (n > 0 && curve.q[n - 1] > qMax) n--
  if (n === 0) throw new EnsembleError('bad_options', `the curve has no point below q = ${qMax} 1/A`)
  return {
    q: curve.q.subarray(0, n),
    intensity: curve.intensity.subarray(0, n),
    sigma: curve.sigma.subarray(0, n),
  }
}

/**
 * Least squares over c1 and contrast with scale and offset eliminated.
 *
 * At one c1 the intensity is quadratic in the contrast, so a dozen weighted sums give chi2 at any contrast without
 * touching the points again: the contrast is minimised inside, c1 outside. Each is scanned over 31 values; the best
 * three minima of the scan are refined by golden sections, as a single start does get stuck.
 */
function fitRows(rows: Rows, curve: Curve, options: HydrationOptions): ProfileFit {
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

function goldenSection(f: (x: number) => number, low: number, high: number): { at: number; value: number } {
  let [a, b] = [low, high]
  let left = { at: b - golden * (b - a), value: 0 }
  let right = { at: a + golden * (b - a), value: 0 }
  left.value = f(left.at)
  right.value = f(right.at)
  while (b - a > 1e-5 * (high - low)) {
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
