/** Which implementation of the inner loops this process uses. */

import type { DebyeKernel } from './debyeKernel.ts'
import { plainDebye } from './plainDebye.ts'
import { openWasmDebye } from './wasmDebye.ts'

let kernel: DebyeKernel | undefined

/** The fastest Debye kernel that runs here: WebAssembly with SIMD, or plain where the engine lacks it. */
export function debyeKernel(): DebyeKernel {
  kernel ??= fastest()
  return kernel
}

function fastest(): DebyeKernel {
  try {
    return openWasmDebye()
  } catch {
    return plainDebye
  }
}
