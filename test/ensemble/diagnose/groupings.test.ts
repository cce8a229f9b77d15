import { describe, expect, test } from 'bun:test'
import { groupingByColumn, groupingByStructure, weighGrouping } from '#src/ensemble/diagnose/groupings.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { drawsOfWeights } from '../../support/drawsOfWeights.ts'

/** Distances of a chain of 20 residues in two rigid halves, `apart` A between their ends. */
function hinge(apart: number, random: Random): Float32Array {
  const at = (i: number) => (i < 10 ? 3.8 * i : 3.8 * i + apart) + 0.1 * random.normal()
  const places = Array.from({ length: 20 }, (_, i) => at(i))
  return Float32Array.from(places.flatMap((a, i) => places.slice(0, i).map(b => Math.abs(a - b))))
}

describe('groups by structure', () => {
  test('are those that a library of open and closed models has, however many there are', () => {
    for (const count of [20, 1200]) {
      const random = Random.stream(count, 71)
      const shapes = Array.from({ length: count }, (_, k) => hinge(k % 2 === 0 ? 5 : 40, random))
      const { by, groups } = groupingByStructure(shapes)!
      expect([by, groups.length]).toEqual(['structure', 2])
      for (const { members, diameter } of groups) {
        expect(new Set(members.map(k => k % 2)).size).toBe(1)
        expect(members.length).toBe(count / 2)
        expect(diameter!).toBeLessThan(1)
      }
    }
  })

  test('of a library without a gap are at most eight, and every model is in one', () => {
    const random = Random.stream(1, 72)
    const shapes = Array.from({ length: 60 }, (_, k) => hinge(k, random))
    const { groups } = groupingByStructure(shapes)!
    expect(groups.length).toBeGreaterThan(2)
    expect(groups.length).toBeLessThanOrEqual(8)
    expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual([...shapes.keys()])
  })

  test('hold one composition, and are not told where nothing is alike or not all is known', () => {
    const random = Random.stream(2, 73)
    const shapes = Array.from({ length: 8 }, () => hinge(5, random))
    expect(groupingByStructure(shapes)).toBeNull()
    const { groups } = groupingByStructure(shapes, [0, 0, 0, 0, 0, 1, 1, 1])!
    expect(groups.map(({ members }) => members.toSorted())).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7],
    ])
    expect(groupingByStructure([...shapes, undefined])).toBeNull()
    expect(groupingByStructure([5, 60, 200].map(apart => hinge(apart, random)))).toBeNull()
  })
})

test('the weight of a group is the sum of its members in every draw, those that were not sampled being nothing', () => {
  const grouping = groupingByColumn({ name: 'state', labels: ['open', 'closed', 'open', 'closed'] })
  const rows = Array.from({ length: 200 }, (_, d) => [0.5 - d / 1000, 0.2, 0.3 + d / 1000])
  const { by, name, groups } = weighGrouping(grouping, {
    names: ['a', 'b', 'c', 'd'],
    columns: [0, 1, 2],
    draws: drawsOfWeights(rows),
    rg: [20, 30, 25, 31],
    possibleOf: members => ({ lower: 0, upper: members.length / 10 }),
  })
  expect([by, name]).toEqual(['column', 'state'])
  expect(groups.map(({ label, models, rg }) => [label, models, rg])).toEqual([
    ['open', ['a', 'c'], { lower: 20, upper: 25 }],
    ['closed', ['b', 'd'], { lower: 30, upper: 31 }],
  ])
  expect(groups[0]!.weight.mean).toBeCloseTo(0.8, 12)
  expect(groups[0]!.weight.sd).toBeCloseTo(0, 12)
  expect(groups[1]!.weight.mean).toBeCloseTo(0.2, 12)
  expect(groups[0]!.possible).toEqual({ lower: 0, upper: expect.closeTo(0.8, 12) })
})
