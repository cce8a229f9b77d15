/**
 * The inner loops of one sweep, a product A_k . r and the change of r for each of K models, as the sampler has them
 * (typed arrays) and as WASM SIMD with both calls for a model in one: `bun test/bench/innerProducts.ts`.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const source = `
export function dot(a: usize, r: usize, rank: i32): f64 {
  let sum = f64x2.splat(0)
  for (let j = 0; j < rank; j += 2)
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + (j << 3)), v128.load(r + (j << 3))))
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}
export function add(a: usize, r: usize, rank: i32, change: f64): void {
  const factor = f64x2.splat(change)
  for (let j = 0; j < rank; j += 2) {
    const at = r + (j << 3)
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(factor, v128.load(a + (j << 3)))))
  }
}
`

interface Kernel {
  memory: WebAssembly.Memory
  dot(a: number, r: number, rank: number): number
  add(a: number, r: number, rank: number, change: number): void
}

function compile(): Kernel {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  try {
    const [from, to] = [join(folder, 'kernel.ts'), join(folder, 'kernel.wasm')]
    writeFileSync(from, source)
    const compiler = resolve(import.meta.dir, '../../node_modules/assemblyscript/bin/asc.js')
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '64']
    const run = Bun.spawnSync([process.execPath, compiler, from, '--outFile', to, ...options])
    if (run.exitCode !== 0) throw new Error(String(run.stderr))
    const module = new WebAssembly.Module(readFileSync(to))
    return new WebAssembly.Instance(module, {}).exports as unknown as Kernel
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Typed arrays, as in src/ensemble/sample/amounts.ts. */
function plainSweep(curves: Float64Array, residual: Float64Array, count: number, rank: number): void {
  for (let k = 0, row = 0; k < count; k++, row += rank) {
    let dot = 0
    for (let j = 0; j < rank; j++) dot += curves[row + j] * residual[j]
    const change = -1e-3 * dot
    for (let j = 0; j < rank; j++) residual[j] += change * curves[row + j]
  }
}

function wasmSweep(kernel: Kernel, residual: number, count: number, rank: number): void {
  for (let k = 0, row = residual + 8 * rank; k < count; k++, row += 8 * rank)
    kernel.add(row, residual, rank, -1e-3 * kernel.dot(row, residual, rank))
}

/** Median CPU nanoseconds for one model, of 15 runs in turns. */
function time(sweeps: (() => void)[], models: number): number[] {
  const times = sweeps.map((): number[] => [])
  for (let run = 0; run < 15; run++)
    sweeps.forEach((sweep, i) => {
      const start = process.cpuUsage()
      for (let n = 0; n < 3e6 / models; n++) sweep()
      const { user, system } = process.cpuUsage(start)
      times[i]!.push(((user + system) * 1000) / 3e6)
    })
  return times.map(list => list.sort((a, b) => a - b)[7]!)
}

const kernel = compile()
const base = 65_536
for (const [count, rank] of [
  [20, 12],
  [100, 18],
  [500, 24],
] as const) {
  const shared = new Float64Array(kernel.memory.buffer, base, (count + 1) * rank)
  const start = Float64Array.from(shared, (_, i) => Math.sin(i))
  const [curves, residual] = [start.slice(rank), start.slice(0, rank)]
  plainSweep(curves, residual, count, rank)
  shared.set(start)
  wasmSweep(kernel, base, count, rank)
  const apart = Math.max(...residual.map((value, j) => Math.abs(value - shared[j]!)))
  if (!(apart < 1e-12)) throw new Error(`they differ by ${apart}`)
  const [plain, wasm] = time(
    [() => plainSweep(curves, residual, count, rank), () => wasmSweep(kernel, base, count, rank)],
    count,
  )
  console.log(
    `${count} models, rank ${rank}: typed arrays ${plain!.toFixed(1)} ns a model, WASM SIMD ${wasm!.toFixed(1)} ns: ${(plain! / wasm!).toFixed(2)} times as fast`,
  )
}
