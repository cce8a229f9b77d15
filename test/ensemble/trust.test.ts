import { expect, test } from 'bun:test'
import { judgeRecovery } from '#src/ensemble/diagnose/recovery.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { priorSdOf } from '#src/ensemble/posterior/prior.ts'
import { simulateInput } from '#src/ensemble/simulate.ts'
import { type TrustProgress, type TrustServices, testTrust } from '#src/ensemble/trust.ts'
import { long, unlessLong } from '../support/skips.ts'
import { conformersOf } from './calibration/simulated.ts'
import { madeUp } from './madeUp.ts'

/** Whether data can tell ensembles like the one that they gave, and what the answer is made of. */

const silent = { report: () => {} }
const quick = { select: false, iterations: 400, iterationsMax: 400, background: 'none' } as const

test('a precise curve of models that differ recovers the weights; one that is mostly noise hardly does', async () => {
  const measured = async (noise: number, replicas: number) => {
    const { curve, profiles } = madeUp([0.7, 0.3], { noise })
    return await testTrust({ curve, library: profiles }, { ...quick, seed: 1 }, { replicas }, silent)
  }
  const [precise, vague] = [await measured(0.01, 4), await measured(0.6, 2)]
  expect(precise).toMatchObject({ replicas: 4, misfits: 0, grade: 'good', priorSd: expect.any(Number) })
  expect(precise.measured?.verdict).toBe('explained')
  expect(precise.shown).toMatchObject({ count: 8 })
  expect(precise.seenFrom).toBeLessThan(0.3)
  // Truths are draws of the posterior: near what was found, and not all the same.
  for (const [k, weight] of [0.7, 0.3].entries()) {
    const { truth, error, sd } = precise.models[k]!
    expect(Math.abs(truth - weight)).toBeLessThan(0.05)
    expect(sd).toBeLessThan(0.05)
    expect(error).toBeWithin(sd / 4, 3 * sd)
  }
  expect(precise.quantities.map(({ name }) => name)).toEqual(['effectiveModels'])
  expect(precise.quantities[0]!.truthSd).toBeGreaterThan(0)
  expect(vague.seenFrom ?? 1).toBeGreaterThanOrEqual(0.3)
  expect(vague.models[0]!.sd).toBeGreaterThan(10 * precise.models[0]!.sd)
}, 300_000)

test('a test that was ended goes on with the next replica, to the same result, and tells of one at a time', async () => {
  const { curve, profiles } = madeUp([0.7, 0.3], { noise: 0.1 })
  const kept: TrustProgress[] = []
  const told: string[] = []
  const run = (services: Partial<TrustServices>) =>
    testTrust(
      { curve, library: profiles },
      { ...quick, iterations: 60, iterationsMax: 60 },
      { replicas: 4 },
      { ...silent, ...services },
    )
  const whole = await run({
    report: ({ message }) => void (told.at(-1) !== message && told.push(message!)),
    keepReached: async progress => void kept.push(structuredClone(progress)),
  })
  expect(kept.map(({ recovered }) => recovered.length)).toEqual([1, 2, 3, 4])
  expect(told).toEqual([
    'Inferring the ensemble of the measurement',
    ...[1, 2, 3, 4].map(n => `Simulated curve ${n} of 4`),
  ])
  expect(await run({ reached: kept[1] })).toEqual(whole)
}, 60_000)

test.skipIf(!long)(
  `of structures Rg and hydration are recovered too${unlessLong}`,
  async () => {
    const library = conformersOf(2, 3)
    const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 + 0.006 * i)
    const curve = { q, intensity: q.map(x => Math.exp(-200 * x * x)), sigma: q.map(() => 0.01) }
    const truth = {
      weights: [0.5, 0.3, 0.2],
      noise: 1,
      hydration: { mode: 'fixed', c1: 1, contrast: 0.015 },
    } as const
    const measured = simulateInput({ curve, library }, {}, truth, Random.stream(4))
    const found = await testTrust(measured, { ...quick, background: 'auto' }, { replicas: 2 }, silent)
    expect(found.quantities.map(({ name }) => name)).toEqual(['rg', 'effectiveModels', 'c1', 'contrast'])
    for (const { sd, truthSd } of found.quantities) {
      expect(sd).toBeGreaterThan(0)
      expect(truthSd).toBeGreaterThan(0)
    }
  },
  300_000,
)

