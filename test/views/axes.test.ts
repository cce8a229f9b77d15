import { expect, test } from 'bun:test'
import { scaleLinear, scaleLog } from 'd3-scale'
import { linearTicks, logTicks, withoutPower } from '#views/charts/axes.tsx'

test.each([
  [0, 1, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  [-3, 3, ['−3', '−2', '−1', '0', '1', '2', '3']],
  [4.5e-5, 6.6e-5, ['4.5·10⁻⁵', '5.0·10⁻⁵', '5.5·10⁻⁵', '6.0·10⁻⁵', '6.5·10⁻⁵']],
  [0.999_999_9, 1, ['0.999999900', '0.999999920', '0.999999940', '0.999999960', '0.999999980', '1.00000000']],
  [123_456, 123_460, ['123,456', '123,457', '123,458', '123,459', '123,460']],
])('ticks from %p to %p have numbers of their own', (from, to, texts) => {
  expect(linearTicks(scaleLinear([from, to], [0, 1]), 5).map(tick => tick.text)).toEqual(texts)
})

test('between powers of ten there are numbers where there is room for them', () => {
  const texts = (count: number) => logTicks(scaleLog([2e-4, 0.03], [0, 1]), count).map(tick => tick.text)
  expect(texts(8)).toEqual(['2·10⁻⁴', '5·10⁻⁴', '0.001', '0.002', '0.005', '0.01', '0.02'])
  expect(texts(5)).toEqual(['0.001', '0.01'])
})

test('a power of ten that all ticks have stands at the name of the axis', () => {
  const shared = withoutPower(linearTicks(scaleLinear([1.01e-6, 1.03e-6], [0, 1]), 4), 'scale')
  expect(shared.label).toBe('scale (10⁻⁶)')
  expect(shared.ticks.map(tick => tick.text)).toEqual(['1.010', '1.015', '1.020', '1.025', '1.030'])
  expect(shared.ticks[1]!.at).toBeCloseTo(1.015e-6, 15)
  const plain = linearTicks(scaleLinear([0, 1], [0, 1]), 4)
  expect(withoutPower(plain, 'weight')).toEqual({ ticks: plain, label: 'weight' })
})
