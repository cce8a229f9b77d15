import { expect, test } from 'bun:test'
import type { ResultChart } from '#src/analyses/manifest/manifest.ts'
import { sizeOf } from '#views/charts/figure.tsx'
import { seriesChart } from '#views/charts/series.tsx'

const chart: ResultChart = { kind: 'scatter', x: 'simulated', y: ['found', 'the same'], lines: ['the same'] }

/** How far the line goes, across and down. */
function lineOf(rows: string[][]): [across: number, down: number] {
  const table = { head: ['simulated', 'found', 'the same'], rows }
  const figure = seriesChart({ id: 'a', title: 'A', caption: '', chart, table })
  const [, across, down] = /stroke-width="1.8" d="m[\d.]+[ -][\d.]+l([-\d.]+?) ?(-?[\d.]+)"/.exec(
    String(figure.draw(sizeOf(figure, 600))),
  )!
  return [Number(across), Number(down)]
}

test('a line through points at one place is a short level there, any other goes from point to point', () => {
  const [across, down] = lineOf([
    ['0.5', '0.4', '0.5'],
    ['0.5', '0.6', '0.5'],
  ])
  expect(across).toBe(24)
  expect(down).toBe(0)
  const [further, up] = lineOf([
    ['0.2', '0.25', '0.2'],
    ['0.8', '0.7', '0.8'],
  ])
  expect(further).toBeGreaterThan(400)
  expect(up).toBeLessThan(-100)
})