test('a simulated measurement has the background and errors that are asked for, and shifts and means of the weights', () => {
  const { curve, profiles } = madeUp([0.5, 0.5], { points: 2000, noise: 0.05 })
  const shifts = {
    values: Float64Array.of(50, 54),
    measured: Float64Array.of(0),
    error: Float64Array.of(3e-9),
    rms: Float64Array.of(4e-9),
  }
  const observable = {
    name: 'd',
    average: 'r^-6',
    kind: 'mean',
    measured: 1,
    error: 1e-9,
    values: Float64Array.of(2, 3),
  } as const
  const bound = { ...observable, kind: 'upper', measured: 7 } as const
  const simulated = (background: number) =>
    simulateInput(
      { curve, library: profiles, shifts, observables: [observable, bound] },
      {},
      {
        weights: [3, 1],
        noise: 1,
        hydration: { mode: 'none', c1: 1, contrast: 0 },
        curves: [{ errorScale: 3, background }],
      },
      Random.stream(5),
    )
  const [without, withOne] = [simulated(0), simulated(0.1)]
  expect(without.shifts!.measured[0]).toBeCloseTo(51, 6)
  expect(without.observables![0]!.measured).toBeCloseTo((0.75 * 2 ** -6 + 0.25 * 3 ** -6) ** (-1 / 6), 6)
  expect(without.observables![1]).toBe(bound)
  expect(without.curve.sigma).toEqual(curve.sigma)
  // The scale is that of the measured curve less the background, so what is left of one curve less the other is not all of it.
  const mixture = curve.q.map((_, i) => 0.75 * profiles.values[2 * i]! + 0.25 * profiles.values[2 * i + 1]!)
  const scaleOf = (value: (i: number) => number) =>
    curve.q.reduce((sum, _, i) => sum + (mixture[i]! * value(i)) / curve.sigma[i]! ** 2, 0) /
    curve.q.reduce((sum, _, i) => sum + (mixture[i]! / curve.sigma[i]!) ** 2, 0)
  const scale = scaleOf(i => curve.intensity[i]!)
  const residuals = curve.q.map(
    (_, i) => (without.curve.intensity[i]! - scale * mixture[i]!) / curve.sigma[i]!,
  )
  expect(Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / residuals.length)).toBeWithin(2.85, 3.15)
  const other = scaleOf(i => curve.intensity[i]! - 0.1)
  curve.q.forEach((_, i) => {
    const added = withOne.curve.intensity[i]! - without.curve.intensity[i]!
    expect(added).toBeCloseTo(0.1 + (other - scale) * mixture[i]!, 6)
  })
})

const weight = (truth: number, mean: number, half: number) => ({
  truth,
  mean,
  sd: half / 2,
  q025: Math.max(0, mean - half),
  q975: mean + half,
})
const replica = (weights: ReturnType<typeof weight>[]) => ({
  weights,
  quantities: {},
  converged: true,
  isMisfit: false,
})

test('what is recovered is counted by true weight, and models are found from the weight on where four of five are seen', () => {
  const found = judgeRecovery(
    ['a', 'b', 'c'],
    [
      replica([weight(0.6, 0.55, 0.1), weight(0.4, 0.38, 0.1), weight(0, 0.07, 0.05)]),
      replica([weight(0.93, 0.98, 0.02), weight(0.07, 0.02, 0.03), weight(0, 0, 0)]),
    ],
    0.2,
  )
  expect(found.classes).toEqual([
    { from: 0.05, to: 0.1, count: 1, seen: 0, held: 0, sd: 0.015 },
    { from: 0.3, to: 0.5, count: 1, seen: 1, held: 1, sd: 0.05 },
    { from: 0.5, to: 1, count: 2, seen: 2, held: 1, sd: expect.closeTo(0.03) },
  ])
  expect(found).toMatchObject({
    seenFrom: 0.3,
    shown: { held: 2, count: 4 },
    falsePresence: { count: 1, of: 2 },
    grade: 'poor',
    models: [
      { name: 'a', held: 1, truth: expect.closeTo(0.765), error: expect.closeTo(0.05) },
      { name: 'b', held: 1 },
      { name: 'c', held: 1 },
    ],
  })
  expect(found.words.join(' ')).toContain('from a weight of 30 % on')
})

