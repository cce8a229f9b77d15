import { expect, test } from 'bun:test'
import { rareSummary } from '#src/ensemble/diagnose/rareConvergence.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { wholeColumn } from '#src/ensemble/posterior/draws.ts'
import { summaryOf } from '#src/ensemble/posterior/summary.ts'

/** Entries in stays of some length, in one chain or in all, some of the same size. */
function madeUp(draws: number, stays: number, length: number, last: number, random: Random) {
  const weights = new Map<number, number>()
  for (let n = 0; n < stays; n++) {
    const start = random.integer(last - length)
    for (let i = 0; i < length; i++)
      weights.set(start + i, random.uniform() < 0.2 ? 0.125 : 0.01 + 0.3 * random.uniform())
  }
  const rows = Uint32Array.from([...weights.keys()].sort((a, b) => a - b))
  return { entries: { rows, values: Float64Array.from(rows, row => weights.get(row)!) }, draws }
}

const random = Random.stream(3, 1)
const cases = {
  'one draw': madeUp(4000, 1, 1, 4000, random),
  'single draws': madeUp(4000, 60, 1, 4000, random),
  'stays in every chain': madeUp(4000, 9, 8, 4000, random),
  'stays in the first chain alone': madeUp(4000, 5, 12, 990, random),
  'chains of an odd length': madeUp(4004, 12, 5, 4004, random),
}

test.each(Object.entries(cases))('is what all draws give: %s', (_, { entries, draws }) => {
  const column = wholeColumn(entries, draws)
  const length = draws / 4
  const chains = [0, 1, 2, 3].map(c => column.subarray(c * length, (c + 1) * length))
  const [own, whole] = [rareSummary(entries, draws, 4), summaryOf(chains)]
  for (const key of Object.keys(whole) as (keyof typeof whole)[])
    expect([key, Math.abs(own[key] - whole[key]) <= 1e-7 * Math.abs(whole[key])]).toEqual([key, true])
})

test('a model that never takes part has as many effective draws as draws', () => {
  const none = { rows: new Uint32Array(), values: new Float64Array() }
  const four = [0, 1, 2, 3].map(() => new Float64Array(100))
  expect(rareSummary(none, 400, 4)).toEqual(summaryOf(four))
})
