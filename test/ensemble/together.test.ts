import { expect, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import type { Curve, Summary } from '#src/ensemble/contract.ts'
import { errorScaleOf } from '#src/ensemble/errorScale.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logNormalCdf, logSumExp } from '#src/ensemble/numeric/special.ts'
import { long, unlessLong } from '../support/skips.ts'
import { simplexNodes } from './quadrature.ts'
import { drawTruth } from './saxs/hydrationReplicas.ts'
import { bothPartials, measureBoth } from './saxs/jointReplicas.ts'

/** Several curves of one ensemble in one likelihood, against sums in which the scale of every curve is integrated out exactly. */

const silent = { report: () => {} }

/** Two measurements of a mixture: of different points, scales and contrasts, each with 5 or 6 % of noise, told as so many times larger. */
function twoCurves(weights: number[], told = [1, 1]) {
  const kinds = [
    { points: 40, scale: 1.3, size: (k: number) => 12 + 5 * k, noise: 0.06 },
    { points: 25, scale: 0.02, size: (k: number) => 20 + 2 * (k - 1) ** 2, noise: 0.05 },
  ]
  return kinds.map(({ points, scale, size, noise }, m) => {
    const random = Random.stream(3, 77, m)
    const q = Float64Array.from({ length: points }, (_, i) => 0.01 + ((0.25 + 0.05 * m) * i) / points)
    const values = new Float64Array(points * weights.length)
    q.forEach((x, i) => {
      weights.forEach((_, k) => {
        values[i * weights.length + k] = Math.exp(-((x * size(k)) ** 2) / 3) + 0.02 / (1 + k)
      })
    })
    const exact = q.map(
      (_, i) => scale * weights.reduce((sum, w, k) => sum + w * values[i * weights.length + k]!, 0),
    )
    const sigma = exact.map(value => noise * (value + 0.01 * scale))
    const curve: Curve = { q, sigma, intensity: exact.map((value, i) => value + sigma[i]! * random.normal()) }
    curve.sigma = sigma.map(error => told[m]! * error)
    return { name: `curve ${m + 1}`, curve, library: { names: weights.map((_, k) => `m${k}`), values } }
  })
}

type Measured = ReturnType<typeof twoCurves>[number]

/** log p(y | w) of one curve with its errors times e^x, all constants kept, its scale ~ half-normal(10 c_ref) integrated out. */
function logLikelihoodOf({ curve: { q, intensity, sigma }, library: { names, values } }: Measured) {
  const count = names.length
  const profiles = names.map((_, k) => q.map((_, i) => values[i * count + k]!))
  const product = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + (value * b[i]!) / sigma[i]! ** 2, 0)
  const squares = profiles.map(a => profiles.map(b => product(a, b)))
  const overlaps = profiles.map(a => product(a, intensity))
  const squareOfData = product(intensity, intensity)
  const constants = sigma.reduce((sum, error) => sum - Math.log(error * Math.sqrt(2 * Math.PI)), 0)
  const of = (weights: number[]) => {
    let [square, overlap] = [0, 0]
    weights.forEach((w, k) => {
      overlap += w * overlaps[k]!
      for (const [l, v] of weights.entries()) square += w * v * squares[k]![l]!
    })
    return { square, overlap }
  }
  const even = of(names.map(() => 1 / count))
  const tau = (10 * even.overlap) / even.square
  return (weights: number[], x = 0) => {
    const certainty = Math.exp(-2 * x)
    const whole = of(weights)
    const [square, overlap] = [certainty * whole.square, certainty * whole.overlap]
    const g = square + 1 / tau ** 2
    return (
      constants -
      q.length * x +
      Math.log(2 / tau) -
      0.5 * Math.log(g) +
      logNormalCdf(overlap / Math.sqrt(g)) -
      0.5 * (certainty * squareOfData - overlap ** 2 / g)
    )
  }
}

const classic = { background: 'none', errorScale: 'fixed', select: false } as const

