/** The Debye kernel compiled to WebAssembly with SIMD; source in assembly/debye.ts. */

import { debyeWasm } from './debye.wasm.ts'
import { type DebyeKernel, rowOfPair, type SortedPoints, squaresOf, stepsPerLength } from './debyeKernel.ts'
import { fillWave, occupiedRanges } from './plainDebye.ts'

/** The functions of assembly/debye.ts as the engine sees them. */
interface Exports {
  memory: WebAssembly.Memory
  shareBlock(
    x: number,
    y: number,
    z: number,
    iStart: number,
    iEnd: number,
    jStart: number,
    jEnd: number,
    oneType: number,
    packed: number,
    shares: number,
    nodes: number,
  ): void
  countSquares(x: number, y: number, z: number, points: number, counts: number): void
  dotFour(shares: number, waves: number, nodes: number, first: number, end: number, sums: number): void
}

/** First byte that the caller may use. */
const firstByte = 1024
const pageBytes = 65_536

/**
 * Instantiates the kernel with a memory of its own, which grows to the largest model and stays.
 *
 * @throws whatever the engine throws where it has no WebAssembly SIMD
 */
export function openWasmDebye(): DebyeKernel {
  const bytes = Uint8Array.from(atob(debyeWasm), letter => letter.charCodeAt(0))
  // The module imports nothing but the abort of AssemblyScript's runtime, which it never calls.
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { abort: () => undefined },
  })
  const wasm = instance.exports as unknown as Exports

  function sharePairs(points: SortedPoints, nodes: number): Float64Array {
    const { starts } = points
    const types = starts.length - 1
    const rows = (types * (types + 1)) / 2
    const atoms = points.x.length
    const axisBytes = 16 * Math.ceil((atoms + 3) / 4)
    const packed = firstByte + 3 * axisBytes
    const shares = packed + 8 * nodes
    reserve(shares + 8 * rows * nodes)
    const axes = [points.x, points.y, points.z].map((axis, i) => {
      const at = firstByte + i * axisBytes
      const steps = new Float32Array(wasm.memory.buffer, at, atoms)
      for (let k = 0; k < atoms; k++) steps[k] = axis[k] * stepsPerLength
      return at
    })
    const cleared = new Float64Array(wasm.memory.buffer, packed, nodes + rows * nodes)
    cleared.fill(0)
    for (let t = 0; t < types; t++) {
      for (let u = t; u < types; u++) {
        if (points.lastApart && t === types - 1) continue
        // The longer side goes inside, four at a time.
        const [i, j] = starts[t + 1] - starts[t] > starts[u + 1] - starts[u] ? [u, t] : [t, u]
        const row = shares + 8 * rowOfPair(t, u, types) * nodes
        wasm.shareBlock(
          axes[0],
          axes[1],
          axes[2],
          starts[i],
          starts[i + 1],
          starts[j],
          starts[j + 1],
          t === u ? 1 : 0,
          packed,
          row,
          nodes,
        )
      }
    }
    return cleared.slice(nodes)
  }

  function countSquares(cells: Int32Array): Uint32Array {
    const points = cells.length / 3
    const axisBytes = 16 * Math.ceil((points + 3) / 4)
    const counts = firstByte + 3 * axisBytes
    const size = squaresOf(cells)
    reserve(counts + 4 * size)
    const { buffer } = wasm.memory
    for (let axis = 0; axis < 3; axis++) {
      const coordinates = new Float32Array(buffer, firstByte + axis * axisBytes, points)
      for (let i = 0; i < points; i++) coordinates[i] = cells[3 * i + axis]
    }
    const cleared = new Uint32Array(buffer, counts, size)
    cleared.fill(0)
    wasm.countSquares(firstByte, firstByte + axisBytes, firstByte + 2 * axisBytes, points, counts)
    return cleared.slice()
  }

  function transform(
    shares: Float64Array,
    rows: number,
    nodes: number,
    qStep: number,
    qCount: number,
  ): Float64Array {
    const result = new Float64Array(rows * qCount)
    const ranges = occupiedRanges(shares, rows, nodes)
    // Rows of even length keep every pair of nodes whole; the node added at the end of a row is empty.
    const width = nodes + (nodes % 2)
    const sums = firstByte
    const waves = sums + 32
    const table = waves + 4 * 8 * width
    reserve(table + 8 * rows * width)
    const { buffer } = wasm.memory
    const shareTable = new Float64Array(buffer, table, rows * width)
    for (let row = 0; row < rows; row++) {
      shareTable.set(shares.subarray(row * nodes, (row + 1) * nodes), row * width)
      if (width > nodes) shareTable[row * width + nodes] = 0
    }
    const four = new Float64Array(buffer, sums, 4)
    for (let n = 0; n < qCount; n += 4) {
      for (let m = 0; m < 4; m++)
        fillWave(new Float64Array(buffer, waves + 8 * m * width, width), qStep * (n + m))
      for (let row = 0; row < rows; row++) {
        const first = ranges[2 * row] & ~1
        const end = (ranges[2 * row + 1] + 1) & ~1
        wasm.dotFour(table + 8 * row * width, waves, width, first, end, sums)
        for (let m = 0; m < 4 && n + m < qCount; m++) result[row * qCount + n + m] = four[m]
      }
    }
    return result
  }

  function reserve(bytes: number): void {
    const missing = bytes + 16 - wasm.memory.buffer.byteLength
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / pageBytes))
  }

  return { name: 'wasm', sharePairs, countSquares, transform }
}
