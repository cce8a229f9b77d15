import type { Curve } from '#src/ensemble/contract.ts'
import { neutronsOf, partialsReach, type RadiationOptions } from '#src/ensemble/saxs/radiation.ts'

/** Curves of one kind need the same distances in the models: these are counted once for X-rays, and once for each sample of neutrons. */
export function kindOf(radiation: RadiationOptions): string {
  const neutrons = neutronsOf(radiation)
  return neutrons ? JSON.stringify([neutrons.exchange, neutrons.deuteratedChains]) : 'X-rays'
}

/** The largest q to which the models are calculated for each curve: as far as any of its kind asks. */
export function reachesOf(
  curves: { curve: Curve; options: Parameters<typeof partialsReach>[1] }[],
): number[] {
  const kinds = curves.map(({ options }) => kindOf(options))
  const reaches = curves.map(({ curve, options }) => partialsReach(curve, options))
  return kinds.map(kind => Math.max(...reaches.filter((_, m) => kinds[m] === kind)))
}
