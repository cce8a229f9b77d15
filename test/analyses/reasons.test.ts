import { expect, test } from 'bun:test'
import { adviceFor, canPass } from '#src/analyses/reasons.ts'

test('the advice on a failure is that of its fault, of a word of a method, or none', () => {
  expect(adviceFor('curve.few_in_range')).toBe('Check the unit of q, or widen the q range.')
  expect(adviceFor('bad_options')).toBe('Run it again with other settings.')
  expect(adviceFor(null)).toStartWith('This is a fault of the server.')
  expect(adviceFor('toString')).toBeUndefined()
})

test('running the same again is first where it can end otherwise', () => {
  for (const reason of ['cancelled', 'disk_full', 'bug', null, 'no_luck_of_a_lab'])
    expect(canPass(reason)).toBe(true)
  for (const reason of ['curve.few_in_range', 'bad_options', 'no_fit', 'timeout', 'memory'])
    expect(canPass(reason)).toBe(false)
})
