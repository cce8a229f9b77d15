/**
 * Fitting what the atoms do not tell: the excluded volume c1, the contrast of the hydration shell, scale and offset.
 *
 * Fitted model by model, as is usual elsewhere, every model bends towards the data, real differences between models
 * shrink, and the weights inferred from them are biased. `sharedHydration.ts` finds one pair together with the weights.
 */

import type { Curve, Profiles } from '../contract.ts'
import { qMaxByDefault } from '../curve/upTo.ts'
import { refusal } from '../faults/index.ts'
import { contrastPowers, fitRows, type Rows } from './contrastFit.ts'
import { type Partials, partialsAt } from './partials.ts'

/**
 * `shared`: one c1 and contrast for the library, found together with the weights; `per-model`: fitted for each model
 * alone; `fixed`: as given; `none`: no shell and c1 = 1.
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
  /** Whether a constant background is fitted too; false unless given. */
  offset?: boolean
  /** Points above this q take no part in the fit; 0.5 1/A unless given. */
  qMax?: number
}

/** The best agreement of one profile with a curve. */
export interface ProfileFit extends HydrationParameters {
  /** Factor from e^2, or fm^2 for neutrons, to the curve's unit. */
  scale: number
  /** Constant added after scaling, in the curve's unit; 0 unless fitted. */
  offset: number
  /** chi2 divided by the number of points that took part. */
  chi2PerPoint: number
  /** Number of points that took part. */
  points: number
}

/** Fits one model to a curve: c1 and contrast where options leave them free, scale and offset always in closed form. */
export function fitProfile(partials: Partials, curve: Curve, options: HydrationOptions = {}): ProfileFit {
  const fitted = fittedPoints(curve, options)
  return fitRows(rowsAt(partials, fitted.q), fitted, options)
}

/** Fits the equal-weight average of a library, as `fitProfile` fits one model. */
export function fitAverage(partials: Partials[], curve: Curve, options: HydrationOptions = {}): ProfileFit {
  const fitted = fittedPoints(curve, options)
  const equal = new Float64Array(partials.length).fill(1 / partials.length)
  const rows = partials.map(model => rowsAt(model, fitted.q))
  return fitRows(sumOfRows(rows, fitted.q, equal), fitted, options)
}

/**
 * Slopes of the curve sum_k u_k S_k with c1 and with the contrast, where they have the values given: [2, N] row-major.
 *
 * @param amounts u, [K]
 */
export function hydrationSlopes(
  models: Rows[],
  q: Float64Array,
  { c1, contrast }: HydrationParameters,
  amounts: ArrayLike<number>,
): Float64Array {
  const rows = sumOfRows(models, q, amounts)
  const step = 1e-4
  const [below, here, above] = [c1 - step, c1, c1 + step].map(value => contrastPowers(rows, q, value))
  const slopes = new Float64Array(2 * q.length)
  for (let i = 0; i < q.length; i++) {
    const rise = above.constant[i] - below.constant[i] + contrast * (above.linear[i] - below.linear[i])
    slopes[i] = rise / (2 * step)
    slopes[q.length + i] = here.linear[i] + 2 * contrast * here.square[i]
  }
  return slopes
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
 * Factor from e^2, or fm^2 for neutrons, to the absolute scale, cm^-1 per mg/ml: r_e^2 N_A / (1000 M) with the classical electron radius, or 1 fm;
 * NaN for bead models, which have no mass.
 *
 * Source: classical electron radius 2.8179403e-13 cm and Avogadro's number, CODATA 2018.
 */
export function absoluteScale({ mass, radiation }: Pick<Partials, 'mass' | 'radiation'>): number {
  const length = radiation === 'neutrons' ? 1e-13 : 2.8179403e-13
  return mass > 0 ? (length ** 2 * 6.02214076e23) / (1000 * mass) : Number.NaN
}

/** The partials of a model at the points of a curve. */
export function rowsAt(partials: Partials, q: Float64Array): Rows {
  return { values: partialsAt(partials, q), meanRadius: partials.meanRadius }
}

/** sum_k u_k of the models' partials; exact also with c1 for models of one composition, which share their mean radius: in a mixture it takes their mean. */
function sumOfRows(models: Rows[], q: Float64Array, amounts: ArrayLike<number>): Rows {
  const values = new Float64Array(6 * q.length)
  let [meanRadius, total] = [0, 0]
  models.forEach((rows, k) => {
    if (amounts[k] === 0) return
    for (let i = 0; i < values.length; i++) values[i] += amounts[k] * rows.values[i]
    meanRadius += amounts[k] * rows.meanRadius
    total += amounts[k]
  })
  return { values, meanRadius: total > 0 ? meanRadius / total : 0 }
}

function fittedPoints(curve: Curve, options: HydrationOptions): Curve {
  const qMax = options.qMax ?? qMaxByDefault
  let n = curve.q.length
  while (n > 0 && curve.q[n - 1] > qMax) n--
  if (n === 0) throw refusal('curve.few_in_range', { kept: 0, points: curve.q.length, qMin: 0, qMax })
  return {
    q: curve.q.subarray(0, n),
    intensity: curve.intensity.subarray(0, n),
    sigma: curve.sigma.subarray(0, n),
  }
}
