import { expect, test } from 'bun:test'
import { directionsOf } from '#src/ensemble/diagnose/directions.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { drawsOfWeights } from '../../support/drawsOfWeights.ts'

/** Curves that differ by `size` along one shape and by next to nothing along another; `x` says how far. */
const modelCount = 30
const q = Float64Array.from({ length: 100 }, (_, i) => 0.005 + 0.003 * i)
const random = Random.stream(5, 74)
const x = Float64Array.from({ length: modelCount }, () => random.normal())
const y = Float64Array.from({ length: modelCount }, () => random.normal())
const base = (at: number) => 100 * Math.exp(-((30 * at) ** 2) / 3) + 1
const bump = (at: number) => Math.exp(-(((at - 0.15) / 0.03) ** 2))
const dip = (at: number) => Math.sin(90 * at)
const values = new Float64Array(q.length * modelCount)
q.forEach((at, i) => {
  for (let k = 0; k < modelCount; k++)
    values[i * modelCount + k] = base(at) + 0.5 * x[k]! * bump(at) + 0.001 * y[k]! * dip(at)
})
const names = Array.from({ length: modelCount }, (_, k) => `m${k}`)
const sigma = new Float64Array(q.length).fill(0.2)
const curve = { q, intensity: q.map(base), sigma }
const problem = buildProblem({ curve, profiles: { names, values } }, { errorScale: 1, background: 'none' })

test('the leading direction is the one shape that the curves differ by, in standard errors', () => {
  const properties = [
    { name: 'turn', unit: 'deg', values: Array.from(x, value => -value) },
    { name: 'noise', unit: '', values: y },
  ]
  const heavy = Array.from({ length: modelCount }, (_, k) => (k === 3 ? 1 : 0))
  const draws = drawsOfWeights(new Array(50).fill(heavy))
  const { determined, leading } = directionsOf(problem, properties, [...names.keys()], draws)
  expect(determined).toBe(1)
  const [first] = leading
  expect(first!.follows!.name).toBe('turn')
  expect(first!.follows!.correlation).toBeGreaterThan(0.999)
  const mean = x.reduce((sum, value) => sum + value / modelCount, 0)
  const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2 / modelCount, 0))
  expect(first!.ensemble.mean).toBeCloseTo(-(x[3]! - mean) / sd, 2)
  // The direction grows with turn, so the bump falls along it.
  const { q: at, change } = first!.curve
  const wanted = at.map(place => (-0.5 * sd * bump(place)) / 0.2)
  change.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThan(0.05)
  })
  const length = Math.sqrt(q.reduce((sum, place) => sum + ((0.5 * sd * bump(place)) / 0.2) ** 2, 0))
  expect(first!.spread).toBeCloseTo(length, 1)
})

test('nothing is told of models that no curve could tell apart', () => {
  const same = new Float64Array(values.length)
  q.forEach((at, i) => {
    same.fill(base(at), i * modelCount, (i + 1) * modelCount)
  })
  const alike = buildProblem(
    { curve, profiles: { names, values: same } },
    { errorScale: 1, background: 'none' },
  )
  const draws = drawsOfWeights(new Array(50).fill(new Array(modelCount).fill(1 / modelCount)))
  expect(directionsOf(alike, [], [...names.keys()], draws)).toEqual({ determined: 0, leading: [] })
})
