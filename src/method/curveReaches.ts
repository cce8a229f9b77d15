import type { Curve } from '#src/ensemble/contract.ts'
import { partialsReach } from '#src/ensemble/saxs/radiation.ts'
import { kindOf } from './curveKind.ts'

/** The largest q to which the models are calculated for each curve: as far as any of its kind asks. */
export function reachesOf(
  curves: { curve: Curve; options: Parameters<typeof partialsReach>[1] }[],
): number[] {
  const kinds = curves.map(({ options }) => kindOf(options))
  const reaches = curves.map(({ curve, options }) => partialsReach(curve, options))
  return kinds.map(kind => Math.max(...reaches.filter((_, m) => kinds[m] === kind)))
}
