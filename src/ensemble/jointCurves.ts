import type { Curve, Profiles } from './contract.ts'
import { type NuisanceInput, nuisanceGiven } from './nuisance.ts'
import { exp, ln } from './numeric/elementary.ts'
import { nonNegativeLeastSquares } from './numeric/nnls.ts'
import { type InputPart, placesOf } from './parts.ts'
import { mixtureFit } from './point/mixtureFit.ts'
import { mostLikely } from './posterior/ownErrorScales.ts'
import { buildProblem, type InferInput, type Problem, referenceScaleOf } from './problem.ts'

/**
 * Several curves of one ensemble, y_m = c_m S_m w + b_m + noise, each with a scale of its own.
 *
 * The first has the scale c. The profiles of another are multiplied by the factor at which it fits best beside the first, so that its
 * scale is c (1 + d_m), and d_m is one more direction in which the curve may be off (nuisance.ts): that of the best mixture's own curve.
 * Only d_m times what the mixture differs from the best one is neglected. The prior of d_m is so wide that it is that of the other scales, a
 * half-normal of ten times the scale of the equal-weight mean, near its top: Normal(0, (5 c_ref/c)^2).
 */

/** A measurement of the ensemble beside others. */
export interface CurveOfMany extends Omit<InputPart, 'points'> {
  curve: Curve
  profiles: Profiles
}

/** Curves one after another; dq is NaN at the points of those that have none. */
export function curvesInRow(curves: Curve[]): Curve {
  const join = (of: (curve: Curve) => Float64Array) =>
    Float64Array.from(curves.flatMap(curve => [...of(curve)]))
  return {
    q: join(curve => curve.q),
    intensity: join(curve => curve.intensity),
    sigma: join(curve => curve.sigma),
    ...(curves.some(({ dq }) => dq) && {
      dq: join(({ q, dq }) => dq ?? new Float64Array(q.length).fill(Number.NaN)),
    }),
  }
}

/** What `curvesInRow` is of. */
export const partsInRow = (parts: (Omit<InputPart, 'points'> & { curve: Curve })[]): InputPart[] =>
  parts.map(({ name, curve, qMin, qMax, background, errorScale }) => ({
    name,
    points: curve.q.length,
    qMin,
    qMax,
    background,
    errorScale,
  }))

/** Profiles at the points of all curves, those of curve m times factor m. */
export function profilesInRow(profiles: Profiles[], factors: readonly number[]): Profiles {
  return {
    names: profiles[0].names,
    values: Float64Array.from(
      profiles.flatMap(({ values }, m) => Array.from(values, value => factors[m] * value)),
    ),
  }
}

/** The prior's sd of d_m of the curves beyond the first, in c_ref/c. */
const scalePriorSd = 5

/**
 * The directions of the scales of all curves but the first.
 *
 * @param best the curve of the best mixture at all points
 * @param amount sum u of that mixture, for each curve beyond the first
 * @param references scale of the equal-weight mean of the library for each of these
 */
export function scaleDirections(
  parts: InputPart[],
  best: Float64Array,
  amount: number,
  references: readonly number[],
): NuisanceInput {
  const directions = new Float64Array(references.length * best.length)
  placesOf(parts)
    .slice(1)
    .forEach(({ from, to }, row) => {
      directions.set(best.subarray(from, to), row * best.length + from)
    })
  return {
    directions,
    mean: new Float64Array(references.length),
    // A mixture of nothing, where no model fits at all, has no directions.
    sd: Float64Array.from(references, reference => (amount > 0 ? (scalePriorSd * reference) / amount : 0)),
  }
}

