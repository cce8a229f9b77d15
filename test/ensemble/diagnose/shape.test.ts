import { describe, expect, test } from 'bun:test'
import { ShapeSum, shapeDirections } from '#src/ensemble/diagnose/shape.ts'
import { graded } from '#src/ensemble/diagnose/thresholds.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { chi2UpperTail } from '#src/ensemble/numeric/special.ts'

/** The misfit of the shape, where everything is linear and Gaussian, so that posteriors are known in closed form. */

const pointCount = 160
const q = Float64Array.from({ length: pointCount }, (_, i) => 0.01 + (0.34 * i) / (pointCount - 1))
/** Of a particle with an Rg of 25 A. */
const curve = q.map(value => Math.exp(-((value * 25) ** 2) / 3) + 0.01)
const sigma = curve.map(value => 0.01 * value)
const directions = shapeDirections(q, curve, sigma)
/** The model decides of these, and of half of the next. */
const fitted = 5
const known = { reference: 1, logSd: 0, estimateSd: 0, dependent: 1 }

/** The misfit of a curve with a feature in the shape that is worth `worth` in chi2, and the chi2 of all points. */
function misfitOf(seed: number, { worth = 0, smoothed = 1 } = {}) {
  const random = Random.stream(seed, 150)
  const white = Array.from({ length: pointCount + smoothed }, () => random.normal())
  const feature = directions[fitted + 3]!
  const data = q.map((_, i) => {
    const noise = white.slice(i, i + smoothed).reduce((sum, each) => sum + each, 0) / Math.sqrt(smoothed)
    return noise + Math.sqrt(worth) * feature[i]!
  })
  const along = directions.map(direction => direction.reduce((sum, value, i) => sum + value * data[i]!, 0))
  const decided = directions.map((_, j) => (j < fitted ? 1 : j === fitted ? 0.5 : 0))
  const sum = new ShapeSum(directions)
  const left = data.slice()
  decided.forEach((share, j) => {
    for (let i = 0; i < pointCount; i++) left[i]! -= share * along[j]! * directions[j]![i]!
  })
  for (let draw = 0; draw < 60; draw++) {
    const residuals = left.slice()
    decided.forEach((share, j) => {
      if (share === 0) return
      const off = Math.sqrt(share) * random.normal()
      for (let i = 0; i < pointCount; i++) residuals[i]! += off * directions[j]![i]!
    })
    sum.add(residuals, 1)
  }
  const chi2 = left.reduce((total, value) => total + value * value, 0)
  return {
    shape: sum.misfit({ ...known, dependent: smoothed }, 20)!,
    all: chi2UpperTail(chi2, pointCount - fitted - 0.5),
  }
}

const seeds = Array.from({ length: 400 }, (_, seed) => seed)
const share = (is: (seed: number) => boolean) => seeds.filter(is).length / seeds.length
const isNoticed = (p: number) => graded('shapeP', p).grade !== 'good'

describe('the misfit of the shape', () => {
  test('has orthogonal directions, more of them than Shannon channels', () => {
    // 0.34 x 75/pi = 8.1 channels.
    expect(directions.length).toBe(12)
    for (const [j, a] of directions.entries())
      for (const [k, b] of directions.entries())
        expect(a.reduce((sum, value, i) => sum + value * b[i]!, 0)).toBeCloseTo(j === k ? 1 : 0, 8)
  })

  test('counts the degrees that the curve left', () => {
    const degrees = seeds.slice(0, 50).map(seed => misfitOf(seed).shape.degrees)
    // Of 60 draws, what is decided is known to a tenth.
    expect(degrees.reduce((sum, each) => sum + each / 50, 0)).toBeCloseTo(directions.length - fitted - 0.5, 0)
  })

  test('is called one in 2 % of right models, and of those whose neighbouring points share noise', () => {
    for (const smoothed of [1, 3])
      expect(share(seed => isNoticed(misfitOf(seed, { smoothed }).shape.p))).toBeLessThan(0.02 + 3 * 0.007)
    expect(Math.abs(share(seed => misfitOf(seed).shape.p < 0.5) - 0.5)).toBeLessThan(0.08)
  })

  test('sees what drowns in the chi2 of all points', () => {
    const found = seeds.map(seed => misfitOf(seed, { worth: 20 }))
    const noticed = (of: (each: (typeof found)[number]) => number) =>
      found.filter(each => isNoticed(of(each))).length / found.length
    expect(noticed(({ shape }) => shape.p)).toBeGreaterThan(0.75)
    expect(noticed(({ all }) => all)).toBeLessThan(0.35)
  })

  test('is not asked of a curve without a size or with few points', () => {
    expect(
      shapeDirections(
        q,
        curve.map((_, i) => 1 + 0.1 * i),
        sigma,
      ),
    ).toEqual([])
    expect(shapeDirections(q.slice(0, 10), curve.slice(0, 10), sigma.slice(0, 10))).toEqual([])
    expect(new ShapeSum([]).misfit(known, 5)).toBeNull()
  })

  test('is asked of a curve that begins at q = 0', () => {
    const [from, ...rest] = q
    expect(from).toBeGreaterThan(0)
    const found = shapeDirections(Float64Array.of(0, ...rest), curve, sigma)
    expect(found.length).toBe(directions.length)
    expect(found.every(direction => direction.every(Number.isFinite))).toBe(true)
  })

  test('allows for the error of the scatter', () => {
    const sum = new ShapeSum(directions)
    const residuals = directions[8]!.map(value => 4 * value)
    for (let draw = 0; draw < 10; draw++) sum.add(residuals, 1)
    const sure = sum.misfit(known, 0)!
    expect(sure.chi2).toBeCloseTo(16, 8)
    expect(sure.p).toBeCloseTo(chi2UpperTail(16, directions.length), 8)
    expect(sum.misfit({ ...known, estimateSd: 0.2 }, 0)!.p).toBeGreaterThan(1.1 * sure.p)
  })
})