for (const weights of [[1], [0.7, 0.3], [0.5, 0.3, 0.2]])
  test.skipIf(weights.length > 1 && !long)(
    `the posterior of two curves is what quadrature says: ${weights.join(', ')}${weights.length > 1 ? unlessLong : ''}`,
    async () => {
      const [first, second] = twoCurves(weights)
      const { result } = await analyseLibrary(
        { ...first!, more: [{ ...second!, background: 'none', errorScale: 'fixed' }] },
        { ...classic, prior: 1, iterations: long ? 1500 : 800, effort: 'gate' },
        silent,
      )
      const nodes =
        weights.length === 1
          ? [{ weights: [1], log: 0 }]
          : simplexNodes(
              weights.map(() => 1),
              weights.length === 2 ? 0.02 : 0.05,
            )
      const [one, other] = [logLikelihoodOf(first!), logLikelihoodOf(second!)]
      const logs = nodes.map(node => node.log + one(node.weights) + other(node.weights))
      const total = logSumExp(logs)
      const shares = logs.map(log => Math.exp(log - total))
      result.models.forEach(({ weight }, k) => {
        const mean = nodes.reduce((sum, node, n) => sum + shares[n]! * node.weights[k]!, 0)
        const sd = Math.sqrt(
          nodes.reduce((sum, node, n) => sum + shares[n]! * (node.weights[k]! - mean) ** 2, 0),
        )
        expect(Math.abs(weight.mean - mean)).toBeLessThan(0.1 * sd + 1e-12)
        if (sd > 0) expect(weight.sd / sd).toBeWithin(0.93, 1.07)
      })
      expect(Math.abs(result.evidence!.log - total)).toBeLessThan(0.1)
      const { alone, logBayesFactor, grade } = result.agreement!
      expect(logBayesFactor).toBeCloseTo(
        result.evidence!.log - alone[0]!.evidence.log - alone[1]!.evidence.log,
        9,
      )
      expect(grade).toBe('good')
    },
  )

test('the fit of a curve has the resolution of its points in use, and of one without has none', async () => {
  const [first, second] = twoCurves([1])
  const { q } = second!.curve
  const dq = q.map(value => 0.001 + 0.02 * value)
  const qMax = q[q.length - 4]!
  const { result } = await analyseLibrary(
    { ...first!, more: [{ ...second!, curve: { ...second!.curve, dq }, background: 'none', qMax }] },
    { ...classic, prior: 1, iterations: 100, effort: 'gate' },
    silent,
  )
  const [without, smeared] = result.curves!.map(({ fit }) => fit)
  expect(without!.dq).toBeUndefined()
  expect(smeared!.dq).toEqual([...dq.slice(0, -3)])
  expect(smeared!.q).toEqual([...q.slice(0, -3)])
})

test('each of several curves has an error scale of its own, as quadrature says', async () => {
  // The errors of the first are told half as large as they are, those of the second half as large again.
  const [first, second] = twoCurves([0.7, 0.3], [0.5, 1.5])
  const { result, draws } = await analyseLibrary(
    { ...first!, more: [{ ...second!, background: 'none' }] },
    { select: false, background: 'none', prior: 1, iterations: long ? 1500 : 800, effort: 'gate' },
    silent,
  )
  const nodes = simplexNodes([1, 1], 0.02)
  const grids = [first!, second!].map(measured => {
    const { reference, logSd } = errorScaleOf(measured.curve, 'inferred')
    const of = logLikelihoodOf(measured)
    const xs = Array.from({ length: 241 }, (_, n) => Math.log(reference) + logSd * (n / 20 - 6))
    const prior = xs.map(
      x =>
        -0.5 * ((x - Math.log(reference)) / logSd) ** 2 + Math.log(1 / 20) - Math.log(Math.sqrt(2 * Math.PI)),
    )
    return { xs, logs: nodes.map(node => xs.map((x, n) => prior[n]! + of(node.weights, x))) }
  })
  const sums = grids.map(({ logs }) => logs.map(row => logSumExp(row)))
  const logs = nodes.map(({ log }, n) => log + sums[0]![n]! + sums[1]![n]!)
  const total = logSumExp(logs)
  expect(Math.abs(result.evidence!.log - total)).toBeLessThan(0.12)
  const shares = logs.map(log => Math.exp(log - total))
  const moments = (values: number[], weights: number[]) => {
    const mean = values.reduce((sum, value, n) => sum + weights[n]! * value, 0)
    return {
      mean,
      sd: Math.sqrt(values.reduce((sum, value, n) => sum + weights[n]! * (value - mean) ** 2, 0)),
    }
  }
  const weight = moments(
    nodes.map(node => node.weights[0]!),
    shares,
  )
  expect(Math.abs(result.models[0]!.weight.mean - weight.mean)).toBeLessThan(0.1 * weight.sd)
  expect(result.models[0]!.weight.sd / weight.sd).toBeWithin(0.93, 1.07)
  result.curves!.forEach(({ errorScale }, m) => {
    const { xs, logs } = grids[m]!
    const of = xs.map((_, x) =>
      nodes.reduce((sum, _, n) => sum + shares[n]! * Math.exp(logs[n]![x]! - sums[m]![n]!), 0),
    )
    const scale = moments(
      xs.map(x => Math.exp(x)),
      of,
    )
    expect(Math.abs(errorScale!.scale.mean - scale.mean)).toBeLessThan(0.1 * scale.sd)
    expect(errorScale!.scale.sd / scale.sd).toBeWithin(0.93, 1.07)
  })
  const [one, other] = result.curves!.map(({ errorScale }) => errorScale!.scale)
  expect(one!.q025).toBeGreaterThan(1.3)
  expect(other!.q975).toBeLessThan(1)
  expect(draws.errorScale.length).toBe(2 * draws.count)
})