test('a few intervals that miss are chance among few replicas, and not among many', () => {
  const [right, wrong] = [weight(0.6, 0.58, 0.1), weight(0.6, 0.4, 0.1)].map(one => replica([one]))
  const gradeOf = (held: number, of: number) =>
    judgeRecovery(
      ['a'],
      Array.from({ length: of }, (_, n) => (n < held ? right! : wrong!)),
      null,
    ).grade
  expect([gradeOf(18, 20), gradeOf(16, 20), gradeOf(14, 20)]).toEqual(['good', 'fair', 'poor'])
  expect([gradeOf(180, 200), gradeOf(160, 200)]).toEqual(['fair', 'poor'])
})

test('few simulated curves are not said to show that data can tell an ensemble', () => {
  const [right, wrong] = [weight(0.6, 0.58, 0.1), weight(0.6, 0.4, 0.1)].map(one => replica([one]))
  const sentenceOf = (held: number, of: number) =>
    judgeRecovery(
      ['a'],
      Array.from({ length: of }, (_, n) => (n < held ? right! : wrong!)),
      null,
    ).words[0]!
  expect(sentenceOf(7, 8)).toStartWith('7 of 8 intervals of weights above 5 % hold the weight. So few')
  expect(sentenceOf(1, 1)).toContain('cannot tell whether 95 % do: simulate 20 or more')
  expect(sentenceOf(20, 20)).toStartWith('These data can tell an ensemble like this one')
  expect(sentenceOf(0, 3)).toStartWith('These data cannot tell')
})

test('without a weight above 5 % there is nothing to tell', () => {
  const found = judgeRecovery(['a'], [replica([weight(0.02, 0.02, 0.02)])], null)
  expect(found).toMatchObject({ grade: 'poor', seenFrom: null, shown: { held: 0, count: 0, sd: null } })
  expect(found.words.join(' ')).toContain('No model has a weight above 5 %')
})

test('the sd of a weight before the data is that of draws of the prior', () => {
  const random = Random.stream(6)
  const count = 40_000
  const sample = (draw: () => number) => {
    const draws = Array.from({ length: count }, draw)
    const mean = draws.reduce((sum, value) => sum + value / count, 0)
    return Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0))
  }
  const gammas = (n: number, a: number) => Array.from({ length: n }, () => Math.exp(random.logGamma(a)))
  const firstOf = (values: number[]) => values[0]! / values.reduce((sum, value) => sum + value, 0)
  const prior = { sentence: '', members: null, memberShares: null }
  const dirichlet = sample(() => firstOf(gammas(4, 0.7)))
  expect(priorSdOf({ ...prior, kind: 'dirichlet', exponent: 0.7 }, 4)).toBeWithin(
    0.98 * dirichlet,
    1.02 * dirichlet,
  )
  // P(n) ~ 1/n on 1..3, and the first of three models is one of n with probability n/3.
  const inclusion = sample(() => {
    const wanted = random.uniform() * (1 + 1 / 2 + 1 / 3)
    const n = wanted < 1 ? 1 : wanted < 1.5 ? 2 : 3
    const a = Math.exp(random.normal())
    return random.uniform() < n / 3 ? firstOf(gammas(n, a)) : 0
  })
  const exact = priorSdOf({ ...prior, kind: 'inclusion', exponent: null }, 3)
  expect(exact).toBeWithin(0.98 * inclusion, 1.02 * inclusion)
  expect(priorSdOf({ ...prior, kind: 'energies', exponent: null }, 3)).toBeNull()
})

test('a number of models at an end of its range is not counted among what intervals hold', () => {
  const weight = { truth: 0.5, mean: 0.5, sd: 0.1, q025: 0.3, q975: 0.7 }
  const namesOf = (truth: number) => {
    const effectiveModels = { truth, mean: 1.9, sd: 0.05, q025: 1.7, q975: 1.98 }
    const rg = { truth: 30, mean: 30, sd: 1, q025: 28, q975: 32 }
    const replica = {
      weights: [weight, weight],
      quantities: { rg, effectiveModels },
      converged: true,
      isMisfit: false,
    }
    return judgeRecovery(['a', 'b'], [replica], null).quantities.map(({ name }) => name)
  }
  expect(namesOf(2)).toEqual(['rg'])
  expect(namesOf(1)).toEqual(['rg'])
  expect(namesOf(1.8)).toEqual(['rg', 'effectiveModels'])
})
