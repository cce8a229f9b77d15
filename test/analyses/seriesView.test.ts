import { describe, expect, test } from 'bun:test'
import { type SeriesView, seriesViewOf } from '#src/analyses/seriesView.ts'
import { seriesSections } from '#views/analyses/seriesCharts.ts'
import { seriesTable } from '../support/seriesStories.tsx'

const { head, rows } = seriesTable
const changed = (row: number, column: string, text: string) => ({
  head,
  rows: rows.map((cells, i) => (i === row ? cells.with(head.indexOf(column), text) : cells)),
})

describe('the table of a series', () => {
  test('is read by the names of its columns, each quantity by value', () => {
    const turned = { head: head.toReversed(), rows: rows.map(cells => cells.toReversed()).toReversed() }
    const { variable, quantities } = seriesViewOf(turned) as SeriesView
    expect(variable).toBe('time (s)')
    // 16 weights, two groups, Rg, Dmax, the effective models and the fit.
    expect(quantities.length).toBe(16 + 2 + 2 + 1 + 1)
    const rg = quantities.find(({ name }) => name === 'rg')!
    expect([rg.kind, rg.unit, rg.points.map(({ value }) => value).slice(0, 3)]).toEqual([
      'mean',
      'A',
      [0.001, 0.002, 0.005],
    ])
    const row = rows.find(cells => cells[0] === 't4.dat' && cells[3] === 'rg')!
    const [mean, lower, upper] = row.slice(8).map(Number)
    expect(rg.points[4]).toMatchObject({ curve: 't4.dat', value: 0.02, smooth: { mean, lower, upper } })
  })

  test.each([
    ['a column that is missing', { head: head.with(5, 'mean'), rows }, 'It has no column "alone_mean".'],
    ['no variable', { head: head.toSpliced(1, 1), rows: [] }, 'It has no column for the variable.'],
    ['no row', { head, rows: [] }, 'It has no rows.'],
    ['a value that is none', changed(3, 'time (s)', 'late'), 'Its line 5 has no number where one is needed.'],
    [
      'a mean that is left out',
      changed(0, 'alone_mean', ''),
      'Its line 2 has no number where one is needed.',
    ],
  ])('says what is wrong with it: %s', (_, table, words) => {
    expect(seriesViewOf(table)).toBe(words)
  })

  test('knows no weights of all together where curves were inferred alone', () => {
    const alone = { head, rows: rows.map(cells => [...cells.slice(0, 8), '', '', '']) }
    const { quantities } = seriesViewOf(alone) as SeriesView
    expect(quantities.every(({ points }) => points.every(({ smooth }) => smooth === null))).toBe(true)
  })
})

describe('the charts of a series', () => {
  const sections = seriesSections(31, 'series', seriesViewOf(seriesTable) as SeriesView)

  test('stand in sections, weights with the largest first and on one axis', () => {
    expect(sections.map(({ title, charts }) => [title, charts.length])).toEqual([
      ['Groups', 2],
      ['Averages', 3],
      ['Weights', 16],
      ['Fit', 1],
    ])
    const [first, second] = sections[2]!.charts
    const means = [first!, second!].map(chart => Math.max(...chart.table().rows.map(row => row[4] as number)))
    expect(means[0]).toBeGreaterThan(means[1]!)
    expect(first!.saved!('csv')).toMatch(/^\/analyses\/31\/charts\/series-\d+\.csv$/)
  })

  test('tell each curve by its value, with what the pointer shows', () => {
    const rg = sections[1]!.charts[0]!
    const { head, rows } = rg.table()
    expect([rg.title, head]).toEqual([
      'Mean Rg',
      ['time (s)', 'alone', 'from', 'to', 'together', 'from', 'to', 'curve'],
    ])
    expect(rows.map(row => row[0])).toEqual([
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
    ])
    // Four decades of time, all above zero.
    expect([rg.pointer!.x, rg.pointer!.told]).toEqual(['log', [0, 1, 2, 3, 4, 5, 6]])
    expect(rg.caption).toMatch(/^From 2\d\.\d ± 0\.\d at 0\.001 s to \d\d\.\d ± 0\.\d at 10 s\.$/)
  })
})
