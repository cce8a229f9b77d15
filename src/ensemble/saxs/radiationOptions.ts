/** What a curve was measured with, as an analysis is told. */

import { refusal } from '../faults/index.ts'
import type { NeutronConditions, NeutronSample } from './neutrons.ts'
import type { BeamOptions, ResolutionSetting, SlitOptions } from './resolution.ts'

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
