import { expect, test } from 'bun:test'
import { guinierFit } from '#src/ensemble/curve/guinier.ts'

function gaussianCurve(rg: number, count: number, sigmaOf: (intensity: number) => number) {
  const q = Float64Array.from({ length: count }, (_, i) => 0.005 + 0.001 * i)
  const intensity = q.map(value => 3 * Math.exp(-((value * rg) ** 2) / 3))
  return { q, intensity, sigma: intensity.map(sigmaOf) }
}

test('the Guinier fit recovers Rg and I(0) of a curve that obeys the law exactly', () => {
  const fit = guinierFit(gaussianCurve(20, 300, value => 0.01 * value))!
  expect(fit.rg).toBeCloseTo(20, 9)
  expect(fit.i0).toBeCloseTo(3, 9)
  expect(fit.from).toBe(0)
  expect((0.005 + 0.001 * (fit.to - 1)) * 20).toBeLessThanOrEqual(1.3)
})

test('its standard error halves when there are four times as many points', () => {
  const coarse = guinierFit(gaussianCurve(20, 300, value => 0.01 * value))!
  const { q, intensity, sigma } = gaussianCurve(20, 300, value => 0.01 * value)
  const four = (values: Float64Array) => Float64Array.from({ length: 1200 }, (_, i) => values[i >> 2]!)
  const fine = guinierFit({ q: four(q), intensity: four(intensity), sigma: four(sigma) })!
  expect(fine.rgError / coarse.rgError).toBeCloseTo(0.5, 6)
})

test('points spoilt by the beam stop are left out', () => {
  const curve = gaussianCurve(20, 300, value => 0.01 * value)
  for (let i = 0; i < 4; i++) curve.intensity[i]! *= 0.5
  const fit = guinierFit(curve)!
  expect(fit.from).toBeGreaterThanOrEqual(4)
  expect(fit.rg).toBeCloseTo(20, 6)
})

test('a rising or too short curve has no Guinier range', () => {
  const rising = gaussianCurve(20, 300, value => 0.01 * value)
  rising.intensity.reverse()
  expect(guinierFit(rising)).toBeNull()
  expect(guinierFit(gaussianCurve(200, 10, value => 0.01 * value))).toBeNull()
})
