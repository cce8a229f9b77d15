import type { Curve, Details, Profiles, Result } from './contract.ts'
import { type InferOptions, type InferServices, inferEnsemble } from './infer.ts'
import type { Draws } from './posterior/draws.ts'
import type { Shifts } from './problem.ts'
import { fitHydration, type Hydration, type HydrationMode, profilesFrom } from './saxs/hydration.ts'
import type { Partials } from './saxs/partials.ts'
import { type Selection, selectEnsemble } from './select/select.ts'

/** A curve and a library: finished profiles at the curve's points, or partial intensities from which they follow. */
export interface AnalysisInput {
  curve: Curve
  library: Profiles | Partials[]
  shifts?: Shifts
  /** Energies of the K models in kcal/mol. */
  energies?: Float64Array
}

/** How to analyse: the options of the inference, the selection before it and the hydration before that. */
export interface AnalysisOptions extends Omit<InferOptions, 'selected'> {
  /** False keeps the whole library; true by default. */
  select?: boolean
  /** Models below this variational weight may be dropped; 0.01 by default. */
  cut?: number
  hydration?: HydrationMode
  /** Contrast of `fixed` hydration, e/A^3. */
  contrast?: number
}

/** Everything of a result but what the core cannot know, with the draws and the profiles it rests on. */
export interface Analysis {
  result: Omit<Result, 'program' | 'inputs' | 'timings' | 'sampler'> & {
    sampler: Omit<Result['sampler'], 'cpuSeconds'>
    details: Details
  }
  draws: Draws
  /** Names of the models that took part in the inference: the columns of the draws. */
  names: string[]
  profiles: Profiles
}

/** Contrast of the mode `fixed` unless given, e/A^3: 6 % of bulk water's 0.334, inside the range in which it is fitted. */
const fixedContrast = 0.02
/** A second inference is worth its time when the hydration moved by more than this (c1; e/A^3). */
const hydrationMoved = 0.001

/**
 * The whole method: hydration, profiles, selection, inference, and with shared hydration once more on the ensemble
 * found where that moves it.
 *
 * Throws `EnsembleError` as its parts do. The caller's `checkpoint` and `resume` serve where profiles are given; with
 * partial intensities two inferences may follow one another, so they are not used.
 */
export async function analyseLibrary(
  input: AnalysisInput,
  options: AnalysisOptions,
  services: InferServices,
): Promise<Analysis> {
  if (!Array.isArray(input.library)) return inferSelected(input, input.library, null, options, services)
  const { report, signal, run } = services
  const mode = options.hydration ?? 'shared'
  const fitting = {
    mode,
    contrast: mode === 'fixed' ? (options.contrast ?? fixedContrast) : undefined,
    qMax: options.qMax,
  }
  const partials = input.library
  await report({ stage: 'hydration', done: 0, total: 1, message: 'Fitting the hydration shell' })
  const first = fitHydration(partials, input.curve, fitting)
  const infer = (hydration: Hydration) =>
    inferSelected(input, profilesFrom(partials, input.curve.q, hydration), hydration, options, {
      report,
      signal,
      run,
    })
  const analysis = await infer(first)
  if (mode !== 'shared') return analysis
  const weights = analysis.result.models.map(model => model.weight.mean)
  const refined = fitHydration(partials, input.curve, { ...fitting, weights })
  const moved = Math.max(Math.abs(first.c1 - refined.c1), Math.abs(first.contrast - refined.contrast))
  return moved > hydrationMoved ? infer(refined) : analysis
}

async function inferSelected(
  { curve, shifts, energies }: AnalysisInput,
  profiles: Profiles,
  hydration: Hydration | null,
  options: AnalysisOptions,
  services: InferServices,
): Promise<Analysis> {
  const input = { curve, profiles, shifts, energies }
  let selection: Selection | null = null
  if (options.select ?? true)
    selection = await selectEnsemble(input, { ...options, prior: undefined }, services)
  const { result, draws, names } = await inferEnsemble(
    input,
    { ...options, selected: selection?.result.selected },
    services,
  )
  return {
    result: {
      ...result,
      parameters: { ...result.parameters, select: selection !== null, cut: options.cut ?? 0.01 },
      variational: selection?.result ?? null,
      hydration: hydration && { mode: hydration.mode, c1: hydration.c1, contrast: hydration.contrast },
      details: { ...result.details, weightDropped: selection?.weightDropped ?? 0 },
    },
    draws,
    names,
    profiles,
  }
}
