/** Partial intensities of models as a measurement needs them: its radiation, its water and its instrument. */

import type { Curve, Result } from '../contract.ts'
import { qMaxByDefault } from '../curve/upTo.ts'
import type { DebyeKernel } from '../kernels/debyeKernel.ts'
import type { Structure } from '../structures/structure.ts'
import {
  inSolvent,
  type NeutronConditions,
  type NeutronPartials,
  type NeutronSample,
  neutronPartialsOf,
} from './neutrons.ts'
import { type Partials, type PartialsOptions, partialsOf } from './partials.ts'
import { neutronsOf, type RadiationOptions } from './radiationOptions.ts'
import { type Resolution, reachOf, resolutionOf, slitOf } from './resolution.ts'

type Points = Pick<Curve, 'q' | 'dq'>

function resolutionIn(curve: Points, options: RadiationOptions): Resolution | undefined {
  const { resolution = 'auto', radiation } = options
  const inQ = resolutionOf(curve, resolution, radiation === 'neutrons', options)
  const slit = slitOf(options)
  return slit ? { ...(inQ ?? { q: curve.q, sd: curve.q.map(() => 0) }), slit } : inQ
}

/** The largest q in 1/A that the partials of an analysis of a curve need: that in use, and what is smeared into it. */
export function partialsReach(curve: Points, options: RadiationOptions & { qMax?: number }): number {
  const end = options.qMax ?? qMaxByDefault
  const within = curve.q.filter(value => value <= end)
  return Math.max(Math.min(curve.q.at(-1)!, end), reachOf(resolutionIn(curve, options), within))
}

/** The same partials, as the instrument that measured the curve sees them. */
export function withResolution(partials: Partials[], curve: Points, options: RadiationOptions): Partials[] {
  const resolution = resolutionIn(curve, options)
  return resolution ? partials.map(model => ({ ...model, resolution })) : partials
}

/** What is calculated of a model once and kept: partial intensities, for neutrons before the water is known. */
export type ModelPartials = Partials | NeutronPartials

/** The partials of a model for X-rays, or for neutrons where a sample of them is given. */
export function modelPartials(
  structure: Structure,
  neutrons: NeutronSample | null,
  options: PartialsOptions,
  kernel?: DebyeKernel,
): ModelPartials {
  return neutrons
    ? neutronPartialsOf(structure, neutrons, options, kernel)
    : partialsOf(structure, options, kernel)
}

/** The same as a measurement needs them. */
export function inWater(model: ModelPartials, conditions: NeutronConditions | null): Partials {
  return 'rows' in model ? inSolvent(model, conditions!) : model
}

/** What a result says of it: nothing for X-rays of a point-like beam. */
export function beamResult(curve: Points, options: RadiationOptions): Pick<Result, 'neutrons' | 'slit'> {
  const sample = neutronsOf(options)
  const slit = slitOf(options)
  const neutrons = sample && {
    ...sample,
    deuteratedChains: [...sample.deuteratedChains],
    smeared: resolutionIn(curve, options) !== undefined,
  }
  return { ...(neutrons && { neutrons }), ...(slit && { slit }) }
}
