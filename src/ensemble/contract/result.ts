import type {
  AgreementResult,
  BackgroundResult,
  CurveResult,
  ErrorScaleResult,
  FitResult,
  HydrationCheck,
  NeutronResult,
  PairDistances,
  PointsUsed,
  SlitResult,
} from './curves.ts'
import type { Details } from './details.ts'
import type { Interval, IntervalEstimate, Summary, Verdict } from './estimates.ts'
import type { ModelResult, Species } from './models.ts'

/** The object of `result.json`. */

/** A natural-log model evidence with its Monte Carlo error. */
export interface EvidenceEstimate {
  log: number
  /** Standard error, from the spread over independent runs; 0 where it is exact. */
  error: number
  /** Independent runs behind `error`; missing from older results, as is `interval`, and where it is exact. */
  runs?: number
  /** 95 %, by Student's t with one degree of freedom less than runs: with four runs 3.2 errors to either side, not 2. */
  interval?: Interval
  method: string
}

/** The evidence, and a second method's opinion. */
export interface EvidenceResult extends EvidenceEstimate {
  scalePrior: 'half-normal' | 'flat'
  check: EvidenceEstimate | null
  /** Of several curves: the share of the draws that tell of an error scale for each, as the draws are weighed for that. */
  drawsThatCount?: number
}

/** The prior of the weights, and what the data say of what it leaves open. */
export interface PriorResult {
  /**
   * `inclusion`: P(n) ~ 1/n models take part, any n of them alike, weights Dirichlet(a) with log a ~ Normal(0, 1); `dirichlet`: all take part;
   * `energies`: exponents that follow the energies.
   */
  kind: 'inclusion' | 'dirichlet' | 'energies'
  /** The same in a sentence for the reader. */
  sentence: string
  /** The exponent a: its posterior, or as it was given; null with energies and where one model is all there is. */
  exponent: Summary | number | null
  /** n, the models that take part, and the probabilities of 1, 2, ... of them; null where all do. */
  members: Summary | null
  memberShares: number[] | null
}

/** How far the data follow the energies, which enter as E/T: the effective temperature T, inferred with the weights. */
export interface EnergiesResult {
  /** Standard deviation of the energies over the library; before the data log T is uniform within a factor of 100 of it. */
  spread: number
  /** T, in the unit of the energies: far above the spread they say nothing, far below they name one model. */
  temperature: Summary
  /** Probability that T is above 10 spreads, where energies are as good as ignored; 0.25 before the data. */
  ignored: number
}

/** What a result is good for: one judgement, the same for the page, `result.json` and the command line. */
export interface ResultVerdict {
  code: 'explained' | 'strained' | 'not-converged' | 'too-few-points' | 'misfit'
  grade: Verdict
  /** One sentence for the reader. */
  words: string
  /** Why, each without a full stop; empty for `explained`. */
  reasons: string[]
}

/** Variational selection: what was kept, the path that led there, and what was taken back afterwards. */
export interface VariationalResult {
  elbo: number
  prior: number
  /** Of the models `selected`, in their order. */
  alpha: number[]
  /** What variational Bayes kept; the complete inference weighs these and `recalled`. */
  selected: string[]
  /** Models that were dropped although the curve does not speak against them; not in older results. */
  recalled?: string[]
  rounds: { models: number; elbo: number; chi2PerPoint: number }[]
}

/** A number that the ensemble has as an average over its models, beside what was measured of it. */
export interface ObservableResult {
  name: string
  average: 'linear' | 'r^-3' | 'r^-6'
  /** `measured` is a mean, or a bound that the ensemble lies above or below. */
  kind: 'mean' | 'lower' | 'upper'
  measured: number
  error: number
  ensemble: IntervalEstimate
  /** Of the mean, in errors; 0 of a bound that is kept, null of one without an error that is not. */
  residual: number | null
}

export interface Result {
  /** What calculated it; `commit` of its sources, '' where that is not known, is missing from older results. */
  program: { name: string; version: string; commit?: string }
  seed: number
  parameters: Record<string, unknown>
  inputs: { name: string; sha256: string; bytes: number }[]
  models: ModelResult[]
  scale: Summary
  /** In the stated errors; of several curves the sum, with errors as the points of each scatter. */
  chi2: Summary
  /** Of the first curve, where there are several. So are `scale`, `background`, `errorScale`, `neutrons`, `slit`, `points` and `distances`. */
  fit: FitResult
  /** Where several curves were fitted together: each of them, and whether they agree. */
  curves?: CurveResult[]
  /** Null where it was not asked for, or an evidence is not known. */
  agreement?: AgreementResult | null
  evidence: EvidenceResult | null
  /** Null where the background was held at 0; missing from older results. */
  background?: BackgroundResult | null
  /** Null where the errors were taken as stated or multiplied by a number given; missing from older results. */
  errorScale?: ErrorScaleResult | null
  /** Missing from older results, as is `effectiveModels`: 1/sum w_k^2, how many models of equal weight would be as uneven. */
  prior?: PriorResult
  /** Null without energies or with a Boltzmann shift; missing from older results. */
  energies?: EnergiesResult | null
  effectiveModels?: Summary
  /** Missing where there are none. */
  observables?: ObservableResult[]
  /** Share of the posterior that the bounds among them left out; where it is nearly all, they contradict everything else and nothing was. */
  boundsOutside?: number
  /** The kinds of particle, where the models differ in composition. */
  mixture?: Species[]
  /** Missing for X-rays and where profiles were given. */
  neutrons?: NeutronResult
  /** Missing for a point-like beam and where profiles were given. */
  slit?: SlitResult
  /** Missing from older results. */
  verdict?: ResultVerdict
  /** Missing from older results, as is `warnings`: what the check of the files warned of, a sentence each. */
  points?: PointsUsed
  warnings?: string[]
  /** Null where the curve does not tell them; missing from older results. */
  distances?: PairDistances | null
  variational: VariationalResult | null
  sampler: {
    chains: number
    draws: number
    converged: boolean
    reasons: string[]
    cpuSeconds: number
    /** What had to settle beside scale and chi2: every weight, or of a large library what is read off the ensemble. Results of before have the first. */
    gate?: 'weights' | 'ensemble'
  }
  /**
   * c1 and contrast (e/A^3), where profiles were calculated; mode `shared`: posterior means, with their sd, and the share of the posterior
   * outside their physical ranges before it was cut there. Where next to nothing lies inside, both are held where they fit best inside, with sd 0.
   */
  hydration: {
    mode: string
    c1: number
    contrast: number
    c1Sd?: number
    contrastSd?: number
    outside?: number
    /** How far the lines about the nodes of c1 are from exact profiles; missing from older results and where they were not inferred with the weights. */
    check?: HydrationCheck
  } | null
  timings: Record<string, number>
  /** Everything else that a result page shows; missing from results of other programs. */
  details?: Details
}
