import { expect, test } from 'bun:test'
import { formatRhatAbove } from '#src/ensemble/diagnose/words.ts'

test('an R-hat that misses its limit never reads as the limit itself', () => {
  expect([1.0102, 1.01003, 1.034, 1.2].map(rhat => formatRhatAbove(rhat, 1.01))).toEqual([
    '1.0102',
    '1.01003',
    '1.034',
    '1.200',
  ])
})
