import type { Details } from './details.ts'
import type { Interval, Summary, Verdict } from './estimates.ts'

/** What a result says of a curve. */

/** Where the ensemble fits and where it does not. Arrays have length N. */
export interface FitResult {
  q: number[]
  intensity: number[]
  sigma: number[]
  /** Standard deviation of q, 1/A, where the file has it. */
  dq?: number[]
  /** The posterior-mean curve c S w. */
  model: number[]
  /** The 95 % posterior-predictive band, noise included. */
  band: { lower: number[]; upper: number[] }
  /** chi2 of the posterior-mean curve divided by N. */
  chi2PerPoint: number
  /** Upper-tail probability of chi2 with N - 1 degrees of freedom, errors taken as the points scatter; `details.misfit.p` knows how far that is known. */
  chi2P: number
  /** Square root of the posterior mean Jensen-Shannon divergence from the mean weights, base 2, in [0, 1]. */
  jsd: number
  /** Longest run of residuals of one sign, among n points, with its probability. */
  cormap: { n: number; c: number; p: number }
  /** The curve was calculated or smoothed: its points have no noise. */
  noiseless?: true
}

/** A constant background, inferred with the weights; amounts in the unit of the curve. */
export interface BackgroundResult {
  /** Standard deviation of its prior, Normal(0, priorSd). */
  priorSd: number
  amount: Summary
  /** Its mean over I(0). */
  share: number
  /** Natural log of the evidence with the background over that without: above 0 the curve asks for one. Beyond 5 only its size counts. */
  logBayesFactor: number
}

/** How far the stated errors of the curve are off: what every one is multiplied by, inferred with the weights. */
export interface ErrorScaleResult {
  /** How much the points scatter about a smooth curve, in stated errors: the prior's median. */
  reference: number
  /** Standard deviation of the prior of log(scale). */
  priorLogSd: number
  /** How many neighbouring points share their noise, as in a curve that was smoothed; 1 where none do; missing from older results. */
  dependent?: number
  scale: Summary
}

/**
 * Some draws with profiles calculated exactly at their c1 and contrast: the change of their chi2, its median and the largest without its
 * sign. Where it is more than a few, curves are not linear about the nodes of c1, and hydration and weights may be wrong.
 */
export interface HydrationCheck {
  draws: number
  median: number
  largest: number
}

/** What the profiles were calculated for, where the curve is of neutrons. */
export interface NeutronResult {
  /** Volume fraction of D2O in the solvent. */
  d2o: number
  /** Share of the backbone N-H that were exchanged. */
  exchange: number
  /** Share of the carbon-bound hydrogens that are deuterium, of these chains; of all where none is named. */
  deuteration: number
  deuteratedChains: string[]
  /** Whether profiles were smeared with the resolution of q. */
  smeared: boolean
}

/** The beam of a slit that profiles were smeared with, in 1/A. */
export interface SlitResult {
  /** Half of the foot of its length profile, and the share of that which is level. */
  length: number
  plateau: number
  /** Full width across the slit. */
  width: number
}

/** Which points of the curve a result is of. */
export interface PointsUsed {
  /** Points that the curve has, and those that took part. */
  read: number
  used: number
  /** Points below the smallest and beyond the largest q. */
  below: number
  beyond: number
  /** Independent numbers that the points in use can hold (Shannon channels); null where the size of the particle is not known. */
  channels: number | null
  /** All of it in a sentence. */
  words: string
}

/** P(r), the distances in the particle, by an indirect transform: of the data, and of the ensemble's curve in the same way. */
export interface PairDistances {
  /** A, evenly from 0 to `dmax`. */
  r: number[]
  /** Of the data, with its standard error; the area below it is I(0). */
  data: number[]
  sd: number[]
  ensemble: number[]
  /** The length up to which the curve lets distances reach, the upper end of its 95 % interval; and its mean and sd, A. */
  dmax: number
  dmaxMean: number
  dmaxSd: number
  /** Of the data from P(r), with standard errors. */
  rg: number
  rgError: number
  i0: number
  i0Error: number
  /** Of a protein by its volume of correlation, Da; null where the curve ends too early. */
  mass: number | null
  /** The constant background that was taken from both curves before, where the analysis inferred one. */
  background?: number
}

/** How badly the best ensemble misses the curve, in errors as the scatter of the points says. */
export interface MisfitResult {
  /** chi2 of the posterior-mean curve with errors f0 sigma. */
  chi2: number
  /** Points less the numbers that were fitted, as leave-one-out counts them. */
  degrees: number
  /** Upper-tail probability of that chi2, averaged over the error of f0. */
  p: number
}

/** How badly the best ensemble misses the smooth part of the curve: see diagnose/shape.ts. */
export interface ShapeMisfit {
  /** In so many directions curves of particles of this size can differ. */
  directions: number
  /** Squares of the mean residuals along them, in errors as the points scatter. */
  chi2: number
  /** The directions less what the curve decided of them. */
  degrees: number
  /** Upper-tail probability of that chi2, averaged over the error of f0. */
  p: number
}

/** One of several curves that were fitted together. */
export interface CurveResult {
  name: string
  fit: FitResult
  /** 95 % band of the model curve itself, without noise. Length N. */
  modelBand: Details['modelBand']
  /** The scale of the ensemble over that of the equal-weight mean of the library. */
  relativeScale: Summary
  misfit: MisfitResult
  posteriorPredictiveP: number
  /** As those of a result of one curve; `errorScale` is that of this curve alone. */
  background: BackgroundResult | null
  errorScale: ErrorScaleResult | null
  points?: PointsUsed
  /** Missing for X-rays and where profiles were given. */
  neutrons?: NeutronResult
  /** Missing for a point-like beam and where profiles were given. */
  slit?: SlitResult
  /** Null where the curve does not tell them, as one that a slit smeared; missing from older results. */
  distances?: PairDistances | null
}

/** Whether several curves agree on one ensemble: the evidence of all together against those of each with weights and hydration of its own. */
export interface AgreementResult {
  /** Natural log of the evidence of one ensemble over that of one for each curve: above 0 for one ensemble. */
  logBayesFactor: number
  error: number
  /** 95 %. */
  interval: Interval
  grade: Verdict
  words: string
  /** What each curve says alone, in the order of `curves`. */
  alone: {
    name: string
    evidence: { log: number; error: number }
    chi2PerPoint: number
    /** In the order of `models`. */
    weights: { mean: number; sd: number }[]
    converged: boolean
  }[]
}
