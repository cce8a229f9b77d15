/**
 * The shapes that cross the border of the core: what goes in, what is reported on the way, what comes out.
 *
 * `Result` is the object of `result.json`, printed by `bioce infer --json` and kept with every analysis; other
 * programs read it, so a field is added but never renamed. Symbols: K models, N points, D draws.
 */

export type * from './contract/curves.ts'
export type * from './contract/details.ts'
export type * from './contract/estimates.ts'
export type * from './contract/measurement.ts'
export type * from './contract/models.ts'
export type * from './contract/pointAnswer.ts'
export type * from './contract/result.ts'
export type * from './contract/trust.ts'
export type { SeriesFile, SeriesState, Variable } from './series/seriesResult.ts'