/** Directions one after another; those of the second have no ends where those of the first do. */
export function together(one: NuisanceInput, other: NuisanceInput): NuisanceInput {
  const { lower, upper } = one
  const ends = (value: number) => Array.from(other.mean, () => value)
  return {
    directions: Float64Array.from([...one.directions, ...other.directions]),
    mean: Float64Array.from([...one.mean, ...other.mean]),
    sd: Float64Array.from([...one.sd, ...other.sd]),
    ...(lower ? { lower: Float64Array.from([...lower, ...ends(Number.NEGATIVE_INFINITY)]) } : {}),
    ...(upper ? { upper: Float64Array.from([...upper, ...ends(Number.POSITIVE_INFINITY)]) } : {}),
  }
}

const roundsMax = 30
/** Scales are found when none moves by more than this share. */
const settled = 1e-5

/** The input of several curves with finished profiles: their scales beside the first are looked for with the weights, by turns. */
export function jointInput(
  curves: CurveOfMany[],
): Pick<InferInput, 'curve' | 'parts' | 'profiles' | 'nuisance'> {
  const curve = curvesInRow(curves.map(each => each.curve))
  const parts = partsInRow(curves)
  const raw = curves.map(({ curve, profiles, ...options }) => referenceScaleOf(curve, profiles, options))
  let factors = raw.map(scale => scale / raw[0])
  let mixture: Float64Array = new Float64Array(curves[0].profiles.names.length).fill(
    raw[0] / curves[0].profiles.names.length,
  )
  for (let round = 1; ; round++) {
    const profiles = profilesInRow(
      curves.map(each => each.profiles),
      factors,
    )
    const nuisance = scaleDirections(
      parts,
      mixtureOf(profiles, mixture),
      sum(mixture),
      raw.slice(1).map((scale, m) => scale / factors[m + 1]),
    )
    const input = { curve, parts, profiles, nuisance }
    const { amounts, moves } = bestMixture(buildProblem(input))
    const changes = moves.subarray(0, curves.length - 1)
    if (round === roundsMax || changes.every(change => Math.abs(change) < settled)) return input
    factors = factors.map((factor, m) => (m === 0 ? factor : factor * Math.max(0.1, 1 + changes[m - 1])))
    if (sum(amounts) > 0) mixture = amounts
  }
}

/** Likely error scales are found when none moves by more than this share; they are no more than where sampling begins. */
const settledErrors = 0.02
const errorRoundsMax = 10

/** Several curves with the error scale of each that is most likely at their best mixture, so that what is sampled with one change of all is near what is wanted. */
export function withLikelyErrors<Input extends InferInput>(input: Input): Input {
  if (!input.parts) return input
  let parts = input.parts
  for (let round = 1; round <= errorRoundsMax; round++) {
    const problem = buildProblem({ ...input, nodes: undefined, parts })
    const { amounts } = bestMixture(problem)
    const { curve } = mixtureFit(problem, [...amounts.keys()], [...amounts])
    let change = 0
    parts = problem.parts.map(({ start, end, errorScale, whitening }, m) => {
      const { reference, logSd } = errorScale
      if (logSd === 0) return parts[m]
      let chi2 = 0
      for (let i = start; i < end; i++)
        chi2 += (whitening * ((problem.intensity[i] - curve[i]) / problem.sigma[i])) ** 2
      const likely = exp(mostLikely(end - start, chi2, ln(reference), logSd))
      change = Math.max(change, Math.abs(likely / whitening - 1))
      return { ...parts[m], whitening: likely }
    })
    if (change < settledErrors) break
  }
  return { ...input, parts }
}

/** The best amounts u >= 0, and those of the directions given with the input. */
export function bestMixture(problem: Problem): {
  amounts: Float64Array
  moves: Float64Array
  squared: number
} {
  const { amounts, squared } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
  const moves = new Float64Array(problem.nuisance!.count)
  nuisanceGiven(problem.nuisance!, amounts, null, moves)
  return { amounts, moves, squared }
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

function mixtureOf({ names, values }: Profiles, amounts: Float64Array): Float64Array {
  return Float64Array.from({ length: values.length / names.length }, (_, i) =>
    amounts.reduce((total, u, k) => total + u * values[i * names.length + k], 0),
  )
}
