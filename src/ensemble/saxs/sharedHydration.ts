/**
 * One hydration for a whole library, found together with the weights.
 *
 * Fitted on the equal-weight average, c1 and contrast make up for what is wrong with the average: where the true
 * ensemble is far from it they end many standard errors away, and the weights follow. So they are fitted together with
 * the best non-negative combination of all models. What the curve leaves open of them is for the inference to
 * integrate out, as two directions in which the curve may still move.
 */

import type { Curve } from '../contract.ts'
import { type NuisanceInput, nuisanceGiven } from '../nuisance.ts'
import { nonNegativeLeastSquares } from '../numeric/nnls.ts'
import { buildProblem, type ProblemOptions } from '../problem.ts'
import { c1Range, contrastRange } from './contrastFit.ts'
import {
  fitAverage,
  type HydrationOptions,
  type HydrationParameters,
  hydrationSlopes,
  profilesFrom,
} from './hydration.ts'
import type { Partials } from './partials.ts'

/** A hydration, and the combination of models that it was found with. */
export interface SharedHydration extends HydrationParameters {
  /** u, [K]. */
  amounts: Float64Array
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
 *
 * Gauss-Newton: the curve is taken as linear in c1 and contrast around their last values and these are eliminated;
 * non-negative least squares gives u, and u gives them. Begins with the equal-weight average. Throws as `buildProblem`
 * does. A handful of rounds of O(N K r).
 */
export function fitSharedHydration(
  partials: Partials[],
  curve: Curve,
  options: SharedOptions,
): SharedHydration {
  const given = [options.c1, options.contrast]
  const background = options.offset ? largestIntensity(curve) : options.background
  const { c1, contrast, scale } = fitAverage(partials, curve, options)
  let found: SharedHydration = {
    c1,
    contrast,
    amounts: new Float64Array(partials.length).fill(scale / partials.length),
  }
  for (let round = 0; round < roundsMax; round++) {
    const profiles = profilesFrom(partials, curve.q, { mode: 'shared', ...found })
    const nuisance = hold(hydrationNuisance(partials, curve.q, found), given)
    const problem = buildProblem({ curve, profiles, nuisance }, { ...options, background })
    const { amounts } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
    const move = new Float64Array(problem.nuisance!.count)
    nuisanceGiven(problem.nuisance!, amounts, null, move)
    const next = {
      c1: options.c1 ?? clamp(found.c1 + move[0], c1Range),
      contrast: options.contrast ?? clamp(found.contrast + move[1], contrastRange),
      amounts,
    }
    const moved = Math.max(
      Math.abs(next.c1 - found.c1) / c1Prior.sd,
      Math.abs(next.contrast - found.contrast) / contrastPrior.sd,
    )
    found = next
    if (moved < settled) break
  }
  return found
}

/**
 * The directions in which c1 and contrast move the curve, with amounts that are changes of them. What moves nothing, as
 * in models of beads, stays where it is.
 */
export function hydrationNuisance(
  partials: Partials[],
  q: Float64Array,
  hydration: SharedHydration,
): NuisanceInput {
  const directions = hydrationSlopes(partials, q, hydration, hydration.amounts)
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
