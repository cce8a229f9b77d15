import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type DebyeKernel, rowOfPair, type SortedPoints } from '#src/ensemble/kernels/debyeKernel.ts'
import { debyeKernel } from '#src/ensemble/kernels/kernel.ts'
import { plainDebye } from '#src/ensemble/kernels/plainDebye.ts'
import { openWasmDebye } from '#src/ensemble/kernels/wasmDebye.ts'
import { shareLattice } from '#src/ensemble/saxs/lattice.ts'

const wasm = openWasmDebye()

function pointsOf(coordinates: number[][], sizes: number[], lastApart = false): SortedPoints {
  const starts = Int32Array.from([
    0,
    ...sizes.map((_, t) => sizes.slice(0, t + 1).reduce((sum, n) => sum + n, 0)),
  ])
  const along = (axis: number) => Float32Array.from(coordinates, point => point[axis]!)
  return { x: along(0), y: along(1), z: along(2), starts, lastApart }
}

/** Types of every size from none to a few, points in a box, some coincident. */
const anyPoints = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(0, 0.01, 3, 100, 2000),
    fc.boolean(),
    fc.infiniteStream(fc.double({ min: -0.5, max: 0.5, noNaN: true })),
  )
  .map(([sizes, extent, lastApart, stream]) => {
    const total = sizes.reduce((sum, n) => sum + n, 0)
    const coordinates = Array.from({ length: total }, () =>
      Array.from({ length: 3 }, () => extent * stream.next().value!),
    )
    return { points: pointsOf(coordinates, sizes, lastApart), nodes: Math.ceil(extent * 1.74 * 20) + 4 }
  })

describe('the compiled kernel against its plain twin', () => {
  test('shares agree to the last bit', () => {
    fc.assert(
      fc.property(anyPoints, ({ points, nodes }) => {
        expect(wasm.sharePairs(points, nodes)).toEqual(plainDebye.sharePairs(points, nodes))
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  test('transforms agree to 1e-12 of the number of pairs, for node counts odd and even', () => {
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 1, max: 9 }), ({ points, nodes }, count) => {
        const shares = plainDebye.sharePairs(points, nodes)
        const rows = shares.length / nodes
        const [a, b] = [plainDebye, wasm].map(kernel => kernel.transform(shares, rows, nodes, 0.03, count))
        const pairs = 1 + points.x.length ** 2 / 2
        a!.forEach((value, i) => {
          expect(Math.abs(b![i]! - value)).toBeLessThan(1e-12 * pairs)
        })
      }),
      { numRuns: 50, seed: 2 },
    )
  })

  test('lattice counts agree to the last pair', () => {
    const cell = fc.integer({ min: 0, max: 700 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 40 }), cells => {
        const flat = Int32Array.from(cells.flat())
        expect(wasm.countSquares(flat)).toEqual(plainDebye.countSquares(flat))
      }),
      { numRuns: 100, seed: 3 },
    )
  })

  test('the compiled one is in use here', () => {
    expect(debyeKernel().name).toBe('wasm')
  })
})

describe.each([plainDebye, wasm])('$name', (kernel: DebyeKernel) => {
  test('shares a pair between its two nodes', () => {
    const points = pointsOf(
      [
        [0, 0, 0],
        [0.0625, 0, 0],
        [0, 0.05, 0],
      ],
      [1, 2],
    )
    const shares = kernel.sharePairs(points, 4)
    expect(Array.from(shares.subarray(0, 4))).toEqual([0, 0, 0, 0])
    expect(Array.from(shares.subarray(4, 8))).toEqual([0, 1.75, 0.25, 0])
    expect(shares[8 + 1]! + shares[8 + 2]!).toBe(1)
  })

  test('keeps counting where more pairs fall on one node than a packed counter holds', () => {
    const n = 6000
    const points = pointsOf(
      Array.from({ length: n }, () => [1, 1, 1]),
      [n],
    )
    expect(kernel.sharePairs(points, 3)[0]).toBe((n * (n - 1)) / 2)
  })

  test('transforms one distance into its sinc, wherever it lies between two nodes', () => {
    for (const distance of [3, 3.0125, 3.025, 3.041]) {
      const shares = kernel.sharePairs(
        pointsOf(
          [
            [0, 0, 0],
            [distance, 0, 0],
          ],
          [2],
        ),
        80,
      )
      const result = kernel.transform(shares, 1, 80, 0.1, 6)
      result.forEach((value, n) => {
        const x = 0.1 * n * distance
        expect(Math.abs(value - (n === 0 ? 1 : Math.sin(x) / x))).toBeLessThan(2e-4)
      })
    }
  })

  test('shares lattice distances without that error', () => {
    const row = new Float64Array(400)
    shareLattice(kernel, Int32Array.of(0, 0, 0, 1, 0, 0, 1, 2, 3), 3, row)
    const result = kernel.transform(row, 1, 400, 0.1, 6)
    result.forEach((value, n) => {
      const sum = [3, 3 * Math.sqrt(13), 3 * Math.sqrt(14)].reduce((total, r) => {
        const x = 0.1 * n * r
        return total + (n === 0 ? 1 : Math.sin(x) / x)
      }, 0)
      expect(Math.abs(value - sum)).toBeLessThan(1e-6)
    })
  })
})

test('rows of pairs are numbered one after another', () => {
  const rows = [0, 1, 2].flatMap(t => [0, 1, 2].filter(u => u >= t).map(u => rowOfPair(t, u, 3)))
  expect(rows).toEqual([0, 1, 2, 3, 4, 5])
})
