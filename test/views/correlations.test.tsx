import { expect, test } from 'bun:test'
import { correlationChart } from '#views/charts/correlations.tsx'
import { sizeOf } from '#views/charts/figure.tsx'

test('a square tells how strong a correlation is, that of nearly 1 too', () => {
  const correlations = [1, -0.99, 0.4, -0.99, 1, 0.2, 0.4, 0.2, 1]
  const chart = correlationChart({ names: ['a', 'b', 'c'], correlations })
  const texts = [...String(chart.draw(sizeOf(chart, 600))).matchAll(/square-text[^>]*>([^<]*)</g)].map(
    ([, text]) => text,
  )
  expect(texts).toEqual(['1', '.4', '1', '.4'])
})
