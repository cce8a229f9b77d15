/**
 * One hydration for a whole library, found together with the weights.
 *
 * Fitted on the equal-weight average, c1 and contrast make up for what is wrong with the average: where the true
 * ensemble is far from it they end many standard errors away, and the weights follow. So they are fitted together with
 * the best non-negative combination of all models. What the curve leaves open of them is for the inference to
 * integrate out, as two directions in which the curve may still move.
 */

import type { Curve } from '../contract.ts'
import { bestMixture, scaleDirections, together } from '../jointCurves.ts'
import type { NuisanceInput } from '../nuisance.ts'
import { placesOf, pointsFrom } from '../parts.ts'
import { buildProblem, type ProblemOptions, referenceScaleOf } from '../problem.ts'
import type { Rows } from './contrastFit.ts'
import {
  fitAverage,
  type HydrationOptions,
  type HydrationParameters,
  hydrationSlopes,
  rowsAt,
} from './hydration.ts'
import { c1Range, contrastRange } from './hydrationRange.ts'
import { type MeasuredLibrary, measuredOnce, profilesOf, scaledRows } from './measured.ts'
import type { Partials } from './partials.ts'

/** A hydration, and the combination of models that it was found with. */
export interface SharedHydration extends HydrationParameters {
  /** u, [K]. */
  amounts: Float64Array
  /** By which the profiles of each curve beyond the first are multiplied. */
  factors: number[]
}

/** Gaussian priors with the mean and spread of the ranges in which c1 and contrast are found elsewhere. */
export const [c1Prior, contrastPrior] = [c1Range, contrastRange].map(([low, high]) => ({
  mean: (low + high) / 2,
  sd: (high - low) / Math.sqrt(12),
}))
const roundsMax = 30
/** The search ends when a round moves neither by more than this share of its prior's sd. */
const settled = 1e-3

/** What to find: c1, contrast and background unless given or not asked for, from these points. */
type SharedOptions = Pick<ProblemOptions, 'qMin' | 'qMax' | 'background' | 'errorScale'> &
  Omit<HydrationOptions, 'mode'>

/**
 * c1, contrast and amounts u >= 0 that fit the curve best together, with the priors of c1 and contrast. Either of them may
 * be given instead. A background has the prior of `background`; with `offset` it may have any size.
 * Throws as `buildProblem` does.
 */
export function fitSharedHydration(
  partials: Partials[],
  curve: Curve,
  options: SharedOptions,
): SharedHydration {
  const background = options.offset ? largestIntensity(curve) : options.background
  return fitTogether(measuredOnce(partials, curve, { ...options, background }), options)
}

/**
 * The same for any library as it was measured, with the scales of further curves beside that of the first.
 *
 * Gauss-Newton: the curve is taken as linear in c1, contrast and these scales around their last values and they are eliminated;
 * non-negative least squares gives u, and u gives them. Begins with the equal-weight average of the first curve. A handful of rounds of O(N K r).
 */
export function fitTogether(
  library: MeasuredLibrary,
  options: Omit<HydrationOptions, 'mode'>,
): SharedHydration {
  const { names, curve, parts, first } = library
  const given = [options.c1, options.contrast]
  const { c1, contrast, scale } = fitAverage(first.partials, first.curve, {
    ...options,
    qMax: options.qMax ?? first.qMax,
  })
  let found: SharedHydration = {
    c1,
    contrast,
    amounts: new Float64Array(names.length).fill(scale / names.length),
    factors: firstFactors(library, { c1, contrast }),
  }
  for (let round = 0; round < roundsMax; round++) {
    const rows = scaledRows(library, found.factors)
    const profiles = profilesOf(names, rows, curve.q, found)
    const nuisance = hold(linesOf(library, found), given)
    const problem = buildProblem({ curve, parts, profiles, nuisance })
    const { amounts, moves } = bestMixture(problem)
    const next = {
      c1: options.c1 ?? clamp(found.c1 + moves[0], c1Range),
      contrast: options.contrast ?? clamp(found.contrast + moves[1], contrastRange),
      amounts,
      factors: movedFactors(found.factors, moves),
    }
    const moved = Math.max(
      Math.abs(next.c1 - found.c1) / c1Prior.sd,
      Math.abs(next.contrast - found.contrast) / contrastPrior.sd,
      ...found.factors.map((factor, m) => Math.abs(next.factors[m] / factor - 1)),
    )
    found = next
    if (moved < settled) break
  }
  return found
}

