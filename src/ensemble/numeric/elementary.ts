/**
 * Elementary functions that give the same bits on every machine, within one unit in the last place, `expm1` within 1.5.
 *
 * The last bit of those of `Math` depends on the version of the C library and on the processor, with or without fused
 * multiply-add. These are AssemblyScript's, from musl, compiled to WebAssembly, which has no other arithmetic than that of
 * IEEE 754; the sampler's kernel has the same ones. A call costs 6 to 14 ns, as one of `Math` does.
 */

import { elementaryWasm } from '../kernels/elementary.wasm.ts'

type Function1 = (x: number) => number

interface Exports {
  exp: Function1
  expm1: Function1
  ln: Function1
  log1p: Function1
  sin: Function1
  cos: Function1
  cbrt: Function1
  pow: (x: number, y: number) => number
}

const module = new WebAssembly.Module(Uint8Array.fromBase64(elementaryWasm))
// It imports nothing but the abort of AssemblyScript's runtime, which it never calls.
const { exports } = new WebAssembly.Instance(module, { env: { abort: () => undefined } })

/** `ln` is the natural logarithm; `expm1` is e^x - 1 and `log1p` ln(1 + x), without loss where x is small. */
export const { exp, expm1, ln, log1p, sin, cos, cbrt, pow } = exports as unknown as Exports

/** The root of the sum of squares. */
export function hypot(...values: number[]): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum)
}
