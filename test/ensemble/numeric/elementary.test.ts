import { describe, expect, test } from 'bun:test'
import { cbrt, cos, exp, expm1, hypot, ln, log1p, pow, sin } from '#src/ensemble/numeric/elementary.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import {
  exactCos,
  exactExp,
  exactLn,
  exactly,
  exactSin,
  halfPi,
  nearest,
  one,
} from '../../reference/exactFunctions.ts'

/** How far a number is from the true value, in units of the last place of that. */
function unitsFrom(value: number, exact: bigint): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(nearest(exact)))) - 52)
  return Math.abs(Number(exactly(value) - exact) / Number(exactly(unit)))
}

const exactSine = (x: bigint) => {
  const n = (x < 0n ? x - halfPi + 1n : x) / halfPi
  const y = x - n * halfPi
  return [exactSin(y), exactCos(y), -exactSin(y), -exactCos(y)][Number(((n % 4n) + 4n) % 4n)]!
}

const random = Random.stream(20)
const between = (from: number, to: number) => from + (to - from) * random.uniform()
const sized = (from: number, to: number) => 10 ** between(from, to)
const signed = (size: number) => (random.uniform() < 0.5 ? size : -size)

describe('within one unit in the last place of the true value, expm1 within 1.5', () => {
  test.each<[string, (x: number) => number, (x: bigint) => bigint, (() => number)[]]>([
    ['exp', exp, exactExp, [() => between(-1, 1), () => between(-50, 50), () => signed(sized(-12, 0))]],
    [
      'expm1',
      expm1,
      x => exactExp(x) - one,
      [() => between(-2, 2), () => between(-38, 50), () => signed(sized(-12, 0))],
    ],
    ['ln', ln, exactLn, [() => between(0.5, 2), () => 1 + signed(sized(-12, -1)), () => sized(-30, 30)]],
    [
      'log1p',
      log1p,
      x => exactLn(one + x),
      [() => between(-0.99, 3), () => signed(sized(-12, -1)), () => sized(0, 30)],
    ],
    [
      'sin',
      sin,
      exactSine,
      [() => between(-1, 1), () => between(-20, 20), () => between(-1e6, 1e6), nearQuarter],
    ],
    ['cos', cos, x => exactSine(x + halfPi), [() => between(-1, 1), () => between(-1e6, 1e6), nearQuarter]],
  ])('%s', (_name, own, exact, draws) => {
    for (const draw of draws)
      for (let n = 0; n < 1000; n++) {
        const x = draw()
        const units = unitsFrom(own(x), exact(exactly(x)))
        if (!(units < (own === expm1 ? 1.5 : 1))) throw new Error(`${x} is off by ${units} units`)
      }
  })

  test('cbrt', () => {
    for (let n = 0; n < 1000; n++) {
      const x = sized(-20, 20)
      const root = exactly(cbrt(x))
      const unit = exactly(2 ** (Math.floor(Math.log2(cbrt(x))) - 52))
      const cube = (y: bigint) => y ** 3n / one ** 2n
      expect(cube(root - unit) < exactly(x) && exactly(x) < cube(root + unit)).toBe(true)
    }
  })
})

/** The numbers next to multiples of pi/2, where nearly everything cancels. */
function nearQuarter(): number {
  return nearest(BigInt(Math.floor(between(1, 636_000))) * halfPi)
}

test('what cannot be reached, and what lies at its edge', () => {
  const { MAX_VALUE, MIN_VALUE, NaN: none, NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number
  const table: [(x: number) => number, number, number][] = [
    [exp, 0, 1],
    [exp, 709.79, POSITIVE_INFINITY],
    [exp, POSITIVE_INFINITY, POSITIVE_INFINITY],
    [exp, -745.2, 0],
    [exp, NEGATIVE_INFINITY, 0],
    [exp, -745.1, MIN_VALUE],
    [exp, none, none],
    [expm1, 800, POSITIVE_INFINITY],
    [expm1, NEGATIVE_INFINITY, -1],
    [expm1, none, none],
    [ln, 1, 0],
    [ln, 0, NEGATIVE_INFINITY],
    [ln, -1, none],
    [ln, POSITIVE_INFINITY, POSITIVE_INFINITY],
    [ln, none, none],
    [log1p, -1, NEGATIVE_INFINITY],
    [log1p, -2, none],
    [log1p, POSITIVE_INFINITY, POSITIVE_INFINITY],
    [sin, 0, 0],
    [cos, 0, 1],
    [sin, 1e22, -0.8522008497671888],
    [cos, POSITIVE_INFINITY, none],
    [cbrt, 0, 0],
  ]
  for (const [own, x, value] of table) expect(own(x)).toBe(value)
  expect(exp(709.78) / 1.7928227943945155e308).toBeCloseTo(1, 14)
  expect(ln(MIN_VALUE)).toBeCloseTo(-744.4400719213812, 12)
  expect(ln(MAX_VALUE)).toBeCloseTo(709.782712893384, 12)
  expect(exp(-720) / 2.0322308024e-313).toBeCloseTo(1, 9)
})

test('lengths and powers', () => {
  expect(hypot(3, 4, 12)).toBe(13)
  expect(hypot()).toBe(0)
  for (let n = 0; n <= 22; n++) expect(pow(10, n)).toBe(Number(`1e${n}`))
  expect(pow(2, -60)).toBe(2 ** -60)
  expect(pow(-3, 3)).toBe(-27)
  expect(pow(7, 0)).toBe(1)
  expect(pow(10, 1 / 3)).toBeCloseTo(2.154434690031884, 14)
  expect(pow(64, -1 / 6)).toBeCloseTo(0.5, 15)
})
