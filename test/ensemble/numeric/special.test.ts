import { describe, expect, test } from 'bun:test'
import { mean, variance } from '#src/ensemble/numeric/orderStatistics.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import {
  chi2UpperTail,
  digamma,
  erfcx,
  gammaQ,
  logGamma,
  logNormalCdf,
  normalCdf,
  normalQuantile,
  studentReach,
  studentUpperTail,
  trigamma,
} from '#src/ensemble/numeric/special.ts'
import { sliceGammaNormal, sliceShare } from '#src/ensemble/sample/slice.ts'

const near = (value: number, expected: number, relative = 1e-12) =>
  expect(Math.abs(value / expected - 1)).toBeLessThan(relative)

describe('special functions against closed forms', () => {
  test('gamma function and its derivatives', () => {
    near(logGamma(0.5), 0.5 * Math.log(Math.PI))
    near(logGamma(11), Math.log(3628800))
    near(logGamma(1e-200), 200 * Math.LN10)
    near(digamma(1), -0.5772156649015329)
    near(digamma(0.5), -0.5772156649015329 - 2 * Math.LN2)
    near(trigamma(1), Math.PI ** 2 / 6)
    near(trigamma(0.5), Math.PI ** 2 / 2)
  })

  test('normal distribution, far tails included', () => {
    near(normalCdf(1.959963984540054), 0.975)
    near(erfcx(1), 0.427583576155807)
    near(erfcx(30), 0.018795888861416751)
    near(logNormalCdf(-40), -804.60844201, 1e-11)
    for (const p of [1e-12, 0.001, 0.3, 0.5001, 0.99]) near(normalCdf(normalQuantile(p)), p, 1e-10)
  })

  test('chi-squared tails: exponential for two degrees, Poisson sums for even ones', () => {
    near(chi2UpperTail(7, 2), Math.exp(-3.5))
    near(gammaQ(3, 5), Math.exp(-5) * (1 + 5 + 12.5))
    near(
      chi2UpperTail(400, 20),
      Math.exp(-200) *
        Array.from({ length: 10 }, (_, n) => Math.exp(n * Math.log(200) - logGamma(n + 1))).reduce(
          (a, b) => a + b,
        ),
      1e-10,
    )
  })

  test('Student’s t: an arc for one degree, a root for two, the normal distribution for infinitely many', () => {
    for (const t of [0, 0.1, 1, 2.5, 30]) {
      near(studentUpperTail(t, 1), 0.5 - Math.atan(t) / Math.PI, 1e-10)
      near(studentUpperTail(t, 2), 1 / ((2 + t * t) * (1 + t / Math.sqrt(2 + t * t))), 1e-10)
      near(studentUpperTail(t, Number.POSITIVE_INFINITY), normalCdf(-t))
    }
    near(studentReach(1), Math.tan(0.475 * Math.PI), 1e-9)
    near(studentReach(2), (0.95 * Math.SQRT2) / Math.sqrt(1 - 0.95 ** 2), 1e-9)
    // z + (z^3 + z)/(4 n) + (5 z^5 + 16 z^3 + 3 z)/(96 n^2), Abramowitz & Stegun 26.7.5.
    near(studentReach(1e4), 1.96020124, 1e-8)
  })
})

describe('random numbers', () => {
  const count = 100_000
  const many = (draw: (random: Random) => number) => {
    const random = Random.stream(11, 3)
    return Float64Array.from({ length: count }, () => draw(random))
  }

  test('streams of different paths differ; a state goes on where it was', () => {
    const random = Random.stream(1, 2, 3)
    random.uniform()
    const copy = Random.from(random.state)
    expect(copy.uniform()).toBe(random.uniform())
    const first = new Set(Array.from({ length: 1000 }, (_, i) => Random.stream(1, i).uniform()))
    expect(first.size).toBe(1000)
  })

  test('moments of uniform, normal and gamma draws', () => {
    expect(mean(many(r => r.uniform()))).toBeCloseTo(0.5, 2)
    expect(variance(many(r => r.normal()))).toBeCloseTo(1, 1)
    expect(mean(many(r => Math.exp(r.logGamma(0.02))))).toBeCloseTo(0.02, 2)
    // E log Gamma(a) = digamma(a), also where the draws themselves underflow.
    expect(mean(many(r => r.logGamma(0.002))) / digamma(0.002)).toBeCloseTo(1, 1)
  })

  test('slice sampling keeps its density: moments of u against quadrature', () => {
    for (const [a, b, q] of [
      [0.2, 3, 1],
      [0.05, -20, 30],
      [2, -5, 1],
      [0.5, -1000, 1000],
    ]) {
      const [lowest, step] = [-60 / a!, 0.001 + 60 / a! / 200_000]
      let [total, first] = [0, 0]
      for (let l = lowest; l < 6; l += step) {
        const u = Math.exp(l)
        const density = Math.exp(a! * l - b! * u - 0.5 * q! * u * u - (b! < 0 ? (b! * b!) / (2 * q!) : 0))
        total += density
        first += u * density
      }
      let l = 0
      const draws = many(random => {
        l = sliceGammaNormal(a!, b!, q!, l, Math.exp(l), -Infinity, random)
        return Math.exp(l)
      })
      expect(Math.abs(mean(draws) / (first / total) - 1)).toBeLessThan(0.03)
    }
  })

  test('a share without data is a Beta draw', () => {
    let x = 0
    const draws = many(random => {
      x = sliceShare(0.3, 0.9, 0, 0, 1, x, Infinity, random)
      return 1 / (1 + Math.exp(-x))
    })
    expect(mean(draws)).toBeCloseTo(0.25, 2)
    expect(variance(draws)).toBeCloseTo((0.25 * 0.75) / 2.2, 2)
  })
})
