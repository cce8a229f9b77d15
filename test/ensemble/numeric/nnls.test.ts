import { describe, expect, test } from 'bun:test'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'

describe('non-negative least squares', () => {
  const gaussian = (random: Random, count: number) =>
    Float64Array.from({ length: count }, () => random.normal())

  test('meets the conditions of a minimum: no slope where u > 0, none downhill where u = 0', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = Random.stream(seed, 80)
      const [count, width] = [1 + random.integer(30), 2 + random.integer(15)]
      // Every third set has all columns close to one another, as scattering curves are.
      const common = gaussian(random, width)
      const near = seed % 3 === 0 ? 1e-4 : 1
      const columns = Float64Array.from(
        { length: count * width },
        (_, i) => (1 - near) * common[i % width]! + near * random.normal(),
      )
      const data = gaussian(random, width)
      const { amounts, squared } = nonNegativeLeastSquares(columns, data)
      const residual = data.map((value, i) => {
        let rest = value
        for (let k = 0; k < count; k++) rest -= amounts[k]! * columns[k * width + i]!
        return rest
      })
      expect(residual.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squared, 9)
      for (let k = 0; k < count; k++) {
        const column = columns.subarray(k * width, (k + 1) * width)
        const length = Math.hypot(...column)
        const slope = column.reduce((sum, value, i) => sum + value * residual[i]!, 0) / length
        expect(amounts[k]).toBeGreaterThanOrEqual(0)
        expect(slope).toBeLessThan(1e-6)
        if (amounts[k]! > 0) expect(slope).toBeGreaterThan(-1e-6)
      }
    }
  })

  test('finds the amounts that made the data, identical columns or not', () => {
    const random = Random.stream(1, 81)
    const columns = gaussian(random, 5 * 40)
    columns.copyWithin(160, 0, 40)
    const data = Float64Array.from({ length: 40 }, (_, i) => 2 * columns[i]! + 0.5 * columns[80 + i]!)
    const { amounts, squared } = nonNegativeLeastSquares(columns, data)
    expect(amounts[0]! + amounts[4]!).toBeCloseTo(2, 9)
    expect(amounts[2]).toBeCloseTo(0.5, 9)
    expect(squared).toBeLessThan(1e-18)
  })

  test('leaves columns out as if they were not there', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = Random.stream(seed, 83)
      const columns = gaussian(random, 12 * 8)
      const data = gaussian(random, 8)
      const without = Uint8Array.from({ length: 12 }, () => (random.uniform() < 0.4 ? 1 : 0))
      const kept = [...without.keys()].filter(k => without[k] === 0)
      const copied = Float64Array.from(kept.flatMap(k => [...columns.subarray(k * 8, (k + 1) * 8)]))
      const { amounts, squared } = nonNegativeLeastSquares(columns, data, { without })
      const expected = nonNegativeLeastSquares(copied, data)
      expect(squared).toBe(expected.squared)
      expect(kept.map(k => amounts[k])).toEqual([...expected.amounts])
      for (const [k, mark] of without.entries()) if (mark === 1) expect(amounts[k]).toBe(0)
    }
  })

  test('passes over a column that is exactly another, or zero', () => {
    const columns = Float64Array.of(1, 0, 1, 0, 0, 0, 0, 1)
    const { amounts, squared } = nonNegativeLeastSquares(columns, Float64Array.of(2, 3))
    expect([amounts[0]! + amounts[1]!, amounts[2], amounts[3]]).toEqual([2, 0, 3])
    expect(squared).toBe(0)
  })

  test('leaves all at 0 where nothing helps', () => {
    const { amounts, squared } = nonNegativeLeastSquares(Float64Array.of(1, 1, 2, 1), Float64Array.of(-1, -1))
    expect([...amounts]).toEqual([0, 0])
    expect(squared).toBe(2)
  })
})
