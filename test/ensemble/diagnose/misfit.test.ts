import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { thresholds } from '#src/ensemble/diagnose/thresholds.ts'
import { misfitOf } from '#src/ensemble/diagnose/verdict.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { mixtureFit } from '#src/ensemble/point/mixtureFit.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { madeUpLibrary } from '../../bench/madeUpLibrary.ts'
import { long } from '../../support/skips.ts'

setDefaultTimeout(600_000)

/** How often a right library is called a misfit, and a wrong one: by the best fit of simulated curves, without sampling. */

interface Kind {
  points: number
  /** The noise is a running mean over so many points, of the size of that of one: neighbours share it. */
  smoothed: number
  /** By what the stated errors are too large. */
  stated: number
}
const kinds: Kind[] = [
  { points: 40, smoothed: 1, stated: 1 },
  { points: 100, smoothed: 1, stated: 2 },
  { points: 160, smoothed: 1, stated: 0.5 },
  { points: 400, smoothed: 1, stated: 1 },
  { points: 400, smoothed: 3, stated: 1 },
]

const modelCount = 8
/** The curves are of these two. */
const states = [0, 5]
const libraries = new Map<string, ReturnType<typeof madeUpLibrary>>()
function libraryOf(points: number, seed: number) {
  const key = `${points} ${seed}`
  const library = libraries.get(key) ?? madeUpLibrary(modelCount, points, seed)
  libraries.set(key, library)
  return library
}

/** p of a curve by the library that made it, by one that lacks a state, or by one of another protein. */
function pOf({ points, smoothed, stated }: Kind, seed: number, which: 'right' | 'lacking' | 'wrong'): number {
  const random = Random.stream(seed, 140, points)
  const { curve, profiles } = libraryOf(points, seed % 4)
  const row = (i: number, k: number) => profiles.values[i * modelCount + k]!
  const white = Array.from({ length: points + smoothed }, () => random.normal())
  const exact = curve.q.map((_, i) => states.reduce((sum, k) => sum + row(i, k) / 2, 0))
  const errors = exact.map((value, i) => value * (0.01 + 0.16 * curve.q[i]! ** 2))
  const intensity = exact.map((value, i) => {
    const noise = white.slice(i, i + smoothed).reduce((sum, each) => sum + each, 0) / Math.sqrt(smoothed)
    return value + errors[i]! * noise
  })
  const kept = Array.from({ length: modelCount }, (_, k) => k).filter(
    k => which !== 'lacking' || k !== states[1],
  )
  const values = [...curve.q].flatMap((q, i) =>
    kept.map(k => row(i, k) * (which === 'wrong' ? Math.exp(8 * q) : 1)),
  )
  const problem = buildProblem(
    {
      curve: { q: curve.q, intensity, sigma: errors.map(error => stated * error) },
      profiles: { names: kept.map(String), values: Float64Array.from(values) },
    },
    { background: 'auto', errorScale: 'inferred' },
  )
  const { amounts } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
  const { chi2 } = mixtureFit(problem, [...kept.keys()], [...amounts])
  const fitted = amounts.filter(amount => amount > 0).length + problem.nuisance!.count
  const loo = { elpd: 0, se: 0, effectiveParameters: fitted, paretoK: [] }
  return misfitOf(chi2 / points, points, problem.errorScale, loo, Number.POSITIVE_INFINITY).p
}

const seeds = Array.from({ length: long ? 400 : 40 }, (_, seed) => seed)
const noticed = (kind: Kind, which: Parameters<typeof pOf>[2]) =>
  seeds.filter(seed => thresholds.chi2P.judge(pOf(kind, seed, which)) === 'poor').length / seeds.length

describe('of simulated curves, p of the misfit', () => {
  test('calls a right library wrong in no more than 1 of 100 cases, whatever the number of points and their errors', () => {
    const shares = kinds.map(kind => noticed(kind, 'right'))
    for (const share of shares) expect(share).toBeLessThan(long ? 0.03 : 0.1)
    // Three standard errors above 1 %.
    const all = shares.reduce((sum, share) => sum + share / shares.length, 0)
    expect(all).toBeLessThan(0.01 + 3 * Math.sqrt(0.01 / (seeds.length * kinds.length)))
  })

  test('notices a missing state in four of five cases, and another protein always', () => {
    for (const kind of kinds) {
      expect(noticed(kind, 'lacking')).toBeGreaterThan(0.75)
      expect(noticed(kind, 'wrong')).toBe(1)
    }
  })
})
