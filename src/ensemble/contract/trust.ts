import type { Verdict } from './estimates.ts'
import type { ResultVerdict } from './result.ts'

/** What simulated curves say of the method. */

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
