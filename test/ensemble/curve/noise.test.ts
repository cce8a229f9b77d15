import { expect, test } from 'bun:test'
import { areErrorsOff, scatterOf, scatterOverError } from '#src/ensemble/curve/noise.ts'
import { shannonChannels } from '#src/ensemble/curve/shannon.ts'
import { normal, seeded } from '../../support/storyData.ts'

/**
 * A smooth curve with normal noise of `noise` times its errors, on a grid whose steps grow. The noise is a running mean
 * over `smoothed` points, of the size of that of one.
 */
function curveWith(noise: number, count = 400, { smoothed = 1, seed = 11 } = {}) {
  const random = seeded(seed)
  const white = Array.from({ length: count + smoothed }, () => normal(random))
  const q = Float64Array.from({ length: count }, (_, i) => 0.01 + 0.001 * i + 0.000001 * i * i)
  const clean = q.map(value => 100 * Math.exp(-((value * 20) ** 2) / 3) + 0.5)
  const sigma = clean.map(value => 0.01 * value + 0.05)
  const intensity = clean.map((value, i) => {
    const own = white.slice(i, i + smoothed).reduce((sum, each) => sum + each, 0) / Math.sqrt(smoothed)
    return value + noise * sigma[i]! * own
  })
  return { q, intensity, sigma }
}

test.each([1, 3, 0.2])('points that scatter %d times as much as their errors say are found out', noise => {
  const ratio = scatterOverError(curveWith(noise))! / noise
  expect(ratio).toBeGreaterThan(0.85)
  expect(ratio).toBeLessThan(1.15)
})

test('the scale of the intensities does not matter, and few points tell nothing', () => {
  const { q, intensity, sigma } = curveWith(1)
  const scaled = { q, intensity: intensity.map(v => v * 1e-9), sigma: sigma.map(v => v * 1e-9) }
  expect(scatterOverError(scaled)).toBeCloseTo(scatterOverError({ q, intensity, sigma })!, 6)
  expect(scatterOverError(curveWith(1, 20))).toBeNull()
})

test('the error of the estimate is what simulated curves say, beside the noise that it shares with chi2', () => {
  for (const smoothed of [1, 3, 5]) {
    const found = Array.from(
      { length: 100 },
      (_, seed) => scatterOf(curveWith(1, 600, { smoothed, seed: seed + 1 }))!,
    )
    const logs = found.map(({ overError }) => Math.log(overError))
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length)
    // Neighbours alone would say 0.35 in place of 1 where five share their noise.
    expect(Math.abs(mean)).toBeLessThan(0.06)
    const told = found.map(({ logSd }) => logSd).toSorted((a, b) => a - b)[50]!
    expect(sd / told).toBeGreaterThan(0.75)
    expect(sd / told).toBeLessThan(1.35)
    const right = found.filter(({ dependent }) => Math.abs(dependent - smoothed) <= 1).length
    expect(right).toBeGreaterThan(90)
  }
})

test('a curve from 0.01 to 0.324159 1/A holds ten numbers on a particle of 100 A', () => {
  expect(shannonChannels({ q: Float64Array.of(0.01, 0.01 + Math.PI / 10) }, 100)).toBeCloseTo(10, 9)
})

test('errors are off where the scatter says more than few points allow', () => {
  expect([50, 1000].map(points => areErrorsOff(1.4, points))).toEqual([false, true])
  expect([50, 1000].map(points => areErrorsOff(0.7, points))).toEqual([false, true])
  expect(areErrorsOff(1.2, 100_000)).toBeFalse()
})
