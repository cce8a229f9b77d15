import { expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { distributionOf } from '#src/ensemble/posterior/distributions.ts'
import { shareAboveOf } from '#src/ensemble/posterior/shareAbove.ts'
import { drawsOfWeights } from '../../support/drawsOfWeights.ts'

const aboveOf = (values: number[], rows: number[][], column = [...values.keys()]) => {
  const property = { name: 'angle', unit: 'deg', values }
  const draws = drawsOfWeights(rows)
  return shareAboveOf(property, distributionOf(property, column, draws).edges, column, draws)
}

test('a model at the threshold itself is above it, one below is not, and models left out count in the library alone', () => {
  // Bins of 2 from 20 on, so thresholds every 0.1; 20.3, 24.7 and 30.1 are no binary fractions.
  const above = aboveOf([20.3, 24.7, 30.1, 41], new Array(40).fill([0.5, 0.3, 0.2]), [0, 1, 2])
  expect([above.from, above.step]).toEqual([20, 0.1])
  expect(above.mean.length).toBe(20 * 11 + 1)
  const told = (x: number) => {
    const i = Math.round((x - 20) / 0.1)
    return [above.mean[i], above.library[i]]
  }
  expect(told(20)).toEqual([1, 1])
  expect(told(20.3)).toEqual([1, 1])
  expect(told(20.4)).toEqual([0.5, 0.75])
  expect(told(24.7)).toEqual([0.5, 0.75])
  expect(told(24.8)).toEqual([0.2, 0.5])
  expect(told(30.1)).toEqual([0.2, 0.5])
  expect(told(30.2)).toEqual([0, 0.25])
  expect(told(41)).toEqual([0, 0.25])
  expect(told(41.1)).toEqual([0, 0])
  expect(above.q025).toEqual(above.mean) // every draw is the same
})

test('means and intervals are those of a slow sum over models and draws, at every threshold', () => {
  const random = Random.stream(4, 96)
  const values = Array.from({ length: 30 }, () => 15 + 20 * random.uniform())
  const rows = Array.from({ length: 500 }, () => {
    const amounts = values.map(() => Math.exp(random.logGamma(0.3)))
    const sum = amounts.reduce((a, b) => a + b)
    return amounts.map(amount => amount / sum)
  })
  const { from, step, mean, q025, q975 } = aboveOf(values, rows)
  for (const [i, share] of mean.entries()) {
    const x = from + i * step
    const draws = rows
      .map(row => row.reduce((sum, w, k) => (values[k]! >= x - 1e-9 ? sum + w : sum), 0))
      .sort((a, b) => a - b)
    expect(share).toBeCloseTo(draws.reduce((a, b) => a + b) / 500, 4)
    expect(q025[i]).toBeCloseTo(draws[12]! + 0.475 * (draws[13]! - draws[12]!), 4)
    expect(q975[i]).toBeCloseTo(draws[486]! + 0.525 * (draws[487]! - draws[486]!), 4)
  }
})
