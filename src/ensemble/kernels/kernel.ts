/** Which implementation of the inner loops this process uses. */

import type { DebyeKernel } from './debyeKernel.ts'
import { plainDebye } from './plainDebye.ts'

/** The fastest Debye kernel that runs here. */
export function debyeKernel(): DebyeKernel {
  return plainDebye
}
