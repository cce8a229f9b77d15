/** Everything the rest of the program may use of the core, by name. */

export { type AnalysisInput, type AnalysisOptions, analyseLibrary, type LibraryAnalysis } from './analyse.ts'
export type * from './contract.ts'
export { type Threshold, thresholds } from './diagnose/thresholds.ts'
export { EnsembleError, type EnsembleReason } from './errors.ts'
export { type Fault, type FaultCode, FaultError, messageOf } from './faults/index.ts'
export { ensembleCif } from './formats/ensembleCif.ts'
export type { EnsembleModel } from './formats/ensembleModel.ts'
export { ensemblePdb } from './formats/ensemblePdb.ts'
export * from './formats/index.ts'
export { sasCif } from './formats/sascif.ts'
export { type InferOptions, type InferResult, type InferServices, inferEnsemble } from './infer.ts'
export type { Draws } from './posterior/draws.ts'
export { type InferInput, modelsMax, type Shifts } from './problem.ts'
export type { SamplerState } from './sample/sampler.ts'
export type { TaskRunner } from './sample/taskRunner.ts'
export { fitHydration } from './saxs/fitHydration.ts'
export {
  absoluteScale,
  fitProfile,
  type Hydration,
  type HydrationMode,
  type HydrationOptions,
  type HydrationParameters,
  intensityOf,
  type ProfileFit,
  profilesFrom,
} from './saxs/hydration.ts'
export { type Partials, type PartialsOptions, partialNames, partialsAt, partialsOf } from './saxs/partials.ts'
export { type ProfileReport, type ProfileRequest, reportProfiles } from './saxs/report.ts'
export { type Selection, type SelectOptions, selectEnsemble } from './select/select.ts'
export { alignBeads, type BeadAlignment, spatialDiscrepancy } from './structures/alignBeads.ts'
export { checkLibrary, compositionOf, firstDifference, type LibraryMember } from './structures/library.ts'
export { largestDistance, molarMass, radiusOfGyration } from './structures/measures.ts'
export { readStructures, streamStructures } from './structures/read.ts'
export { type Motion, moved } from './structures/rotation.ts'
export type { Composition, ReadOptions, Residue, Structure } from './structures/structure.ts'
export { anchorsOf, type ResidueRange, type Superposition, superpose } from './structures/superpose.ts'
export { tracesOf } from './structures/traces.ts'
