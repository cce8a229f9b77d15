import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { faultOfName, freeName, tidyName, withEnding } from '#src/studies/names.ts'

test('a name has 3 to 25 characters, whatever their script', () => {
  expect(['ab', 'abc', '🧬'.repeat(25), '🧬'.repeat(26), 'two\nlines'].map(faultOfName)).toEqual([
    'Use 3 to 25 characters; this has 2.',
    undefined,
    undefined,
    'Use 3 to 25 characters; this has 26.',
    'Use one line of plain text.',
  ])
})

test('the next free name counts up', () => {
  expect(freeName('First look', new Set())).toBe('First look 2')
  expect(freeName('First look 2', new Set(['First look 3']))).toBe('First look 4')
  expect(freeName('Example', new Set(['Example', 'Example 2']))).toBe('Example 3')
  expect(freeName('Analysis 9999', new Set())).toBe('Analysis 10000')
  expect(freeName('A name of 25 characters,.', new Set())).toBe('A name of 25 characters 2')
})

test('a name with an ending is a name that can be stored, also where characters are surrogate pairs', () => {
  const named = fc.string({ unit: 'binary', minLength: 3, maxLength: 25 }).map(tidyName)
  fc.assert(
    fc.property(
      named.filter(name => faultOfName(name) === undefined),
      fc.integer({ min: 2, max: 9999 }),
      (base, number) => {
        const name = withEnding(base, String(number))
        expect([name.isWellFormed(), faultOfName(name)]).toEqual([base.isWellFormed(), undefined])
        expect(name.endsWith(` ${number}`)).toBe(true)
      },
    ),
    { seed: 20261130 },
  )
  expect(withEnding(`a${'🧬'.repeat(24)}`, '2')).toBe(`a${'🧬'.repeat(22)} 2`)
})
