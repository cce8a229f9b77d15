import { expect, test } from 'bun:test'
import { adviceFor } from '#src/analyses/reasons.ts'

test('the advice on a failure is that of its fault, of a word of a method, or none', () => {
  expect(adviceFor('curve.few_in_range')).toBe('Check the unit of q, or widen the q range.')
  expect(adviceFor('bad_options')).toBe('Run it again with other settings.')
  expect(adviceFor(null)).toStartWith('This is a fault of the server.')
  expect(adviceFor('toString')).toBeUndefined()
})
