import { expect, test } from 'bun:test'
import { bestSingleOf } from '#src/ensemble/posterior/single.ts'
import { buildProblem } from '#src/ensemble/problem.ts'

test('the best single model is the one of least chi2 at its own best scale, as a plain loop finds it', () => {
  const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 * (i + 1))
  const shapes = [30, 20, 25]
  const profile = (rg: number, at: number) => Math.exp(-((at * rg) ** 2) / 3) + 0.01
  const sigma = q.map(at => 0.02 + 0.05 * at)
  const intensity = q.map((at, i) => 3 * profile(24, at) + sigma[i]! * Math.sin(9 * i))
  const values = Float64Array.from([...q].flatMap(at => shapes.map(rg => profile(rg, at))))
  const curve = { q, intensity, sigma }
  const found = bestSingleOf(buildProblem({ curve, profiles: { names: ['a', 'b', 'c'], values } }))
  const chi2 = shapes.map(rg => {
    const s = [...q].map(at => profile(rg, at))
    const weighted = (f: (i: number) => number) => s.reduce((sum, _, i) => sum + f(i) / sigma[i]! ** 2, 0)
    const scale = weighted(i => s[i]! * intensity[i]!) / weighted(i => s[i]! ** 2)
    return weighted(i => (intensity[i]! - scale * s[i]!) ** 2) / q.length
  })
  expect(found.name).toBe('c')
  expect(found.chi2PerPoint).toBeCloseTo(Math.min(...chi2), 8)
  expect(found.curve).toHaveLength(40)
  const direct = found.curve.reduce((sum, value, i) => sum + ((intensity[i]! - value) / sigma[i]!) ** 2, 0)
  expect(direct / 40).toBeCloseTo(found.chi2PerPoint, 8)
})
