import { neutronsOf, type RadiationOptions } from '#src/ensemble/saxs/radiationOptions.ts'

/** Curves of one kind need the same distances in the models: these are counted once for X-rays, and once for each sample of neutrons. */
export function kindOf(radiation: RadiationOptions): string {
  const neutrons = neutronsOf(radiation)
  return neutrons ? JSON.stringify([neutrons.exchange, neutrons.deuteratedChains]) : 'X-rays'
}
