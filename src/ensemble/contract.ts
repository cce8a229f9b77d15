/**
 * The shapes that cross the border of the core: what goes in, what is reported on the way, what comes out.
 *
 * `Result` is the object of `result.json`, printed by `bioce infer --json` and kept with every analysis; other
 * programs read it, so a field is added but never renamed. Symbols: K models, N points, D draws.
 */

export type { SeriesFile, SeriesState, Variable } from './series/seriesResult.ts'

/** A measured curve, cleaned and in 1/A. Arrays have length N and are not shared with the reader. */
export interface Curve {
  /** Momentum transfer q = 4 pi sin(theta)/lambda in 1/A, never falling; several points may share one. */
  q: Float64Array
  /** Intensity in the file's own unit; negative values are legitimate. */
  intensity: Float64Array
  /** Standard error of the intensity, > 0. */
  sigma: Float64Array
  /** Resolution of q in 1/A, where the file has it as those of neutrons do. */
  dq?: Float64Array
}

/** Calculated profiles of a library: one row per point, one column per model. */
export interface Profiles {
  /** Names of the K models, in column order. */
  names: string[]
  /** Intensities [N, K], row-major. */
  values: Float64Array
}

/** Where a calculation stands: `done` of `total` steps of `stage`, with a line for a person. */
export interface Progress {
  stage: 'reading' | 'profiles' | 'hydration' | 'selection' | 'sampling' | 'together' | 'evidence' | 'writing'
  done: number
  total: number
  message: string
}

/** Called at least every 200 ms and awaited, so that the caller can show, checkpoint or cancel (by throwing). */
export type Report = (progress: Progress) => void | Promise<void>

/** Posterior summary of one number over D draws of C chains. */
export interface Summary {
  mean: number
  sd: number
  /** Monte Carlo standard error of the mean. */
  mcse: number
  q025: number
  q50: number
  q975: number
  essBulk: number
  essTail: number
  /** Rank-normalised split R-hat (Vehtari et al. 2021); 1 is perfect, above 1.01 is not converged. */
  rhat: number
}

/** The values from `lower` to `upper`. */
export interface Interval {
  lower: number
  upper: number
}

/** One model of the library: `selected` says whether it took part in the complete inference. */
export interface ModelResult {
  name: string
  selected: boolean
  weight: Summary
  /** Probability that the model takes part at all; 1 where the prior lets none be absent; missing from older results. */
  presence?: number
  /**
   * The interval of `weight` joined with what the curve alone leaves possible, whatever the prior (profile likelihood, 95 %): a model
   * whose look-alike may stand in for it reaches further here. Of models that a selection dropped too; of a library of more than 1,000
   * of the heaviest alone. Missing from older results.
   */
  possible?: Interval
  /** In a mixture, where `weight` is a fraction of the number of particles: the place of its kind in `Result.mixture`, and its fractions of mass and volume. */
  species?: number
  massFraction?: IntervalEstimate
  volumeFraction?: IntervalEstimate
}

/** One kind of particle of a mixture: models of one composition, and how much of the solution it is. */
export interface Species {
  /** Its first model, and how many models it has. */
  name: string
  models: number
  /** Molar mass in g/mol, and displaced volume in A^3 of one particle. */
  mass: number
  volume: number
  /** Its share of the number of particles, which is the sum of its weights, of their mass and of their volume. */
  numberFraction: IntervalEstimate
  massFraction: IntervalEstimate
  volumeFraction: IntervalEstimate
}

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
}

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

