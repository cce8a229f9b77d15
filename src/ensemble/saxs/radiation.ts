/** What curve and models were measured with, as an analysis is told. */

import type { Curve, Result } from '../contract.ts'
import { qMaxByDefault } from '../curve/upTo.ts'
import { refusal } from '../faults/index.ts'
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
import {
  type BeamOptions,
  type Resolution,
  type ResolutionSetting,
  reachOf,
  resolutionOf,
  type SlitOptions,
  slitOf,
} from './resolution.ts'

export interface RadiationOptions extends SlitOptions, BeamOptions {
  /** `x-rays` unless given. */
  radiation?: 'x-rays' | 'neutrons'
  /** Volume fraction of D2O in the solvent; neutrons need it. */
  d2o?: number
  /** Share of the labile backbone hydrogens that are exchanged; 0.9 unless given. */
  exchange?: number
  /** Share of the carbon-bound hydrogens that are deuterium; 0 unless given. */
  deuteration?: number
  /** Chains that are deuterated; all unless given. */
  deuteratedChains?: readonly string[]
  /** Smearing of q; `auto` unless given. */
  resolution?: ResolutionSetting
}

/**
 * Of amide hydrogens of folded proteins some stay in the core for days: 0.9 is usual.
 * Source: Svergun et al. 1998, Proc. Natl Acad. Sci. USA 95, 2267-2272.
 */
const exchangeByDefault = 0.9

/** What neutrons need to know; null for X-rays. @throws FaultError options.no_d2o, options.fraction */
export function neutronsOf(options: RadiationOptions): (NeutronSample & NeutronConditions) | null {
  if (options.radiation !== 'neutrons') return null
  const { d2o, exchange = exchangeByDefault, deuteration = 0, deuteratedChains = [] } = options
  if (d2o === undefined) throw refusal('options.no_d2o', {})
  const fractions = { 'D2O fraction': d2o, 'share of exchanged hydrogens': exchange, deuteration }
  for (const [of, value] of Object.entries(fractions))
    if (!(value >= 0 && value <= 1)) throw refusal('options.fraction', { of, value })
  return { d2o, exchange, deuteration, deuteratedChains }
}

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
