import type { MisfitResult, ShapeMisfit } from './curves.ts'
import type { Summary } from './estimates.ts'
import type { Direction, Distribution, ModelCluster, ModelGrouping } from './models.ts'
import type { PointAnswer } from './pointAnswer.ts'

/** What a page shows of a result beyond its numbers, and while it is still calculated. */

/** What a result page shows beyond the contract; kept in `result.json` as `details`. Lists are short on purpose. */
export interface Details {
  /** Numerical rank of the library's curves under the data's errors: how many numbers the curve can determine. */
  numericalRank: number
  /** Points of the curve outside the q range, not used. */
  pointsLeftOut: number
  /** Scale of the equal-weight mean curve of the whole library, and the half-normal prior's sd (10 times it). */
  referenceScale: number
  scalePriorSd: number
  /** Dirichlet exponent of every model (before energies); null with the inclusion prior. */
  priorExponent: number | null
  /** 95 % band of the model curve itself, without noise; `fit.band` has the noise. Length N. */
  modelBand: { lower: number[]; upper: number[] }
  /** chi2 of the posterior-mean curve per N - 1, and the posterior mean of chi2 per N. */
  chi2PerDegree: number
  chi2MeanPerPoint: number
  /** Missing from older results. */
  misfit?: MisfitResult
  /** Null where the curve tells no size or has few points; missing from older results. */
  shape?: ShapeMisfit | null
  /** chi2 per point of the posterior-mean curve in five regions of equally many points. */
  chi2ByRegion: { qMin: number; qMax: number; points: number; chi2PerPoint: number }[]
  /** Share of curves simulated from the posterior that fit worse than the measured one; near 0 or 1 is suspicious. */
  posteriorPredictiveP: number
  /** The models with the largest mean weights, at most 12: their names, in order. */
  largest: string[]
  /** Correlation of the weights of `largest`, row-major [n, n]. */
  correlations: number[]
  /** Marginal density of each of `largest`: relative frequency in 50 equal bins from 0 to 1. */
  densities: number[][]
  /** The same in 50 equal bins from `from` to `to`, between which nearly all of its draws lie; not in older results. */
  histograms?: { from: number; to: number; shares: number[] }[]
  /** Weights of `largest` in at most 400 draws, evenly spread over all chains, [n][draws]; not in older results. */
  sample?: number[][]
  /** The model that fits best alone, with its curve at its best scale, length N; not in older results. */
  bestSingle?: { name: string; curve: number[]; chi2PerPoint: number }
  /** Of the properties of the models that are known: Rg, Dmax and, of a single chain, end-to-end distance where there are structures; missing from older results. */
  distributions?: Distribution[]
  /** Missing from older results. */
  leastSquares?: PointAnswer
  /** Groups of models that the curve cannot tell apart, largest weight first; singles included when above 1 %. */
  clusters: ModelCluster[]
  /** The same by structure and by columns that name groups; missing where there are none, and from older results. */
  groupings?: ModelGrouping[]
  /** In how many directions models differ by more than one standard error of the curve, and the leading ones; missing from older results. */
  directions?: { determined: number; leading: Direction[] }
  /** Traces of scale, chi2 and the four largest weights: [chain][at most 200 points]. */
  traces: { name: string; chains: number[][] }[]
  /** Rank-plot counts of the same quantities: [chain][20 bins]; level bars mean agreement. */
  ranks: { name: string; chains: number[][] }[]
  /** Leave-one-out cross-validation by Pareto-smoothed importance sampling, and WAIC; `pointwise`: of each point, of several curves one after the other; `elpd` is the sum. Missing from older results. */
  loo: {
    elpd: number
    se: number
    effectiveParameters: number
    paretoK: number[]
    pointwise?: number[]
  } | null
  waic: { elpd: number; effectiveParameters: number } | null
  /** The temperatures of the ladder and how often neighbours swapped. */
  ladder: { betas: number[]; swaps: number[] }
  /** chi2 of the chemical shifts, and the energy hyperparameter (log A, or the Boltzmann shift), where there are any. */
  shiftChi2: Summary | null
  energyParameter: Summary | null
  /** Share of the variational weights of the models that were left out of the inference; 0 without selection. */
  weightDropped: number
}

/** What the chains say while the posterior is still sampled: everything can change until they agree. */
export interface Settling {
  /** Draws kept so far, over all chains. */
  draws: number
  /** Whether the chains agree, in a sentence. */
  agreement: string
  /** The heaviest models, at most 12, each with its place in the library. */
  weights: { place: number; name: string; weight: Summary }[]
  /** Null without structures. */
  rg: Distribution | null
  traces: Details['traces']
}