/** How far the data follow the energies, which enter as E/T: the effective temperature T, inferred with the weights. */
export interface EnergiesResult {
  /** Standard deviation of the energies over the library; before the data log T is uniform within a factor of 100 of it. */
  spread: number
  /** T, in the unit of the energies: far above the spread they say nothing, far below they name one model. */
  temperature: Summary
  /** Probability that T is above 10 spreads, where energies are as good as ignored; 0.25 before the data. */
  ignored: number
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

/** What a result is good for: one judgement, the same for the page, `result.json` and the command line. */
export interface ResultVerdict {
  code: 'explained' | 'strained' | 'not-converged' | 'too-few-points' | 'misfit'
  grade: Verdict
  /** One sentence for the reader. */
  words: string
  /** Why, each without a full stop; empty for `explained`. */
  reasons: string[]
}

/** A mean over draws with its 95 % interval. */
export interface IntervalEstimate {
  mean: number
  q025: number
  q975: number
}

/** How a number that each model has, such as its radius of gyration, is spread over the library and over the ensemble. */
export interface Distribution {
  /** `rg`, `dmax`, `end_to_end`, or what the column was called. */
  name: string
  unit: string
  /** Over the models of the library, each counted once; `flexibility` as below. */
  library: { mean: number; sd: number; flexibility: number }
  /** Of the ensemble: sum w g, and the root of sum w (g - mean)^2. */
  mean: Summary
  sd: Summary
  /** EOM's R_flex, the entropy of the shares over its largest value, and R_sigma = sd of the ensemble/sd of the library; null where the latter is 0. */
  flexibility: IntervalEstimate
  relativeSd: IntervalEstimate | null
  /** n + 1 edges of n equal bins, and the share of library and ensemble in each. */
  edges: number[]
  libraryShares: number[]
  shares: IntervalEstimate[]
  /**
   * Of library and ensemble the share of which the property is `from + i step` or more, with the 95 % interval of the latter, [n]; missing from older
   * results and while an analysis runs.
   */
  above?: {
    from: number
    step: number
    library: number[]
    mean: number[]
    q025: number[]
    q975: number[]
  }
}

/** Models with weights that sum to 1, largest first, and the fit of the curve that they give. */
export interface PointEnsemble {
  models: { name: string; weight: number }[]
  /** In the stated errors, divided by N; background and hydration at their best. */
  chi2PerPoint: number
}

/** The best set of so many models. */
export interface BestEnsemble extends PointEnsemble {
  /**
   * Natural-log evidence of these models alone, every mixture of them equally likely before the data, with its Monte Carlo error. That they
   * were chosen from the library is not counted. Null where their curves depend on one another.
   */
  evidence: { log: number; error: number } | null
  /** Starts of the search, and how many of them ended at this set. */
  starts: number
  found: number
}

/** What least squares say, without a prior: a first answer before the sampling, and how the fit improves with the number of models. */
export interface PointAnswer {
  /** Non-negative least squares over the whole library: no ensemble fits better, and it fits noise as well. */
  all: PointEnsemble
  /** The best sets of 1, 2, ... at most 6 models; the list ends where another model no longer helps. */
  best: BestEnsemble[]
  /** The least and the largest number of models whose evidence is within `evidenceLimits.notable` of the highest; null without evidences. */
  supported: { from: number; to: number } | null
}

/** The least-squares answer, and the curve of its best set by the evidence: told before the sampling, whose errors it does not know. */
export interface FirstAnswer {
  answer: PointAnswer
  /** At most 150 points, evenly spread over those in use; of the first curve, where there are several. */
  fit: { q: number[]; intensity: number[]; sigma: number[]; curve: number[] }
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

/** A number that a curve was simulated with, and what the inference of the curve says of it. */
export interface RecoveredNumber {
  truth: number
  mean: number
  sd: number
  q025: number
  q975: number
}

/** What the inference of a simulated curve found, beside what it was simulated with. */
export interface Recovered {
  /** Of each model of the library. */
  weights: RecoveredNumber[]
  /** Rg, N_eff and what else is known, by name. */
  quantities: Record<string, Omit<RecoveredNumber, 'mean'>>
  converged: boolean
  isMisfit: boolean
}

/** Whether the data can tell ensembles like the one that they gave: what came out of curves that were simulated of draws of the posterior. */
export interface TrustResult {
  seed: number
  replicas: number
  /** Of the replicas. */
  converged: number
  misfits: number
  /** What the measurement itself gave, whose posterior was simulated; null of an ensemble that was chosen. */
  measured: { verdict: ResultVerdict['code']; converged: boolean } | null
  /** Each replica. */
  recovered: Recovered[]
  /** Of each model over the replicas: its mean true weight, the rms error of the posterior mean, the mean posterior sd, and how many 95 % intervals hold the truth. */
  models: { name: string; truth: number; error: number; sd: number; held: number }[]
  /** By true weight: of `count` weights of models in replicas so many have an interval above 1 % (seen), and one that holds them. */
  classes: { from: number; to: number; count: number; seen: number; held: number; sd: number }[]
  /** From this true weight on four of five models are seen; null where there is none. */
  seenFrom: number | null
  /** Weights with a posterior mean above 5 %: how many intervals hold the truth, and the mean sd. */
  shown: { held: number; count: number; sd: number | null }
  /** Models without weight (below 0.1 %) whose interval begins above 1 %. */
  falsePresence: { count: number; of: number }
  /** sd of a weight before the data; null where it differs between models. */
  priorSd: number | null
  /** Of Rg, N_eff, c1 and contrast, where they are known: how many intervals hold the truth, the spread of the truths and the mean posterior sd. */
  quantities: { name: string; held: number; truthSd: number; sd: number }[]
  grade: Verdict
  words: string[]
}

/** How good a value is: `good` needs no comment, `fair` is usable with care, `poor` should not be relied on. */
export type Verdict = 'good' | 'fair' | 'poor'

/** A group of models that the curve cannot tell apart; its weight is a sum over members, with its own interval. */
export interface ModelCluster {
  /** Names of the members, largest mean weight first. */
  models: string[]
  weight: Summary
  /** As that of a model; missing from older results. */
  possible?: Interval
  /** Largest distance between two members after the best relative scale, in standard errors of the whole curve. */
  diameter: number
}

/** A group of like models; its weight is a sum over members, with its own interval. */
export interface ModelGroup {
  /** As the column has it; null of groups by structure. */
  label: string | null
  /** Names of the members, largest mean weight first. */
  models: string[]
  weight: Summary
  /** As that of a model. */
  possible: Interval
  /** Largest root mean square difference of the distances within two members, A; null of groups by a column. */
  diameter: number | null
  /** Least and largest radius of gyration of its members, A; null without structures. */
  rg: Interval | null
}

/** A way in which all models of the library fall into groups, whatever the curve says. */
export interface ModelGrouping {
  by: 'structure' | 'column'
  /** What the column was called, or `structure`. */
  name: string
  /** Largest weight first; every model is in one of them. */
  groups: ModelGroup[]
}

/** A direction in which the curves of a library differ: see diagnose/directions.ts. */
export interface Direction {
  /** Standard deviation of the library along it, in standard errors of the whole curve. */
  spread: number
  /** Where the ensemble lies along it: from the mean of the library, in standard deviations of the library. */
  ensemble: IntervalEstimate
  /** The known number of the models that goes along with it most closely, and their correlation; null where none is known. */
  follows: { name: string; correlation: number } | null
  /** How the curve changes with one standard deviation of the library: at most 60 points, in standard errors of their points. */
  curve: { q: number[]; change: number[] }
}

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
