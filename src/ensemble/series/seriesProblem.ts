import type { amplitudePrior, ProcessLength } from './gaussianProcess.ts'
import type { SeriesCurve } from './likelihood.ts'

/** Everything that the chains of a series share; plain data. */
export interface SeriesProblem {
  curves: SeriesCurve[]
  modelCount: number
  lengths: ProcessLength[]
  /** Of the logarithm of the amplitude; `amplitudePrior` but in tests. */
  amplitude: typeof amplitudePrior
}
