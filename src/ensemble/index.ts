/** Everything the rest of the program may use of the core, by name. */

export {
  absoluteScale,
  fitHydration,
  fitProfile,
  type Hydration,
  type HydrationMode,
  type HydrationOptions,
  type HydrationParameters,
  intensityOf,
  type ProfileFit,
  profilesFrom,
} from './saxs/hydration.ts'
export { type Partials, type PartialsOptions, partialNames, partialsOf } from './saxs/partials.ts'
export { checkLibrary, compositionOf, firstDifference, type LibraryMember } from './structures/library.ts'
export { largestDistance, molarMass, radiusOfGyration } from './structures/measures.ts'
export { readStructures, streamStructures } from './structures/read.ts'
export type { Composition, Note, ReadOptions, Residue, Structure } from './structures/structure.ts'
