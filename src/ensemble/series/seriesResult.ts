import type { IntervalEstimate, Result, ResultVerdict, Summary } from '../contract.ts'

/** What the curves of a series were taken at: a time, a concentration, a temperature. */
export interface Variable {
  name: string
  /** Such as `s` or `mM`; empty for a number without one. */
  unit: string
}

/** How far apart two curves are: by the variable, by its logarithm, or by their order alone. */
export type SeriesScale = 'linear' | 'log' | 'order'

/** What is known of the ensemble of one curve; null where nothing is told. */
export interface SeriesState<Shown extends IntervalEstimate | null = IntervalEstimate> {
  /** By model that was weighed, and by group. */
  weights: Shown[]
  groups: IntervalEstimate[]
  /** Ensemble means of the properties. */
  properties: IntervalEstimate[]
  /** 1/sum w^2. */
  effectiveModels: Shown
  /** At the mean weights, with the best scale, background and hydration. */
  chi2PerPoint: number
}

export interface SeriesPoint {
  name: string
  value: number
  points: number
  /** From this curve alone. */
  alone: SeriesState & { verdict: ResultVerdict; converged: boolean }
  /**
   * From all curves, where weights change smoothly. Weights on which the chains do not agree at all are not told, nor is then the effective number of
   * models.
   */
  smooth: SeriesState<IntervalEstimate | null> | null
}

/** `series.json`: what a series of curves says of one library. */
export interface SeriesResult {
  variable: Variable
  scale: SeriesScale
  /** By value. */
  curves: SeriesPoint[]
  /** Those that were weighed, and how many the library has. */
  models: string[]
  libraryModels: number
  groups: { label: string; models: string[] }[]
  properties: { name: string; unit: string }[]
  hydration: { c1: number; contrast: number } | null
  /** The process of the log-ratios; null where curves were inferred alone, or there is one model. */
  process: { amplitude: Summary; length: Summary; lengthUnit: string } | null
  sampler: { converged: boolean; reasons: string[]; chains: number; iterations: number; draws: number } | null
  /** Sentences to know beside it all. */
  remarks: string[]
  parameters: { seed: number; qMin: number; qMax: number; select: boolean; cut: number }
}

/** With what only its caller knows. */
export type SeriesFile = Pick<Result, 'program' | 'inputs' | 'warnings'> & {
  cpuSeconds: number
} & SeriesResult
