/** What least squares say, without a prior. */

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
