import { expect, test } from 'bun:test'
import { convergenceOf, mcseOf, pooledRanks } from '#src/ensemble/diagnose/convergence.ts'
import { leaveOneOut } from '#src/ensemble/diagnose/loo.ts'
import { Random } from '#src/ensemble/numeric/random.ts'

const random = Random.stream(3)
const kinds: Record<string, () => number> = {
  even: () => random.uniform(),
  'with tails a million times as far': () => 1 / random.uniform() ** 3,
  'mostly 0': () => Math.max(0, random.uniform() - 0.9),
  'of five values': () => random.integer(5),
  'all the same': () => 2,
  'too small to be divided by': () => random.uniform() * 1e-308,
  'with one that is infinite': () => (random.integer(100) === 0 ? Infinity : random.normal()),
}

test.each(Object.entries(kinds))('ranks are what counting gives: numbers %s', (_, draw) => {
  const chains = [0, 1, 2].map(() => Float64Array.from({ length: 150 }, draw))
  const all = chains.flatMap(chain => [...chain])
  const counted = chains.map(chain =>
    Float64Array.from(chain, value => {
      const below = all.filter(other => other < value).length
      const same = all.filter(other => other === value).length
      return below + (same + 1) / 2
    }),
  )
  expect(pooledRanks(chains)).toEqual(counted)
})

test('the error of a mean alone is that of all diagnostics', () => {
  const chains = [0, 1, 2, 3].map(() => Float64Array.from({ length: 301 }, () => random.normal()))
  expect(mcseOf(chains)).toBeCloseTo(convergenceOf(chains).mcse, 12)
  expect(mcseOf([new Float64Array(20).fill(3), new Float64Array(20).fill(3)])).toBe(0)
})

test.each([1, 40, 500])('leaving out a point does not depend on the order of the draws: sd %d', sd => {
  const values = Float64Array.from({ length: 400 }, () => sd * random.normal())
  const [own, other] = [leaveOneOut([values]), leaveOneOut([values.toReversed()])]
  expect(own.elpd).toBeCloseTo(other.elpd, 9)
  expect(own.paretoK[0]).toBeCloseTo(other.paretoK[0]!, 9)
})