/** The factors at which the mean curve of the library has the same scale in every curve. */
function firstFactors(library: MeasuredLibrary, hydration: HydrationParameters): number[] {
  if (library.parts.length === 1) return []
  const [first, ...others] = meanScales(library, library.rows, hydration)
  return others.map(scale => scale / first)
}

/** The scale of the equal-weight mean curve of the library in each of several curves. */
export function meanScales(
  { names, curve, parts }: MeasuredLibrary,
  rows: Rows[],
  hydration: HydrationParameters,
): number[] {
  const { values } = profilesOf(names, rows, curve.q, hydration)
  return placesOf(parts).map(({ from, to, points, ...options }) =>
    referenceScaleOf(
      pointsFrom(curve, from, to),
      { names, values: values.subarray(from * names.length, to * names.length) },
      options,
    ),
  )
}

/** Factors of curves beyond the first after their scales moved by the last of `moves` that are not backgrounds. */
export const movedFactors = (factors: readonly number[], moves: Float64Array): number[] =>
  factors.map((factor, m) => factor * Math.max(0.1, 1 + moves[2 + m]))

/** Every direction in which the curves may still move: c1 and contrast, and the scales of further curves. */
export function linesOf(library: MeasuredLibrary, about: SharedHydration): NuisanceInput {
  const { curve, parts } = library
  const rows = scaledRows(library, about.factors)
  const hydration = linesOfHydration(rows, curve.q, about)
  if (parts.length === 1) return hydration
  const { values } = profilesOf(library.names, rows, curve.q, about)
  const count = about.amounts.length
  const mixture = curve.q.map((_, i) =>
    about.amounts.reduce((sum, u, k) => sum + u * values[i * count + k], 0),
  )
  const total = about.amounts.reduce((sum, u) => sum + u, 0)
  return together(
    hydration,
    scaleDirections(parts, mixture, total, meanScales(library, rows, about).slice(1)),
  )
}

/**
 * The directions in which c1 and contrast move the curve, with amounts that are changes of them. What moves nothing, as
 * in models of beads, stays where it is.
 */
export function hydrationNuisance(
  partials: Partials[],
  q: Float64Array,
  hydration: Omit<SharedHydration, 'factors'>,
): NuisanceInput {
  return linesOfHydration(
    partials.map(model => rowsAt(model, q)),
    q,
    hydration,
  )
}

function linesOfHydration(
  rows: Rows[],
  q: Float64Array,
  hydration: Omit<SharedHydration, 'factors'>,
): NuisanceInput {
  const directions = hydrationSlopes(rows, q, hydration, hydration.amounts)
  const moves = [0, 1].map(p =>
    directions.subarray(p * q.length, (p + 1) * q.length).some(slope => slope !== 0),
  )
  const priors = [c1Prior, contrastPrior]
  return {
    directions,
    mean: Float64Array.from([hydration.c1, hydration.contrast], (value, p) =>
      moves[p] ? priors[p].mean - value : 0,
    ),
    sd: Float64Array.from(priors, (prior, p) => (moves[p] ? prior.sd : 0)),
    lower: Float64Array.of(c1Range[0] - hydration.c1, contrastRange[0] - hydration.contrast),
    upper: Float64Array.of(c1Range[1] - hydration.c1, contrastRange[1] - hydration.contrast),
  }
}

/** The same, with no freedom where a value is given. */
function hold(input: NuisanceInput, given: (number | undefined)[]): NuisanceInput {
  const free = (values: Float64Array) => values.map((value, p) => (given[p] === undefined ? value : 0))
  return { ...input, mean: free(input.mean), sd: free(input.sd) }
}

/** A background of any size that the curve's own intensities suggest. */
function largestIntensity({ intensity }: Curve): number {
  return intensity.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value))
}
