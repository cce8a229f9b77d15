import { expect, test } from 'bun:test'
import { Residuals } from '#views/charts/residuals.tsx'

const box = { left: 50, right: 450, top: 20, bottom: 120 }
const drawn = (residuals: number[]) =>
  String(
    <Residuals
      size={{ width: 500, height: 140, ticks: 5 }}
      box={box}
      x={value => 100 * value}
      xs={residuals.map((_, i) => i + 1)}
      residuals={residuals}
      most={8}
    />,
  )

test('residuals within the axis are drawn as they are, without a mark', () => {
  const svg = drawn([0.5, -6, 2])
  expect(svg).toContain('mark-beyond" d=""')
  expect(svg).not.toContain('(bars)')
  expect(svg.match(/mark-dot" d="([^"]*)"/)![1]!.split('m').length - 1).toBe(3)
})

test('residuals beyond it are no dots but bars at the edge, and their number is written', () => {
  const svg = drawn([0.5, 30, -12, 2])
  expect(svg).toContain('2 beyond ±8 (bars)')
  expect(svg.match(/mark-dot" d="([^"]*)"/)![1]!.split('m').length - 1).toBe(2)
  const bars = svg.match(/mark-beyond" d="([^"]*)"/)![1]!
  expect(bars.split('m').length - 1).toBe(2)
  // The first hangs from the top, the second stands on the bottom.
  expect(bars).toStartWith('m200 20')
})
