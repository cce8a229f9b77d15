/** The answer of `bioce profile`: profiles of models, with the fit of each where there is a curve. */

import type { Curve } from '../contract.ts'
import { fitHydration } from './fitHydration.ts'
import {
  absoluteScale,
  fitProfile,
  type Hydration,
  type HydrationOptions,
  intensityOf,
  type ProfileFit,
} from './hydration.ts'
import { type Partials, partialNames, partialsAt } from './partials.ts'

/** What to calculate from the partials. */
export interface ProfileRequest {
  /** Points in 1/A. */
  q: Float64Array
  /** The curve to fit; null leaves scale and offset out and takes hydration as given. */
  curve: Curve | null
  hydration: HydrationOptions
  /** Whether to report the six partial intensities as well. */
  partials: boolean
  /** Whether intensities are wanted in cm^-1 per mg/ml instead of e^2 or fm^2. */
  absolute: boolean
}

/** One model in the report; arrays have the length of q. */
export interface ProfileModel {
  name: string
  atoms: number
  /** Geometric radius of gyration in A. */
  rg: number
  /** Largest distance between two atoms in A. */
  dmax: number
  /** e^2, fm^2 for neutrons, or cm^-1 per mg/ml on the absolute scale; before the scale and offset of the fit. */
  intensity: number[]
  /** e^2 with hydration per e/A^3 of contrast, on request. */
  partials?: Record<(typeof partialNames)[number], number[]>
  /** Agreement with the curve; null without one. `scale` is from the reported intensity to the curve's unit. */
  fit: Pick<ProfileFit, 'c1' | 'contrast' | 'scale' | 'offset' | 'chi2PerPoint'> | null
}

export interface ProfileReport {
  /** Points in 1/A. */
  q: number[]
  /** Unit of the intensities. */
  unit: 'e^2' | 'fm^2' | 'cm^-1 per mg/ml'
  hydration: { mode: string; c1: number; contrast: number }
  models: ProfileModel[]
}

/**
 * Profiles of models at the requested points, all with the hydration that the request's mode decides.
 *
 * @throws FaultError as `fitHydration` does
 */
export function reportProfiles(partials: Partials[], request: ProfileRequest): ProfileReport {
  const { curve, q } = request
  const hydration = curve
    ? fitHydration(partials, curve, request.hydration)
    : givenHydration(request.hydration)
  return {
    q: Array.from(q),
    unit: request.absolute ? 'cm^-1 per mg/ml' : partials[0]?.radiation === 'neutrons' ? 'fm^2' : 'e^2',
    hydration: { mode: hydration.mode, c1: hydration.c1, contrast: hydration.contrast },
    models: partials.map((model, k) => {
      const { c1, contrast } = hydration.perModel?.[k] ?? hydration
      const toUnit = request.absolute ? absoluteScale(model) : 1
      const fit = curve && fitProfile(model, curve, { ...request.hydration, c1, contrast })
      return {
        name: model.name,
        atoms: model.atoms,
        rg: model.rg,
        dmax: model.dmax,
        intensity: Array.from(intensityOf(model, q, { c1, contrast }), value => value * toUnit),
        ...(request.partials ? { partials: namedPartials(model, q) } : {}),
        fit: fit && {
          c1,
          contrast,
          scale: fit.scale / toUnit,
          offset: fit.offset,
          chi2PerPoint: fit.chi2PerPoint,
        },
      }
    }),
  }
}

/** Without a curve nothing can be fitted: the given values, or no hydration at all. */
function givenHydration({ c1, contrast }: HydrationOptions): Hydration {
  const given = c1 !== undefined || contrast !== undefined
  return { mode: given ? 'fixed' : 'none', c1: c1 ?? 1, contrast: contrast ?? 0 }
}

function namedPartials(model: Partials, q: Float64Array): NonNullable<ProfileModel['partials']> {
  const rows = partialsAt(model, q)
  const named = partialNames.map((name, row) => [
    name,
    Array.from(rows.subarray(row * q.length, (row + 1) * q.length)),
  ])
  return Object.fromEntries(named)
}
