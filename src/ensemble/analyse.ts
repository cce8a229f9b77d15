import { analyseCurve } from './analyseCurve.ts'
import { analyseTogether } from './analyseTogether.ts'
import type { BestEnsemble, Curve, Details, FirstAnswer, Profiles, Result } from './contract.ts'
import {
  type Grouping,
  groupingByColumn,
  groupingByStructure,
  type LabelColumn,
} from './diagnose/groupings.ts'
import type { InferOptions, InferServices } from './infer.ts'
import type { Observable } from './observables.ts'
import type { PartOptions } from './parts.ts'
import type { Property } from './posterior/distributions.ts'
import type { Draws } from './posterior/draws.ts'
import type { InferInput } from './problem.ts'
import type { HydrationMode } from './saxs/hydration.ts'
import type { Partials } from './saxs/partials.ts'
import type { RadiationOptions } from './saxs/radiationOptions.ts'
import { withModel } from './settings.ts'
import type { Shifts } from './shifts.ts'

/**
 * A curve and a library: finished profiles at the curve's points, or partial intensities up to the largest q in use, from
 * which they follow.
 */
export interface AnalysisInput {
  curve: Curve
  library: Profiles | Partials[]
  /** Further curves of the same ensemble, and then what the first is called. */
  more?: FurtherCurve[]
  name?: string
  shifts?: Shifts
  /** Other numbers that were measured of the ensemble, with what each model has of them. */
  observables?: Observable[]
  /** Energies of the K models; see `InferInput`. */
  energies?: Float64Array
  /** Further numbers that each model has, whose distribution over the ensemble is wanted; Rg and Dmax are known of partial intensities. */
  properties?: Property[]
  /** Columns that say which group each model belongs to. */
  labels?: LabelColumn[]
  /** Of a mixture of particles of several compositions, whose partial intensities the library is: the kind of each model, from 0, [K]. */
  species?: number[]
}

/** An analysis with everything that is known of its models beside their curves. */
export type KnownInput = AnalysisInput & Pick<InferInput, 'groupings'>

/** A further curve, and the models that it was measured of: those of the first curve, in the same order. */
export interface FurtherCurve extends RadiationOptions, PartOptions {
  name: string
  curve: Curve
  library: Profiles | Partials[]
}

/** How to analyse: the options of the inference, the selection before it and the hydration before that. */
export interface AnalysisOptions extends Omit<InferOptions, 'selected'>, RadiationOptions {
  /** False keeps the whole library; true by default. */
  select?: boolean
  /** Models below this variational weight may be dropped; 0.01 by default. */
  cut?: number
  hydration?: HydrationMode
  /** Contrast of `fixed` hydration, e/A^3. */
  contrast?: number
}

/** Everything of a result but what the core cannot know, with the draws and the profiles it rests on. */
export interface LibraryAnalysis {
  result: Omit<Result, 'program' | 'inputs' | 'timings' | 'sampler'> & {
    sampler: Omit<Result['sampler'], 'cpuSeconds'>
    details: Details
  }
  draws: Draws
  /** Names of the models that took part in the inference: the columns of the draws. */
  names: string[]
  profiles: Profiles
  /** q of the rows of `profiles`, 1/A. */
  q: Float64Array
  /** The same of the curves after the first. */
  further?: { profiles: Profiles; q: Float64Array }[]
  /** Share of the posterior outside the ranges of c1 and contrast, before they were cut there. */
  outside: number
  /** c1 and contrast (e/A^3) of each draw, [D], where they were inferred with the weights. */
  hydrationDraws?: { c1: Float64Array; contrast: Float64Array }
  /** The evidence of one model of the library alone, as those of the best sets, where a hydration was inferred. */
  evidenceAlone?: (model: number) => BestEnsemble['evidence']
}

/** What the caller lends. */
export interface AnalysisServices extends InferServices {
  /** Is told what least squares say, before selection and sampling; not where there is but one model. */
  first?: (answer: FirstAnswer) => void | Promise<void>
}

/**
 * The whole method: hydration, profiles, selection, inference.
 *
 * Throws `FaultError` as its parts do.
 */
export async function analyseLibrary(
  input: AnalysisInput,
  asked: AnalysisOptions,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const options = withModel(asked)
  const known = { ...input, ...knownOf(input) }
  if (input.more && input.more.length > 0) return analyseTogether(known, options, services)
  return analyseCurve(known, options, services)
}

/** The end-to-end distance, of models that are each a single chain. */
function endToEnd(partials: Partials[]): Property[] {
  const values = partials.flatMap(model => model.endToEnd ?? [])
  return partials.length > 0 && values.length === partials.length
    ? [{ name: 'end_to_end', unit: 'Å', values }]
    : []
}

/** What is known of the models beside their curves: every property, sizes first, and every way to group them. */
export function knownOf({
  library,
  properties = [],
  labels = [],
  species,
}: Pick<AnalysisInput, 'library' | 'properties' | 'labels' | 'species'>) {
  const partials = Array.isArray(library) ? library : null
  const sizes: Property[] = partials
    ? [
        { name: 'rg', unit: 'Å', values: partials.map(model => model.rg) },
        { name: 'dmax', unit: 'Å', values: partials.map(model => model.dmax) },
        ...endToEnd(partials),
      ]
    : []
  const byStructure =
    partials &&
    groupingByStructure(
      partials.map(model => model.shape),
      species,
    )
  const groupings: Grouping[] = [...(byStructure ? [byStructure] : []), ...labels.map(groupingByColumn)]
  return { properties: [...sizes, ...properties], groupings }
}
