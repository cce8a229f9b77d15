import { expect, test } from 'bun:test'
import type { Analysis } from '#db/schema.ts'
import { resultsCsv, tableResults } from '#src/analyses/resultsTable.ts'
import type { Distribution } from '#src/ensemble/contract.ts'
import { defaultSettings } from '#src/method/parameters.ts'
import { summaryOf, tabledSummary } from '#src/method/summary.ts'
import { resultOf } from '../support/storyData.ts'

const row = (id: number, cut: number, more: Partial<Analysis> = {}) =>
  ({
    id,
    name: `A ${id}`,
    method: 'bioce',
    state: 'done',
    parameters: { ...defaultSettings, seed: 1, cut },
    summary: null,
    ...more,
  }) as Analysis

test('what stands in the row of a result is what its file says', () => {
  const plain = resultOf()
  const rg = { ...plain.models[0]!.weight, mean: 24.3, q025: 23.9, q975: 24.8 }
  const distributions = [{ name: 'rg', mean: rg }] as Distribution[]
  const result = { ...plain, details: { ...plain.details!, distributions } }
  const summary = summaryOf(result)
  const kept = tabledSummary(JSON.parse(JSON.stringify(summary)))!
  expect(kept.rg).toEqual({ mean: 24.3, q025: 23.9, q975: 24.8 })
  expect(kept.evidence!.log).toBe(result.evidence!.log)
  expect(kept.points).toBe(result.fit.q.length)
  expect(
    tabledSummary({ chi2PerPoint: 1, converged: true, models: 3, verdict: '', heaviest: [] }),
  ).toBeUndefined()
})

test('the settings that differ are columns, rows come in the order in which they were started', () => {
  const summary = JSON.parse(JSON.stringify(summaryOf(resultOf())))
  const table = tableResults([row(3, 0.1, { state: 'failed' }), row(2, 0.05, { summary }), row(1, 0.01)])
  const { settings, rows } = table
  expect(settings).toEqual(['Weight threshold'])
  expect(table.left).toBe(0)
  const many = Array.from({ length: 103 }, (_, i) => row(i + 1, 0.01))
  expect(tableResults(many.toReversed())).toMatchObject({ left: 3, rows: { length: 100 } })
  expect(rows.map(({ id, settings: [cut] }) => [id, cut])).toEqual([
    [1, '0.01'],
    [2, '0.05'],
    [3, '0.1'],
  ])
  expect(rows.map(each => each.summary !== undefined)).toEqual([false, true, false])
  const lines = resultsCsv(table).split('\r\n')
  expect(lines[2]).toContain(`,${summary.chi2PerPoint},`)
  expect(lines[3]).toBe(`A 3,failed,0.1${','.repeat(13)}`)
})