test('curves of two different ensembles do not agree', async () => {
  const [first] = twoCurves([0.7, 0.3])
  const [, second] = twoCurves([0.1, 0.9])
  const { result } = await analyseLibrary(
    { ...first!, more: [second!] },
    { select: false, prior: 1, iterations: 200, effort: 'gate' },
    silent,
  )
  expect(result.agreement).toMatchObject({ grade: 'poor' })
  expect(result.agreement!.alone[0]!.weights[0]!.mean).toBeCloseTo(0.7, 1)
  expect(result.agreement!.alone[1]!.weights[0]!.mean).toBeCloseTo(0.1, 1)
  expect(result.verdict!.reasons.join('\n')).toContain('do not agree on one ensemble')
})

const both = bothPartials(5)
const within = ({ q025, q975 }: Summary, value: number) => q025 <= value && value <= q975

/** One SAXS and one SANS curve of a simulated ensemble, and what the two together say. */
async function infer(seed: number) {
  const truth = drawTruth(5, seed)
  const options = {
    select: false,
    effort: 'gate',
    iterations: long ? 1000 : 400,
    iterationsMax: 8000,
  } as const
  const { result } = await analyseLibrary(
    measureBoth(both, truth, seed),
    { ...options, prior: '1/K' },
    silent,
  )
  return { truth, result }
}

test.skipIf(!long)(
  `SAXS and SANS together find weights and hydration, more surely than either alone${unlessLong}`,
  async () => {
    const { truth, result } = await infer(1)
    result.models.forEach(({ weight }, k) => {
      expect(Math.abs(weight.mean - truth.weights[k]!)).toBeLessThan(0.01 + 3 * weight.sd)
    })
    const { c1, c1Sd, check } = result.hydration!
    expect(Math.abs(c1 - truth.c1)).toBeLessThan(3 * c1Sd!)
    expect(Math.abs(check!.median)).toBeLessThan(4)
    const spread = (weights: { sd: number }[]) => Math.hypot(...weights.map(({ sd }) => sd))
    const joint = spread(result.models.map(({ weight }) => weight))
    for (const { weights } of result.agreement!.alone) expect(joint).toBeLessThan(spread(weights))
    const [saxs, sans] = result.curves!
    expect(saxs).toMatchObject({ name: 'saxs.dat', points: { used: 160 } })
    expect(sans).toMatchObject({
      name: 'sans.dat',
      neutrons: { d2o: 0.9, smeared: true },
      points: { used: 80 },
    })
    for (const { fit, background, errorScale, misfit } of [saxs!, sans!]) {
      expect(fit.model.length).toBe(fit.q.length)
      expect(misfit.p).toBeGreaterThan(0.01)
      expect(errorScale!.scale.q50).toBeWithin(0.7, 1.4)
      expect(background!.amount.sd).toBeGreaterThan(0)
    }
    expect(result.fit).toEqual(saxs!.fit)
    // The simulated background of the neutrons is 2 % of I(0).
    expect(sans!.background!.share).toBeWithin(0.01, 0.03)
    expect(result.verdict!.words).toBe('Mixtures of these models explain the curves within their errors.')
  },
)

test.skipIf(!long)(
  `intervals of SAXS and SANS together are calibrated and narrower${unlessLong}`,
  async () => {
    let [held, total, narrower, misfits] = [0, 0, 0, 0]
    const sets = 60
    for (let seed = 1; seed <= sets; seed++) {
      const { truth, result } = await infer(seed)
      total += truth.weights.length
      held += result.models.filter(({ weight }, k) => within(weight, truth.weights[k]!)).length
      const spread = (weights: { sd: number }[]) => Math.hypot(...weights.map(({ sd }) => sd))
      const joint = spread(result.models.map(({ weight }) => weight))
      if (result.agreement!.alone.every(({ weights }) => joint < spread(weights))) narrower++
      if (result.verdict!.code === 'misfit') misfits++
    }
    console.info(`${held} of ${total} weights held, ${narrower} of ${sets} narrower, ${misfits} misfits`)
    // 95 % of 300 weights, which hang together within a set, within three sd.
    expect(held / total).toBeWithin(0.91, 0.99)
    expect(narrower).toBeGreaterThan(0.85 * sets)
    expect(misfits).toBeLessThan(4)
  },
  3_600_000,
)
