import type { NeutronResult } from '#src/ensemble/contract.ts'
import { formatShort } from '../ui/numbers.ts'

const percent = (share: number) => `${formatShort(100 * share)} %`

/** For what solvent and labels profiles of neutrons were calculated, in words. */
export function neutronText({
  d2o,
  exchange,
  deuteration,
  deuteratedChains,
  smeared,
}: NeutronResult): string {
  const chains = deuteratedChains.length > 0 ? ` of chain ${deuteratedChains.join(', ')}` : ''
  return [
    `${percent(d2o)} D₂O`,
    `${percent(exchange)} of the amide hydrogens exchanged`,
    ...(deuteration > 0 ? [`${percent(deuteration)} of the carbon-bound hydrogens${chains} deuterated`] : []),
    smeared ? 'smeared with the resolution of q' : 'not smeared',
  ].join(', ')
}
