/** Numbers with what is known of them. */

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

/** A mean over draws with its 95 % interval. */
export interface IntervalEstimate {
  mean: number
  q025: number
  q975: number
}

/** How good a value is: `good` needs no comment, `fair` is usable with care, `poor` should not be relied on. */
export type Verdict = 'good' | 'fair' | 'poor'
