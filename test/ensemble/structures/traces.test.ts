import { expect, test } from 'bun:test'
import { tracesOf } from '#src/ensemble/structures/traces.ts'
import { cloudOf } from '../saxs/clouds.ts'

const model = (name: string, weight: number) => ({
  structure: cloudOf([['C', 0, 0, 0]], name),
  weight,
  sd: 0,
})

/** A chain along z, 3.8 A a step, that is broken after its tenth residue. */
const chain = Float64Array.from({ length: 60 }, (_, i) => {
  const residue = Math.floor(i / 3)
  return i % 3 === 2 ? 3.8 * residue + (residue >= 10 ? 20 : 0) : 0
})

test('the longest axis of all models lies along x, and a broken chain becomes two stretches', () => {
  const { kind, models } = tracesOf([model('a', 0.7), model('b', 0.3)], [chain, chain])
  expect(kind).toBe('atoms')
  expect(models.map(({ name, weight }) => [name, weight])).toEqual([
    ['a', 0.7],
    ['b', 0.3],
  ])
  const [first, second] = models[0]!.stretches
  expect([first!.length, second!.length]).toEqual([30, 30])
  const ends = [first!.slice(0, 3), second!.slice(-3)]
  expect(Math.abs(ends[0]![0]! - ends[1]![0]!)).toBeCloseTo(3.8 * 19 + 20, 1)
  for (const [, y, z] of ends) expect([Math.abs(y!), Math.abs(z!)]).toEqual([0, 0])
})

test('models are drawn where their motions put them, twelve at most', () => {
  const rotation = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
  const away = { ...model('b', 0.3), motion: { rotation, translation: Float64Array.of(0, 0, 1000) } }
  const { models } = tracesOf([model('a', 0.7), away], [chain, chain])
  const [a, b] = models.map(({ stretches }) => stretches[0]![0]!)
  expect(Math.abs(a! - b!)).toBeCloseTo(1000, 0)
  const many = Array.from({ length: 20 }, (_, k) => model(`m${k}`, 0.05))
  expect(
    tracesOf(
      many,
      many.map(() => chain),
    ).models,
  ).toHaveLength(12)
})
