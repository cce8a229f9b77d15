import type { Interval, IntervalEstimate, Summary } from './estimates.ts'

/** What a result says of the models of the library, alone and in groups. */

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
