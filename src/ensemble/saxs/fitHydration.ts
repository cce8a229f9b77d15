import type { Curve } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { fitProfile, type Hydration, type HydrationOptions } from './hydration.ts'
import type { Partials } from './partials.ts'
import { fitSharedHydration } from './sharedHydration.ts'

/**
 * Finds the hydration of a library in the way that `mode` says.
 *
 * @param partials one per model
 * @throws FaultError options.* where `fixed` has no contrast or the curve reaches beyond the partials' grid; with
 * `shared` as `buildProblem` does
 */
export function fitHydration(partials: Partials[], curve: Curve, options: HydrationOptions = {}): Hydration {
  const mode = options.mode ?? 'shared'
  if (mode === 'none') return { mode, c1: 1, contrast: 0 }
  if (mode === 'fixed') {
    if (options.contrast === undefined) throw refusal('options.no_contrast', {})
    return { mode, c1: options.c1 ?? 1, contrast: options.contrast }
  }
  if (mode === 'shared') {
    const { c1, contrast } = fitSharedHydration(partials, curve, options)
    return { mode, c1, contrast }
  }
  const perModel = partials.map(model => {
    const { c1, contrast } = fitProfile(model, curve, options)
    return { c1, contrast }
  })
  const mean = (field: 'c1' | 'contrast') =>
    perModel.reduce((sum, model) => sum + model[field], 0) / perModel.length
  return { mode, c1: mean('c1'), contrast: mean('contrast'), perModel }
}
