/**
 * The shapes that cross the border of the core: what goes in, what is reported on the way, what comes out.
 *
 * `Result` is the object of `result.json`, printed by `bioce infer --json` and kept with every analysis; other
 * programs read it, so a field is added but never renamed. Symbols: K models, N points, D draws.
 */

/** A measured curve, cleaned and in 1/A. Arrays have length N and are not shared with the reader. */
export interface Curve {
  /** Momentum transfer q = 4 pi sin(theta)/lambda in 1/A, strictly increasing. */
  q: Float64Array
  /** Intensity in the file's own unit; negative values are legitimate. */
  intensity: Float64Array
  /** Standard error of the intensity, > 0. */
  sigma: Float64Array
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
  stage: 'reading' | 'profiles' | 'hydration' | 'selection' | 'sampling' | 'evidence' | 'writing'
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

/** One model of the library: `selected` says whether it took part in the complete inference. */
export interface ModelResult {
  name: string
  selected: boolean
  weight: Summary
}

/** Where the ensemble fits and where it does not. Arrays have length N. */
export interface FitResult {
  q: number[]
  intensity: number[]
  sigma: number[]
  /** The posterior-mean curve c S w. */
  model: number[]
  /** The 95 % posterior-predictive band, noise included. */
  band: { lower: number[]; upper: number[] }
  /** chi2 of the posterior-mean curve divided by N. */
  chi2PerPoint: number
  /** Upper-tail probability of chi2 with N - 1 degrees of freedom. */
  chi2P: number
  /** Square root of the posterior mean Jensen-Shannon divergence from the mean weights, base 2, in [0, 1]. */
  jsd: number
  /** Longest run of residuals of one sign, among n points, with its probability. */
  cormap: { n: number; c: number; p: number }
}

/** Natural-log model evidence with its Monte Carlo error, and a second method's opinion. */
export interface EvidenceResult {
  log: number
  error: number
  method: string
  scalePrior: 'half-normal' | 'flat'
  check: { log: number; error: number; method: string } | null
}

/** Variational selection: what was kept, and the path that led there. */
export interface VariationalResult {
  elbo: number
  prior: number
  alpha: number[]
  selected: string[]
  rounds: { models: number; elbo: number; chi2PerPoint: number }[]
}

export interface Result {
  program: { name: string; version: string }
  seed: number
  parameters: Record<string, unknown>
  inputs: { name: string; sha256: string; bytes: number }[]
  models: ModelResult[]
  scale: Summary
  chi2: Summary
  fit: FitResult
  evidence: EvidenceResult | null
  variational: VariationalResult | null
  sampler: { chains: number; draws: number; converged: boolean; reasons: string[]; cpuSeconds: number }
  hydration: { mode: string; c1: number; contrast: number } | null
  timings: Record<string, number>
}
