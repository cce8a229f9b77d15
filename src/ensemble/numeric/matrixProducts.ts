/**
 * Products of dense matrices, row-major; each fills `out`. Compiled to WebAssembly with SIMD (kernels/assembly/products.ts), which adds the
 * terms of a sum in the order of its index, as a plain loop does.
 */

import { productsWasm } from '../kernels/products.wasm.ts'

interface Exports {
  memory: WebAssembly.Memory
  multiply(
    a: number,
    down: number,
    across: number,
    b: number,
    n: number,
    m: number,
    p: number,
    out: number,
  ): void
}

const module = new WebAssembly.Module(Uint8Array.fromBase64(productsWasm))
// It imports nothing but the abort of AssemblyScript's runtime, which it never calls.
const { exports } = new WebAssembly.Instance(module, { env: { abort: () => undefined } })
const wasm = exports as unknown as Exports
/** First byte that is free, bytes of a page, and of a number. */
const [firstByte, pageBytes, size] = [1024, 65_536, 8]

type Product = (a: Float64Array, b: Float64Array, n: number, m: number, p: number, out: Float64Array) => void

/** out [n, p] = a [n, m] b [m, p]. */
export const times: Product = (a, b, n, m, p, out) => fill(a, m, 1, b, n, m, p, out)

/** out [m, p] = a' b with a [n, m] and b [n, p]. */
export const transposedTimes: Product = (a, b, n, m, p, out) => fill(a, 1, m, b, m, n, p, out)

/** out [n, p] = A b, where the entry i, j of A [n, m] is a[i down + j across]. */
function fill(
  a: Float64Array,
  down: number,
  across: number,
  b: Float64Array,
  n: number,
  m: number,
  p: number,
  out: Float64Array,
): void {
  const atB = firstByte + size * (n * m + ((n * m) % 2))
  const atOut = atB + size * (m * p + ((m * p) % 2))
  const missing = atOut + size * n * p - wasm.memory.buffer.byteLength
  if (missing > 0) wasm.memory.grow(Math.ceil(missing / pageBytes))
  const all = new Float64Array(wasm.memory.buffer)
  all.set(a, firstByte / size)
  all.set(b, atB / size)
  wasm.multiply(firstByte, size * down, size * across, atB, n, m, p, atOut)
  out.set(all.subarray(atOut / size, atOut / size + n * p))
}

/** [m, n] of a [n, m]. */
export function transposed(a: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m)
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j * n + i] = a[i * m + j]!
  return out
}
