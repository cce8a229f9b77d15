import { expect, test } from 'bun:test'
import { pointsUsedOf } from '#src/ensemble/diagnose/pointsUsed.ts'

const q = Float64Array.from({ length: 100 }, (_, i) => 0.01 * (i + 1))
const curve = { q, intensity: q.map(value => Math.exp(-((value * 10) ** 2) / 3)), sigma: q.map(() => 0.01) }

test('points outside the range in use are counted and told', () => {
  expect(pointsUsedOf(curve, { qMin: 0.025, qMax: 0.5 }, null)).toMatchObject({
    read: 100,
    used: 48,
    below: 2,
    beyond: 50,
    words: '48 of the 100 points are used: 2 lie below q = 0.025 1/A and 50 lie beyond q = 0.5 1/A.',
  })
  expect(pointsUsedOf(curve, { qMin: 0, qMax: 2 }, null).words).toBe('All 100 points are used.')
})

test('the independent numbers are those of three times the Rg of the curve where models are not known', () => {
  const { channels } = pointsUsedOf(curve, { qMin: 0, qMax: 0.5 }, null)
  expect(channels!).toBeCloseTo((0.49 * 30) / Math.PI, 1)
})
