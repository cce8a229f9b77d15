import { heapStats } from 'bun:jsc'
import { expect, test } from 'bun:test'
import { takeText } from '#src/ensemble/formats/index.ts'
import { buildProblem, subProblem } from '#src/ensemble/problem.ts'

/** Bytes of all arrays that are in use; `arrayBuffers` of the process lacks those whose buffer nobody has asked for. */
function arrayBytes(): number {
  Bun.gc(true)
  return heapStats().extraMemorySize
}

test('a problem keeps no second table of the profiles', () => {
  const [models, points] = [1000, 400]
  const q = Float64Array.from({ length: points }, (_, i) => 0.01 + 0.001 * i)
  const values = Float64Array.from({ length: models * points }, (_, at) => {
    const radius = 15 + (at % models) / 50
    return Math.exp(-((q[Math.floor(at / models)]! * radius) ** 2) / 3)
  })
  const intensity = q.map((_, i) => values[i * models + 300]!)
  const curve = { q, intensity, sigma: intensity.map(value => 0.02 * value + 1e-4) }
  const names = Array.from({ length: models }, (_, k) => `m${k + 1}`)
  const before = arrayBytes()
  const problem = buildProblem({ curve, profiles: { names, values } })
  const grown = arrayBytes() - before
  expect(problem.profile(7)[3]).toBe(values[3 * models + 7]!)
  expect(grown).toBeLessThan(values.byteLength / 4)
  // Nor does one of some of its models make an array for each that is asked for.
  const room = new Float64Array(points)
  const some = subProblem(problem, [7, 9])
  for (const { profile } of [some, ...some.nodes]) {
    expect(profile(1, room)).toBe(room)
    expect(room[3]).toBe(values[3 * models + 9]!)
  }
})

test('the bytes of a file are given back once they are text, and what shares their array stays', () => {
  const bytes = new TextEncoder().encode('0.01 1\n'.repeat(1000))
  expect(takeText(bytes)).toBe('0.01 1\n'.repeat(1000))
  expect(bytes).toHaveLength(0)
  const two = new TextEncoder().encode('one,two')
  expect(takeText(two.subarray(0, 3))).toBe('one')
  expect(new TextDecoder().decode(two)).toBe('one,two')
})
