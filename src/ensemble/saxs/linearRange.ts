/**
 * About which c1 the curve is taken as linear, and how far.
 *
 * The inference integrates c1 and the contrast out as two directions of the curve. Where the curve leaves c1 open, as with a
 * background and models that look alike, that can reach further than the curve is linear, to a c1 and weights that fit only
 * the straight line. So the line is first tried over the range of c1 against exact profiles. Where it fails, c1 is looked for with exact
 * profiles, and its prior is cut to the neighbourhood of the best.
 */

import type { Curve } from '../contract.ts'
import { type NuisanceInput, nuisanceGiven } from '../nuisance.ts'
import { nonNegativeLeastSquares } from '../numeric/nnls.ts'
import { Random } from '../numeric/random.ts'
import { logSumExp } from '../numeric/special.ts'
import { bestSubsets } from '../point/bestSubsets.ts'
import { subsetEvidence } from '../point/subsetEvidence.ts'
import { buildProblem, type Problem, type ProblemOptions } from '../problem.ts'
import { c1Range } from './contrastFit.ts'
import { type HydrationParameters, profilesFrom } from './hydration.ts'
import type { Partials } from './partials.ts'
import {
  c1Prior,
  contrastPrior,
  fitSharedHydration,
  hydrationNuisance,
  type SharedHydration,
} from './sharedHydration.ts'

/** A linearisation, as an inference takes it. */
export interface Linearisation {
  about: SharedHydration
  nuisance: NuisanceInput
  /** Where the prior of c1 was narrowed; null where the line holds over all of c1 that the curve leaves open. */
  narrowed: NarrowedPrior | null
}

/** c1 ~ Normal(c1, sd) in place of its whole prior. */
export interface NarrowedPrior {
  c1: number
  sd: number
  /** How much of the evidence lies within a step of the grid about it, by the best sets of models with exact profiles. */
  share: number
  /** What the log evidence under the whole prior has more than that under the narrow one. */
  logEvidence: number
}

/** At these c1 the line is tried. */
const tried = gridOf(0.01)
/** With exact profiles these are compared; the narrow prior has this share of a step for its sd, so that neighbours overlap. */
const step = 0.01
const sdOfStep = 0.7
/** By how much exact profiles may change chi2: a factor of e in the weight of a draw. */
const harmless = 2
/** The largest share of c1 that may be harmed more. In the cases looked at it was below 0.15 or above 0.4. */
const harmedMax = 0.25
/** Sets of more models hardly change which c1 is best. */
const largestSet = 4

type Options = Pick<ProblemOptions, 'qMin' | 'qMax' | 'background' | 'errorScale'>

/** O(N K r) for each of a dozen values of c1; where the line fails, a handful of rounds for each of as many again. */
export function linearise(partials: Partials[], curve: Curve, options: Options): Linearisation {
  const about = fitSharedHydration(partials, curve, options)
  const nuisance = hydrationNuisance(partials, curve.q, about)
  if (!(nuisance.sd[0]! > 0) || lineHolds(partials, curve, about, nuisance, options))
    return { about, nuisance, narrowed: null }
  const grid = gridOf(step).map(c1 => {
    const own = fitSharedHydration(partials, curve, { ...options, c1 })
    const directions = withC1(hydrationNuisance(partials, curve.q, own), 0, sdOfStep * step)
    const logPrior = -0.5 * ((c1 - c1Prior.mean) / c1Prior.sd) ** 2
    return {
      own,
      directions,
      logPrior,
      log: logPrior + setEvidence(problemOf(partials, curve, own, directions, options)),
    }
  })
  const best = grid.reduce((a, b) => (b.log > a.log ? b : a))
  const total = logSumExp(grid.map(each => each.log))
  const near = grid.filter(each => Math.abs(each.own.c1 - best.own.c1) < 1.5 * step)
  return {
    about: best.own,
    nuisance: best.directions,
    narrowed: {
      c1: best.own.c1,
      sd: sdOfStep * step,
      share: Math.exp(logSumExp(near.map(each => each.log)) - total),
      logEvidence: best.logPrior - logSumExp(grid.map(each => each.logPrior)) + total - best.log,
    },
  }
}

/** Whether exact profiles agree with the line over most of c1, each weighed by the likelihood that the line gives it. */
function lineHolds(
  partials: Partials[],
  curve: Curve,
  about: SharedHydration,
  nuisance: NuisanceInput,
  options: Options,
): boolean {
  const points = tried.map(c1 => {
    const problem = problemOf(partials, curve, about, withC1(nuisance, c1 - about.c1, 0), options)
    const { amounts, squared } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
    const moves = new Float64Array(problem.nuisance!.count)
    nuisanceGiven(problem.nuisance!, amounts, null, moves)
    const contrast = about.contrast + moves[1]!
    const prior = ((c1 - c1Prior.mean) / c1Prior.sd) ** 2
    return { c1, contrast, amounts, chi2: squared + problem.reduced.outside + prior }
  })
  const least = Math.min(...points.map(point => point.chi2))
  const weighed = points.map(({ c1, contrast, amounts, chi2 }) => {
    const exact = problemOf(partials, curve, { c1, contrast }, undefined, options)
    const prior =
      ((c1 - c1Prior.mean) / c1Prior.sd) ** 2 + ((contrast - contrastPrior.mean) / contrastPrior.sd) ** 2
    const change = Math.abs(misfitOf(exact, amounts) + prior - chi2)
    return { share: Math.exp((least - chi2) / 2), change: Number.isFinite(change) ? change : Infinity }
  })
  const harmed = weighed.filter(({ change }) => change >= harmless)
  const sum = (of: typeof weighed) => of.reduce((total, { share }) => total + share, 0)
  return sum(harmed) < harmedMax * sum(weighed)
}

/** chi2 of the mixture at its best scale. */
function misfitOf({ reduced, modelCount }: Problem, amounts: Float64Array): number {
  const { coordinates, data, rank, outside } = reduced
  let [yy, sy, ss] = [0, 0, 0]
  for (let j = 0; j < rank; j++) {
    let value = 0
    for (let k = 0; k < modelCount; k++) value += amounts[k]! * coordinates[k * rank + j]!
    yy += data[j]! ** 2
    sy += value * data[j]!
    ss += value * value
  }
  return outside + yy - (sy * sy) / ss
}

/** The largest log evidence of the best sets of models. */
function setEvidence(problem: Problem): number {
  const { subsets } = bestSubsets(problem.reduced, problem.modelCount, largestSet, Random.stream(0, 10))
  const logs = subsets.map(({ models }) => subsetEvidence(problem, models, Random.stream(0, 11)).log)
  return Math.max(...logs.filter(Number.isFinite), Number.NEGATIVE_INFINITY)
}

const problemOf = (
  partials: Partials[],
  curve: Curve,
  hydration: HydrationParameters,
  nuisance: NuisanceInput | undefined,
  options: Options,
): Problem =>
  buildProblem(
    { curve, profiles: profilesFrom(partials, curve.q, { mode: 'shared', ...hydration }), nuisance },
    options,
  )

/** The same directions with another prior of the change of c1. */
const withC1 = (input: NuisanceInput, mean: number, sd: number): NuisanceInput => ({
  ...input,
  mean: Float64Array.of(mean, ...input.mean.slice(1)),
  sd: Float64Array.of(sd, ...input.sd.slice(1)),
})

function gridOf(spacing: number): number[] {
  const count = Math.round((c1Range[1] - c1Range[0]) / spacing)
  return Array.from({ length: count + 1 }, (_, i) => c1Range[0] + i * spacing)
}
