import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { lineOf, numberIn } from '#src/ensemble/formats/numbers.ts'
import { plainNumbers } from '#src/ensemble/formats/plainNumbers.ts'

/** A number as programs write it: whole, with so many digits, with a power of ten, or all that it has. */
const written = fc
  .tuple(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), fc.nat(20), fc.nat(3))
  .map(([value, digits, way]) => {
    if (way === 0) return String(value)
    if (way === 1) return value.toPrecision(1 + digits)
    return way === 2 ? value.toExponential(digits) : (value % 1e6).toFixed(digits)
  })

test('numbers between blanks are read as one by one, to the last bit', () => {
  const line = fc.tuple(fc.array(written, { minLength: 1, maxLength: 20 }), fc.constantFrom(' ', '\t', '  '))
  fc.assert(
    fc.property(line, ([words, separator]) => {
      const read = plainNumbers(` ${words.join(separator)} `, words.length)
      expect(read!.every((value, i) => Object.is(value, numberIn(words[i]!)))).toBe(true)
    }),
    { seed: 16, numRuns: 3000 },
  )
})

test('numbers of many digits are too, next to the middle between two doubles as well', () => {
  const double = fc.double({ noNaN: true, min: 1e-7, max: 1e7 })
  const digits = fc.integer({ min: 15, max: 24 })
  /** The middle between a double and the next, to more digits than a double has, and one digit beside it. */
  const nearMiddle = fc.tuple(
    fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
    fc.integer({ min: -1, max: 1 }),
  )
  const texts = fc.oneof(
    fc.tuple(double, digits).map(([value, count]) => value.toExponential(count)),
    fc.tuple(double, digits).map(([value, count]) => value.toFixed(count)),
    nearMiddle.map(([whole, beside]) => `${(2n * whole + 1n) * 500n + BigInt(beside)}e-3`),
  )
  fc.assert(
    fc.property(texts, text => {
      expect(plainNumbers(text, 1)![0]).toBe(Number(text))
    }),
    { seed: 16, numRuns: 20_000 },
  )
})

test('of any other line it says nothing, and never anything else than the line has', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'0123456789.eE+- \t,dn'), minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(odd, text => {
      const numbers = lineOf(text, 1).fields.map(numberIn)
      const read = plainNumbers(text, Math.max(1, numbers.length))
      if (read)
        expect(Array.from(read, (value, i) => Object.is(value, numbers[i]))).toEqual(numbers.map(() => true))
    }),
    { seed: 16, numRuns: 20_000 },
  )
  for (const text of ['', '1 2', '1 2 3 4', '1 2 x', '1,2,3', '1 2 1e999', '1 2 nan', '1 2 3-', '. 1 2'])
    expect(plainNumbers(text, 3)).toBeUndefined()
})
