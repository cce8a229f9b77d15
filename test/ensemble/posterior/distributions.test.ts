import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { distributionOf } from '#src/ensemble/posterior/distributions.ts'
import { drawsOfWeights } from '../../support/drawsOfWeights.ts'

describe('the distribution of a property', () => {
  test('is that of the weights, where every draw has the same', () => {
    const values = [20, 25, 30, 41]
    const found = distributionOf(
      { name: 'rg', unit: 'Å', values },
      [0, 2, 3],
      drawsOfWeights(new Array(40).fill([0.5, 0.3, 0.2])),
    )
    const mean = 0.5 * 20 + 0.3 * 30 + 0.2 * 41
    expect(found.mean.mean).toBeCloseTo(mean, 10)
    expect(found.sd.mean).toBeCloseTo(
      Math.sqrt(0.5 * (20 - mean) ** 2 + 0.3 * (30 - mean) ** 2 + 0.2 * (41 - mean) ** 2),
      10,
    )
    expect(found.edges).toEqual([20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42])
    expect(found.libraryShares).toEqual([0.25, 0, 0.25, 0, 0, 0.25, 0, 0, 0, 0, 0.25])
    expect(found.shares.map(share => Number(share.mean.toFixed(9)))).toEqual([
      0.5, 0, 0, 0, 0, 0.3, 0, 0, 0, 0, 0.2,
    ])
    expect(found.library.mean).toBe(29)
    expect(found.library.sd).toBeCloseTo(Math.sqrt((81 + 16 + 1 + 144) / 4), 10)
    expect(found.library.flexibility).toBeCloseTo(Math.log(4) / Math.log(11), 10)
    const entropy = -(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2))
    expect(found.flexibility.mean).toBeCloseTo(entropy / Math.log(11), 10)
    expect(found.relativeSd?.mean).toBeCloseTo(found.sd.mean / found.library.sd, 10)
  })

  test('has the intervals of what a slow sum over models and draws gives', () => {
    const random = Random.stream(3, 96)
    const values = Array.from({ length: 30 }, () => 15 + 20 * random.uniform())
    const rows = Array.from({ length: 500 }, () => {
      const amounts = values.map(() => Math.exp(random.logGamma(0.3)))
      const sum = amounts.reduce((a, b) => a + b)
      return amounts.map(amount => amount / sum)
    })
    const { edges, shares, mean } = distributionOf(
      { name: 'rg', unit: 'Å', values },
      [...values.keys()],
      drawsOfWeights(rows),
    )
    shares.forEach((share, bin) => {
      const draws = rows
        .map(row =>
          row.reduce(
            (sum, w, k) => (values[k]! >= edges[bin]! && values[k]! < edges[bin + 1]! ? sum + w : sum),
            0,
          ),
        )
        .sort((a, b) => a - b)
      expect(share.mean).toBeCloseTo(draws.reduce((a, b) => a + b) / 500, 10)
      expect(share.q025).toBeCloseTo(draws[12]! + 0.475 * (draws[13]! - draws[12]!), 10)
      expect(share.q975).toBeCloseTo(draws[486]! + 0.525 * (draws[487]! - draws[486]!), 10)
    })
    expect(shares.reduce((sum, share) => sum + share.mean, 0)).toBeCloseTo(1, 10)
    const means = rows.map(row => row.reduce((sum, w, k) => sum + w * values[k]!, 0)).sort((a, b) => a - b)
    expect(mean.q50).toBeCloseTo((means[249]! + means[250]!) / 2, 10)
  })

  test('has an R_flex of 1 where every bin holds as much, ln 2/ln n where two do and 0 where one does, and R_sigma beside the library', () => {
    const values = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5]
    const of = (weights: number[]) =>
      distributionOf(
        { name: 'x', unit: '', values },
        [...values.keys()],
        drawsOfWeights([weights, weights, weights, weights]),
      )
    const even = of(values.map(() => 1 / 12))
    expect(even.shares.length).toBe(12)
    expect([even.library.flexibility, even.flexibility.mean, even.relativeSd!.mean]).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
    ])
    const ends = of(values.map((_, k) => (k === 0 || k === 11 ? 0.5 : 0)))
    expect(ends.flexibility.mean).toBeCloseTo(Math.log(2) / Math.log(12), 12)
    // sd 5.5 over that of 12 even steps, sqrt((12^2 - 1)/12): an ensemble may be wider than its library.
    expect(ends.relativeSd!.mean).toBeCloseTo(5.5 / Math.sqrt(143 / 12), 12)
    const one = of(values.map((_, k) => (k === 3 ? 1 : 0)))
    expect([one.flexibility.mean, one.relativeSd!.mean]).toEqual([0, 0])
  })

  test('is one bin where all models are alike', () => {
    const found = distributionOf(
      { name: 'x', unit: '', values: [5, 5] },
      [0, 1],
      drawsOfWeights(new Array(8).fill([0.4, 0.6])),
    )
    expect(found.shares.map(share => share.mean)).toEqual([1])
    expect([found.sd.mean, found.relativeSd, found.flexibility.mean]).toEqual([0, null, 0])
    expect(found.edges[0]).toBeLessThanOrEqual(5)
    expect(found.edges[1]).toBeGreaterThan(5)
  })
})
