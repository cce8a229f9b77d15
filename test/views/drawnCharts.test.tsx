import { expect, test } from 'bun:test'
import { composedChart } from '#views/charts/composed.tsx'
import { type Chart, ChartFigure } from '#views/charts/figure.tsx'
import { guinierChart } from '#views/charts/guinier.tsx'
import { seriesChart } from '#views/charts/series.tsx'

const drawn = (chart: Chart) => String(ChartFigure(chart))

test('bars on a logarithmic axis stand on its lower end', () => {
  const chart = seriesChart({
    id: 'bars',
    title: 'Bars',
    caption: '',
    chart: { kind: 'bar', x: 'name', y: ['value'], yLog: true } as never,
    table: {
      head: ['name', 'value'],
      rows: [
        ['a', '1'],
        ['b', '100'],
        ['c', '0'],
      ],
    } as never,
  })
  expect(drawn(chart)).not.toMatch(/NaN|Infinity/)
  expect(drawn(chart)).toMatch(/<path fill="[^"]*" d="M\d/)
})

test('each panel of a figure for a paper has its letter, also those of eight curves of one model', () => {
  const panel = {
    id: 'a',
    title: 'Panel',
    caption: 'Seen',
    draw: () => '',
    table: () => ({ head: [], rows: [] }),
  }
  const { caption } = composedChart(Array.from({ length: 17 }, () => panel as Chart))
  expect(caption).toContain('(q) Panel')
})

test('the end of the Guinier range is where the last of its points is, also after one that has no logarithm', () => {
  const q = Array.from({ length: 30 }, (_, i) => 0.005 * (i + 1))
  const intensity = q.map((value, i) => (i === 3 ? -1 : 100 * Math.exp(-300 * value ** 2)))
  const curve = { q, intensity, sigma: q.map(() => 1) }
  const guinier = { rg: 30, rgError: 1, i0: 100, i0Error: 1, from: 0, to: 10 }
  const chart = guinierChart({ curve, guinier })
  const end = Number(/class="threshold" d="M([\d.]+) /.exec(drawn(chart))?.[1])
  const [, last] = chart.pointer!.range
  expect((end / 400) * last).toBeCloseTo(q[9]! ** 2, 5)
})
