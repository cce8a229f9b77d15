import { expect, test } from 'bun:test'
import { type Threshold, thresholds } from '#src/ensemble/diagnose/thresholds.ts'

const all = Object.entries(thresholds as Record<string, Threshold>)

test.each(all)('%s: its limits in words are those by which it judges', (_, { judge, limits }) => {
  const step = 1e-9
  for (const verdict of ['good', 'fair'] as const) {
    const isAtLeast = (value: number) => judge(value) === verdict || judge(value) === 'good'
    const [, words, number] = limits[verdict].match(/^(below|at least) (-?[\d.]+)$/) ?? []
    const [, from, isBelow, to] = limits[verdict].match(/^([\d.]+) to (below )?([\d.]+)$/) ?? []
    const edges: [value: number, holds: boolean][] =
      words === 'below'
        ? [
            [Number(number) - step, true],
            [Number(number), false],
          ]
        : words === 'at least'
          ? [
              [Number(number), true],
              [Number(number) - step, false],
            ]
          : [
              [Number(from), true],
              [Number(from) - step, false],
              [Number(to) - (isBelow ? step : 0), true],
              [Number(to) + (isBelow ? 0 : step), false],
            ]
    for (const [value, holds] of edges) expect([value, isAtLeast(value)]).toEqual([value, holds])
  }
})
