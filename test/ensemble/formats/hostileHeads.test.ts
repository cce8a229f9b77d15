import { expect, test } from 'bun:test'
import { readProperties } from '#src/ensemble/formats/properties.ts'
import { variableIn } from '#src/ensemble/formats/seriesList.ts'

const nameOf = (head: string) => {
  const { properties } = readProperties(`model ${head}\nm 1\n`, 'file', ['m'])
  return properties.map(({ name, unit }) => [name, unit])[0]
}

test.each([
  ['rg', 'rg', ''],
  ['rg(A)', 'rg', 'A'],
  ['rg_[nm]', 'rg', 'nm'],
  ['angle (deg)', 'angle', 'deg'],
  ['_(x)', '_', 'x'],
  ['f(x)(s)', 'f', 'x)(s'],
])('the name of a property and its unit in %p', (head, name, unit) => {
  expect(nameOf(head)).toEqual([name, unit])
})

test.each([
  ['time (s)', 'time', 's'],
  ['"urea" [M]', 'urea', 'M'],
  ['f(x) (s)', 'f(x)', 's'],
  ['[M]', 'value', 'M'],
  ['time', 'time', ''],
  ['', 'value', ''],
])('the variable of a series and its unit in %p', (text, name, unit) => {
  expect(variableIn(text)).toEqual({ name, unit })
})

/** Where the time grows with the square of the length, each of these takes more than an hour. */
test.each(['(', '_(', '[_', '['])('a head of many %p is read in no time', sign => {
  const many = sign.repeat(300_000)
  expect(nameOf(`a${many}b`)).toEqual([`a${many}b`, ''])
  expect(variableIn(`a${many}b`)).toEqual({ name: `a${many}b`, unit: '' })
})
