import { expect, test } from 'bun:test'
import { scatterOverError } from '#src/ensemble/curve/noise.ts'
import { shannonChannels } from '#src/ensemble/curve/shannon.ts'
import { normal, seeded } from '../../support/storyData.ts'

/** A smooth curve with normal noise of `noise` times its errors, on a grid whose steps grow. */
function curveWith(noise: number, count = 400) {
  const random = seeded(11)
  const q = Float64Array.from({ length: count }, (_, i) => 0.01 + 0.001 * i + 0.000001 * i * i)
  const clean = q.map(value => 100 * Math.exp(-((value * 20) ** 2) / 3) + 0.5)
  const sigma = clean.map(value => 0.01 * value + 0.05)
  const intensity = clean.map((value, i) => value + noise * sigma[i]! * normal(random))
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

test('a curve from 0.01 to 0.324159 1/A holds ten numbers on a particle of 100 A', () => {
  expect(shannonChannels({ q: Float64Array.of(0.01, 0.01 + Math.PI / 10) }, 100)).toBeCloseTo(10, 9)
})
