import type { Result } from '#src/ensemble/contract.ts'
import { formatUncertain } from '../ui/numbers.ts'

type Hydration = NonNullable<Result['hydration']>

/** c1 and contrast (e/Å³), with their uncertainty where they were inferred. */
export function hydrationValues({ c1, contrast, c1Sd, contrastSd }: Hydration) {
  return {
    c1: c1Sd ? formatUncertain(c1, c1Sd) : c1.toFixed(3),
    contrast: contrastSd ? formatUncertain(contrast, contrastSd) : contrast.toFixed(4),
  }
}
