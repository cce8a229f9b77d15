import { exp, ln } from '../numeric/elementary.ts'
import { logNormalCdf, logSqrt2Pi } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'

/** What a chain needs of one curve: the whitened profiles in few directions, as the problem has them. */
export interface SeriesCurve {
  /** [K, rank] and [rank]. */
  coordinates: Float64Array
  data: Float64Array
  rank: number
  /** |y|^2 in all, of the whitened data. */
  square: number
  pointCount: number
  /** 1/tau^2 of the half-normal prior of the scale. */
  scalePrecision: number
  /** Prior sd of x = log(f/f0); 0 where the errors are known. */
  logErrorSd: number
}

export function seriesCurveOf({ reduced, pointCount, scalePriorSd, errorScale }: Problem): SeriesCurve {
  const { coordinates, data, rank, outside } = reduced
  return {
    ...{ coordinates, data, rank, pointCount },
    square: data.reduce((sum, value) => sum + value * value, outside),
    scalePrecision: 1 / (scalePriorSd * scalePriorSd),
    logErrorSd: errorScale.logSd,
  }
}

/** |v|^2 and v.z of a mixture v = A w: all that its fit and its scale depend on. */
export interface Overlap {
  g: number
  b: number
}

/** A weight of which no data tell: it would move a point by so little of its error that nothing can be told from it, and is left out of sums. */
export const unseen = 1e-12

/** The mixture v = A w of the weights at `at` in `weights`, which fills `v` [rank]. O(K r). */
export function mix(
  { coordinates, data, rank }: SeriesCurve,
  weights: Float64Array,
  at: number,
  v: Float64Array,
): Overlap {
  const modelCount = coordinates.length / rank
  v.fill(0)
  for (let k = 0; k < modelCount; k++) {
    const w = weights[at + k]!
    if (w > unseen) for (let j = 0, c = k * rank; j < rank; j++, c++) v[j]! += w * coordinates[c]!
  }
  let [g, b] = [0, 0]
  for (let j = 0; j < rank; j++) {
    g += v[j]! * v[j]!
    b += v[j]! * data[j]!
  }
  return { g, b }
}

/** In standard deviations above 0 no part of the scale is lost there: log Phi is less than 1e-18. */
const certain = 9

/**
 * log p(y | w) with the scale integrated out (evidence/marginal.ts), at errors e^x times those of the problem and without the
 * constants. With `slopes` it also gets the derivatives by g and b.
 */
export function logLikelihood(
  { square, pointCount, scalePrecision }: SeriesCurve,
  overlap: Overlap,
  x: number,
  slopes?: { g: number; b: number },
): number {
  const certainty = exp(-2 * x)
  const g = certainty * overlap.g + scalePrecision
  const b = certainty * overlap.b
  const root = Math.sqrt(g)
  const h = b / root
  const logPhi = h > certain ? 0 : logNormalCdf(h)
  if (slopes) {
    const ratio = exp(-0.5 * h * h - logSqrt2Pi - logPhi)
    slopes.b = certainty * (ratio / root + b / g)
    slopes.g = (-0.5 * certainty * (1 + h * ratio + h * h)) / g
  }
  return -pointCount * x - 0.5 * ln(g) + logPhi - 0.5 * (certainty * square - h * h)
}

/** chi2 of a mixture at its best scale, with the errors of the problem. */
export const leastChi2 = ({ square }: SeriesCurve, { g, b }: Overlap): number =>
  b > 0 ? square - (b * b) / g : square
