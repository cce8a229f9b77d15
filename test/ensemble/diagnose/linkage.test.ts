import { describe, expect, test } from 'bun:test'
import { completeLinkage, fewClusters } from '#src/ensemble/diagnose/linkage.ts'
import { Random } from '#src/ensemble/numeric/random.ts'

type Distance = (i: number, j: number) => number

/** Complete linkage as it is told: join the two clusters whose farthest members are nearest, while within the limit. */
function naive(count: number, distance: Distance, limit: number): number[][] {
  const clusters = Array.from({ length: count }, (_, i) => [i])
  const farthest = (a: number[], b: number[]) => Math.max(...a.flatMap(i => b.map(j => distance(i, j))))
  for (;;) {
    let best: { a: number; b: number; reach: number } | undefined
    for (let b = 1; b < clusters.length; b++)
      for (let a = 0; a < b; a++) {
        const reach = farthest(clusters[a]!, clusters[b]!)
        if (reach <= (best?.reach ?? limit)) best = { a, b, reach }
      }
    if (!best) return clusters
    clusters[best.a]!.push(...clusters[best.b]!)
    clusters.splice(best.b, 1)
  }
}

const sorted = (groups: number[][]) =>
  groups.map(group => group.toSorted((a, b) => a - b)).toSorted((a, b) => a[0]! - b[0]!)

describe('complete linkage', () => {
  test('is the partition that joining the nearest two gives, at every limit', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = Random.stream(seed, 90)
      const points = Array.from({ length: 40 }, () => [random.normal(), random.normal(), random.normal()])
      const distance: Distance = (i, j) => Math.hypot(...points[i]!.map((x, axis) => x - points[j]![axis]!))
      for (const limit of [0.3, 0.8, 1.5, 3, 100]) {
        const found = completeLinkage(points.length, distance, limit)
        expect(sorted(found.map(cluster => cluster.members))).toEqual(
          sorted(naive(points.length, distance, limit)),
        )
        for (const { members, diameter } of found)
          expect(diameter).toBe(Math.max(...members.flatMap(i => members.map(j => distance(i, j)))))
      }
    }
  })

  test('also where distances keep no triangle inequality', () => {
    const random = Random.stream(1, 91)
    const table = Array.from({ length: 30 * 30 }, () => random.uniform())
    const distance: Distance = (i, j) => (i === j ? 0 : table[30 * Math.max(i, j) + Math.min(i, j)]!)
    for (const limit of [0.2, 0.5, 0.9]) {
      const found = completeLinkage(30, distance, limit).map(cluster => cluster.members)
      expect(sorted(found)).toEqual(sorted(naive(30, distance, limit)))
    }
  })

  test('cut at a share of the whole, or where few enough are left', () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = Random.stream(seed, 92)
      const points = Array.from({ length: 40 }, () => [random.normal(), random.normal()])
      const distance: Distance = (i, j) => Math.hypot(...points[i]!.map((x, axis) => x - points[j]![axis]!))
      const whole = completeLinkage(40, distance, 100)[0]!.diameter
      const partition = (found: { members: number[] }[]) => sorted(found.map(cluster => cluster.members))
      const wide = fewClusters(40, distance, { share: 0.5, least: 0, most: 40 })
      expect(partition(wide)).toEqual(sorted(naive(40, distance, 0.5 * whole)))
      const least = fewClusters(40, distance, { share: 0, least: 1, most: 40 })
      expect(partition(least)).toEqual(sorted(naive(40, distance, 1)))
      const few = fewClusters(40, distance, { share: 0, least: 0, most: 6 })
      expect(few.length).toBe(6)
      const widest = Math.max(...few.map(({ diameter }) => diameter))
      expect(partition(few)).toEqual(sorted(naive(40, distance, widest)))
    }
    expect(fewClusters(1, () => 0, { share: 0.25, least: 1, most: 8 })).toEqual([
      { members: [0], diameter: 0 },
    ])
  })

  test('a chain of near neighbours is no cluster: single linkage would make it one', () => {
    const found = completeLinkage(4, (i, j) => Math.abs(i - j), 1.5)
    expect(sorted(found.map(cluster => cluster.members))).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  test('identical points are one, and no point at all is no cluster', () => {
    expect(completeLinkage(5, () => 0, 0)).toEqual([{ members: expect.any(Array), diameter: 0 }])
    expect(completeLinkage(0, () => 0, 1)).toEqual([])
  })
})
