import { describe, expect, test } from 'bun:test'
import { bandPath, dotsPath, errorsPath, linePath, stepsPath } from '#views/charts/marks.ts'

const same = (value: number) => value
const positive = (value: number) => (value > 0 ? value : undefined)

/** Where a pen goes that follows a path of m, l, h, v and z, in tenths of a pixel. */
function follow(path: string): { at: [number, number]; drawn: boolean }[] {
  const stops: { at: [number, number]; drawn: boolean }[] = []
  let [x, y] = [0, 0]
  for (const [, verb, rest] of path.matchAll(/([mlhvz])([^mlhvz]*)/g)) {
    const numbers = rest!.match(/-?(\d+(\.\d)?|\.\d)/g)?.map(Number) ?? []
    if (verb === 'h') x += numbers[0]! * 10
    else if (verb === 'v') y += numbers[0]! * 10
    else if (verb !== 'z') [x, y] = [x + numbers[0]! * 10, y + numbers[1]! * 10]
    stops.push({ at: [Math.round(x), Math.round(y)], drawn: verb !== 'm' })
  }
  return stops
}
const placesOf = (path: string) => follow(path).map(({ at }) => at)

test('steps that are rounded add up to where the points are', () => {
  const xs = Array.from({ length: 500 }, (_, i) => 3 + i * 0.333)
  const ys = xs.map((x, i) => (i % 2) * 40 + Math.sin(x))
  const rounded = xs.map((x, i) => [Math.round(x * 10), Math.round(ys[i]! * 10) + 0])
  expect(placesOf(linePath(xs, ys, same, same))).toEqual(rounded as never)
  expect(placesOf(dotsPath(xs, ys, same, same)).filter((_, i) => i % 2 === 0)).toEqual(rounded as never)
})

test('numbers have no sign, zero or space that SVG does not need', () => {
  expect(linePath([0.5, 1, 0, 12], [0, -0.5, 20, 20], same, same)).toBe('m.5 0l.5-.5l-1 20.5l12 0')
  expect(dotsPath([1, 2], [3, 2], same, same)).toBe('m1 3h0m1-1h0')
})

describe('a line', () => {
  test('loses only points that nobody can see', () => {
    const xs = Array.from({ length: 1000 }, (_, i) => i)
    const ys = xs.map(x => 100 * Math.exp(-x / 200) + 5 * Math.sin(x / 40))
    const kept = placesOf(linePath(xs, ys, same, same))
    expect(kept.length).toBeLessThan(150)
    for (const [i, x] of xs.entries()) {
      const after = kept.findIndex(([at]) => at >= x * 10)
      const [x0, y0] = kept[Math.max(0, after - 1)]!
      const [x1, y1] = kept[after]!
      const drawn = x1 === x0 ? y1 : y0 + ((y1 - y0) * (x * 10 - x0)) / (x1 - x0)
      expect(Math.abs(drawn - ys[i]! * 10)).toBeLessThan(2.5)
    }
  })

  test('breaks where a point cannot be drawn', () => {
    const stops = follow(linePath([1, 2, 3, 4, 5], [1, 5, -1, 5, 1], same, positive))
    expect(stops.map(({ drawn }) => drawn)).toEqual([false, true, false, true])
    expect(linePath([1, 2], [-1, -1], same, positive)).toBe('')
  })
})

test('a band goes there and back, down to the floor where its lower curve cannot be drawn', () => {
  const path = bandPath([1, 2], [1, -1], [3, 4], same, positive, 0)
  expect(path).toEndWith('z')
  expect(placesOf(path).slice(0, 4)).toEqual([[10, 30], [20, 40], [20, 0], [10, 10]]) // biome-ignore format: one corner each
  expect(bandPath([1], [1], [-1], same, positive, 0)).toBe('')
})

test('error bars span from low to high, cut at the floor', () => {
  const down = (value: number) => (value > 0 ? 20 - value : undefined)
  const stops = follow(errorsPath([1, 2], [1, -1], [9, 8], same, down, 20))
  expect(stops).toEqual([
    { at: [10, 110], drawn: false },
    { at: [10, 190], drawn: true },
    { at: [20, 120], drawn: false },
    { at: [20, 200], drawn: true },
  ])
  // The dot hides a bar of 3 px.
  expect(errorsPath([1], [1], [4], same, down, 20)).toBe('')
})

test('bars side by side share their edges and stand on the floor', () => {
  const path = stepsPath([0, 1, 2], [3, 1], same, value => 10 - value, 10)
  expect(placesOf(path)).toEqual([[0, 100], [0, 70], [10, 70], [10, 90], [20, 90], [20, 100]]) // biome-ignore format: one corner each
})

test('a line that turns back on itself reaches as far as its points do', () => {
  const xs = [5, 9, 2, 8, 0, 6]
  const reached = placesOf(linePath(xs, xs, same, same)).map(([x]) => x)
  expect([Math.min(...reached), Math.max(...reached)]).toEqual([0, 90])
})
