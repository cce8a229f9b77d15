/** The calculations, by name: this door loads all of the inference. README.md lists the others. */

export { type AnalysisInput, type AnalysisOptions, analyseLibrary, type FurtherCurve } from './analyse.ts'
export type { LabelColumn } from './diagnose/groupings.ts'
export { type InferOptions, type InferResult, type InferServices, inferEnsemble } from './infer.ts'
export { Random } from './numeric/random.ts'
export { fillRow, type SparseRows, valueAt } from './numeric/sparseRows.ts'
export type { Observable } from './observables.ts'
export type { Property } from './posterior/distributions.ts'
export { thinned } from './posterior/draws.ts'
export type { InferInput } from './problem.ts'
export type { SamplerState } from './sample/sampler.ts'
export { fitHydration } from './saxs/fitHydration.ts'
export { type HydrationOptions, profilesFrom } from './saxs/hydration.ts'
export { type Partials, type PartialsOptions, partialsOf } from './saxs/partials.ts'
export { inWater, type ModelPartials, partialsReach, withResolution } from './saxs/radiation.ts'
export { neutronsOf, type RadiationOptions } from './saxs/radiationOptions.ts'
export { type ProfileReport, reportProfiles } from './saxs/report.ts'
export { dqAt } from './saxs/resolution.ts'
export { type Selection, type SelectOptions, selectEnsemble } from './select/select.ts'
export {
  analyseSeries,
  type SeriesInput,
  type SeriesOptions,
  type SeriesProgress,
} from './series/analyseSeries.ts'
export { classicModel, withModel } from './settings.ts'
export type { Shifts } from './shifts.ts'
export { madeUpCurve, type Simulation, simulateInput } from './simulate.ts'
export { type TrustProgress, type TrustQuestion, testTrust } from './trust.ts'
