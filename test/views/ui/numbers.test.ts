import { expect, test } from 'bun:test'
import * as numbers from '#views/ui/numbers.ts'

test.each([
  [0.3123, 0.0412, '0.31 ± 0.04'],
  [0.3123, 0.0123, '0.312 ± 0.012'],
  [0.5, 0.2, '0.5 ± 0.2'],
  [26.31, 1.2, '26.3 ± 1.2'],
  [313.2, 4.1, '313 ± 4'],
  [1284.58, 0.06, '1,284.58 ± 0.06'],
  [12345, 321, '12,300 ± 300'],
  [-0.001, 0.04, '0.00 ± 0.04'],
  [-1.5, 0.25, '−1.5 ± 0.3'],
  [1.0213e-6, 2.1e-9, '(1.021 ± 0.002)·10⁻⁶'],
  [0.25, 0, '0.250'],
  [Number.NaN, 1, '–'],
])('%d with an uncertainty of %d reads %s', (mean, sd, text) => {
  expect(numbers.formatUncertain(mean, sd)).toBe(text)
})

test.each([
  [0.31, 0.04, '0.31 ± 0.04'],
  [0.005, 0.018, '0.005'],
  [0.07, 0.15, '0.07'],
  [0.004, 0.03, '0.004'],
  [0.5, 0.3, '0.50'],
  [0.9997, 0.0007, '0.9997'],
  [1, 0, '1.00'],
])('a weight of %d with an uncertainty of %d reads %s', (mean, sd, text) => {
  expect(numbers.formatWeight({ mean, sd })).toBe(text)
})

test('a size is told no more exactly than it is calculated', () => {
  expect(numbers.formatDownTo(20.15533, 0.00018, 0.02)).toBe('20.16')
  expect(numbers.formatDownTo(24.75, 0.06, 0.02)).toBe('24.75 ± 0.06')
})

test.each([
  [0, '0'],
  [0.123456, '0.123'],
  [99.96, '100'],
  [1234567, '1,234,567'],
  [-0.5, '−0.500'],
  [0.0000123, '1.23·10⁻⁵'],
])('%d reads %s', (value, text) => expect(numbers.formatNumber(value)).toBe(text))

test.each([
  [7, '7'],
  [20, '20'],
  [5000, '5,000'],
])('%d of something reads %s', (count, text) => expect(numbers.formatInteger(count)).toBe(text))

test('bytes, durations, shares and probabilities keep to the digits that matter', () => {
  expect([999, 41_230, 9_412_004, 2e9].map(numbers.formatBytes)).toEqual([
    '999 B',
    '41.2 KB',
    '9.4 MB',
    '2.0 GB',
  ])
  expect([0.2, 48, 600, 9000, 4e5].map(numbers.formatDuration)).toEqual([
    'under 1 s',
    '48 s',
    '10 min',
    '2.5 h',
    '5 days',
  ])
  expect([0, 0.001, 0.716, 1].map(numbers.formatShare)).toEqual(['0 %', '< 1 %', '72 %', '100 %'])
  expect([1e-9, 0.0123, 0.28].map(numbers.formatP)).toEqual(['< 0.001', '0.012', '0.28'])
})

test('an interval of small weights is not told as nothing', () => {
  expect(numbers.formatWeights(0, 0.0023)).toBe('0.0000 – 0.0023')
  expect(numbers.formatWeights(0, 0.04)).toBe('0.00 – 0.04')
  expect(numbers.formatWeights(0.3, 0.53)).toBe('0.30 – 0.53')
})

test('how far something is has its thousands apart', () => {
  expect(numbers.formatDone({ done: 312, total: 1000 })).toBe('312 of 1,000')
})

test('a chi2 per point has decimals only where it is near 1', () => {
  expect([1.04, 9.994, 41.26, 137.247, 41_311].map(x => numbers.formatChi2(x))).toEqual([
    ...['1.04', '9.99', '41.3', '137', '41,311'],
  ])
  expect(numbers.formatChi2(1.04, 3)).toBe('1.040')
})

test('a range of q has no zeros at the end', () => {
  expect([0.008, 0.5, 0.08312, 0.49963].map(x => numbers.formatShort(x))).toEqual([
    ...['0.008', '0.5', '0.0831', '0.5'],
  ])
})

test('a number without zeros at the end loses no other digit, and has a minus sign', () => {
  expect([29, 12_345, 1000, -0.5, 2e-5, 0].map(x => numbers.formatShort(x))).toEqual([
    ...['29', '12,345', '1,000', '−0.5', '2·10⁻⁵', '0'],
  ])
  expect([119.4, 8.312, -58.25].map(x => numbers.formatShort(x, 6))).toEqual(['119.4', '8.312', '−58.25'])
})

test.each([
  [{ mean: 36.1, q025: 33.9, q975: 38.4 }, '36.1 (95 % interval 33.9 – 38.4)'],
  [{ mean: 5.24, q025: 4.93, q975: 5.71 }, '5.2 (95 % interval 4.9 – 5.7)'],
  [{ mean: 120, q025: 80, q975: 160 }, '120 (95 % interval 80 – 160)'],
  [{ mean: -5.24, q025: -5.71, q975: -4.93 }, '−5.2 (95 % interval −5.7 – −4.9)'],
  [{ mean: 12_340, q025: 12_100, q975: 12_600 }, '12,340 (95 % interval 12,100 – 12,600)'],
  [{ mean: 2, q025: 2, q975: 2 }, '2.00 (95 % interval 2.00 – 2.00)'],
])('%o reads %s', (estimate, text) => {
  expect(numbers.formatEstimate(estimate)).toBe(text)
})
