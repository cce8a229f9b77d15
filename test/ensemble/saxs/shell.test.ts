import { expect, test } from 'bun:test'
import { hydrationShell } from '#src/ensemble/saxs/shell.ts'

test('the shell of two halves far apart is that of one twice, also above 20,000 atoms', () => {
  const half = Float64Array.from({ length: 3 * 24 ** 3 }, (_, i) => {
    const atom = Math.floor(i / 3)
    return 1.5 * (Math.floor(atom / 24 ** (i % 3)) % 24)
  })
  const both = new Float64Array(2 * half.length)
  both.set(half)
  both.set(
    half.map((value, i) => value + (i % 3 === 0 ? 300 : 0)),
    half.length,
  )
  expect(both.length / 3).toBeGreaterThan(20_000)
  const [one, two] = [hydrationShell(half, 20), hydrationShell(both, 20)]
  expect(two.spacing).toBe(one.spacing)
  expect(two.xyz.length).toBe(2 * one.xyz.length)
})
