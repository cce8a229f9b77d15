import { expect, test } from 'bun:test'
import { sureGroups } from '#src/ensemble/diagnose/sureGroups.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { emptyRows, pushRow } from '#src/ensemble/numeric/sparseRows.ts'
import type { Draws } from '#src/ensemble/posterior/draws.ts'

function drawsOf(rows: number[][]): Draws {
  const weights = emptyRows(rows[0]!.length, rows.length)
  for (const [d, row] of rows.entries()) pushRow(weights, d, row)
  return { count: rows.length, modelCount: rows[0]!.length, weights } as Draws
}

/** Groups of models that lie at places along a line, each alone at first; their members in order. */
function groupsAt(places: number[], rows: number[][]) {
  const alone = places.map((_, k) => ({ members: [k], diameter: 0 }))
  return sureGroups(alone, drawsOf(rows), (j, k) => Math.abs(places[j]! - places[k]!))
    .map(({ members, diameter }) => ({ members: members.toSorted((a, b) => a - b), diameter }))
    .sort((a, b) => a.members[0]! - b.members[0]!)
}

test('models that stand in for each other are one group, and one that is always there stays alone', () => {
  // 0 and 2 take turns, far apart as they are; 1 between them is always there; 3 never has 1 %; 4 and 5 are there in half of the draws.
  const rows = Array.from({ length: 400 }, (_, d) => [
    ...(d % 2 ? [0.5, 0.2, 0] : [0, 0.2, 0.5]),
    0.002,
    ...(d % 3 ? [0.298, 0] : [0, 0.298]),
  ])
  expect(groupsAt([0, 40, 10, 11, 100, 104], rows)).toEqual([
    { members: [0, 2], diameter: 10 },
    { members: [1], diameter: 0 },
    { members: [4, 5], diameter: 4 },
  ])
})

test('where nothing smaller is sure all models are one group, and one sure model is enough', () => {
  const either = Array.from({ length: 100 }, (_, d) => (d % 2 ? [1, 0] : [0, 1]))
  expect(groupsAt([0, 50], either)).toEqual([{ members: [0, 1], diameter: 50 }])
  const one = Array.from({ length: 100 }, () => [0.999, 0.001, 0])
  expect(groupsAt([0, 50, 60], one)).toEqual([{ members: [0], diameter: 0 }])
})

test('models that each are seldom there are sure together', () => {
  const random = Random.stream(3, 1)
  const rows = Array.from({ length: 1000 }, () => {
    const row = new Array<number>(200).fill(0)
    row[random.integer(100)] = 0.6
    row[100 + random.integer(100)] = 0.4
    return row
  })
  const places = Array.from({ length: 200 }, (_, k) => (k < 100 ? k : 1000 + k))
  const groups = groupsAt(places, rows)
  expect(groups.map(({ members }) => members.every(k => k < 100))).toEqual([true, false])
  expect(groups.map(({ members }) => members.every(k => k >= 100))).toEqual([false, true])
  // Of those left out some are there in one draw of forty at most.
  expect(groups.flatMap(({ members }) => members).length).toBeGreaterThan(190)
})

/** The same by its words: all pairs looked at anew before each join. */
function slowly(places: number[], rows: number[][]): number[][] {
  const shareAbove = (members: number[]) =>
    rows.filter(row => members.reduce((sum, k) => sum + Math.fround(row[k]!), 0) > 0.01).length / rows.length
  const mean = (k: number) => rows.reduce((sum, row) => sum + row[k]!, 0)
  const order = places.map((_, k) => k).sort((a, b) => mean(b) - mean(a))
  const left: number[] = []
  while (shareAbove([...left, order.at(-1)!]) <= 0.025) left.push(order.pop()!)
  const groups = order.map(k => [k])
  const apart = (a: number[], b: number[]) =>
    a.flatMap(j => b.map(k => Math.abs(places[j]! - places[k]!))).reduce((x, y) => x + y) /
    (a.length * b.length)
  for (;;) {
    const pairs = groups.flatMap((a, i) =>
      groups.flatMap((b, j) => (i !== j && shareAbove(a) < 0.975 ? [{ i, j, reach: apart(a, b) }] : [])),
    )
    if (pairs.length === 0)
      return groups.map(group => group.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!)
    const { i, j } = pairs.reduce((best, pair) => (pair.reach < best.reach - 1e-4 ? pair : best))
    groups[j]!.push(...groups[i]!)
    groups.splice(i, 1)
  }
}

test('and are those that looking at every pair anew finds', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = Random.stream(seed, 2)
    const places = Array.from({ length: 25 }, () => 100 * random.uniform())
    const often = places.map(() => random.uniform() ** 2)
    const rows = Array.from({ length: 100 }, () => {
      const row = often.map(share => (random.uniform() < share ? random.uniform() : 0))
      const sum = row.reduce((a, b) => a + b, 1e-9)
      return row.map(w => w / sum)
    })
    expect(groupsAt(places, rows).map(({ members }) => members)).toEqual(slowly(places, rows))
  }
})

test('of more than 2,000 models each belongs to one group', () => {
  const count = 2300
  const rows = Array.from({ length: 40 }, (_, d) =>
    Array.from({ length: count }, (_, k) => ((k + 7 * d) % 10 === 0 ? 10 / count : 0)),
  )
  const places = Array.from({ length: count }, (_, k) => k)
  const members = groupsAt(places, rows).flatMap(group => group.members)
  expect(new Set(members).size).toBe(members.length)
  expect(members.length).toBeGreaterThan(2200)
})
