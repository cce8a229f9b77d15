import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Curve, Profiles } from '#src/ensemble/contract.ts'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import type { Shifts } from '#src/ensemble/shifts.ts'
import { madeUp, reordered } from './madeUp.ts'

setDefaultTimeout(600_000)

/** Input that cannot be right is refused in one exact sentence; input that is only odd gives numbers, all of them finite. */

const silent = { report: () => {} }
const brief: InferOptions = {
  ...classicModel,
  chains: 2,
  iterations: 100,
  iterationsMax: 100,
  effort: 'gate',
}
const good = madeUp([0.5, 0.3, 0.2])

const withCurve = (change: (curve: Curve) => void): InferInput => {
  const curve = structuredClone(good.curve)
  change(curve)
  return { ...good, curve }
}
const withProfiles = (change: (profiles: Profiles) => void): InferInput => {
  const profiles = structuredClone(good.profiles)
  change(profiles)
  return { ...good, profiles }
}
const shifts: Shifts = {
  values: Float64Array.of(1, 2, 3, 2, 3, 4),
  measured: Float64Array.of(2, 3),
  error: Float64Array.of(0.1, 0.1),
  rms: Float64Array.of(0.4, 0.4),
}
const manyModels = (): InferInput => ({
  curve: {
    q: Float64Array.of(0.1, 0.2, 0.3),
    intensity: Float64Array.of(1.5, 1.4, 1.3),
    sigma: Float64Array.of(0.1, 0.1, 0.1),
  },
  profiles: {
    names: Array.from({ length: 5001 }, (_, k) => `m${k}`),
    values: Float64Array.from({ length: 15_003 }, (_, i) => 1 + Math.sin(i) ** 2),
  },
})

interface Refusal {
  what: string
  input: InferInput
  options?: InferOptions
  reason: string
  sentence: string
}

const q = good.curve.q
const refusals: Refusal[] = [
  {
    what: 'an intensity that is NaN',
    input: withCurve(curve => (curve.intensity[3] = Number.NaN)),
    reason: 'bad_curve',
    sentence: `The intensity is not a finite number at point 4 of the curve (q = ${q[3]}).`,
  },
  {
    what: 'a q that is NaN',
    input: withCurve(curve => (curve.q[3] = Number.NaN)),
    reason: 'bad_curve',
    sentence: 'q is not a finite number at point 4 of the curve.',
  },
  {
    what: 'an error that is NaN',
    input: withCurve(curve => (curve.sigma[3] = Number.NaN)),
    reason: 'bad_curve',
    sentence: `The error is NaN at point 4 of the curve (q = ${q[3]}); it must be positive.`,
  },
  {
    what: 'a zero error',
    input: withCurve(curve => (curve.sigma[0] = 0)),
    reason: 'bad_curve',
    sentence: `The error is 0 at point 1 of the curve (q = ${q[0]}); it must be positive.`,
  },
  {
    what: 'a negative error',
    input: withCurve(curve => (curve.sigma[5] = -1)),
    reason: 'bad_curve',
    sentence: `The error is -1 at point 6 of the curve (q = ${q[5]}); it must be positive.`,
  },
  {
    what: 'q that falls',
    input: withCurve(curve => (curve.q[9] = 0)),
    reason: 'bad_curve',
    sentence: `q falls at point 10 of the curve: ${q[8]} is followed by 0.`,
  },
  {
    what: 'columns of different length',
    input: withCurve(curve => (curve.sigma = curve.sigma.slice(0, 39))),
    reason: 'bad_curve',
    sentence: 'The curve has 40 values of q, 40 intensities and 39 errors.',
  },
  {
    what: 'two points',
    input: { ...good, curve: { q: q.slice(0, 2), intensity: q.slice(0, 2), sigma: q.slice(0, 2) } },
    reason: 'bad_curve',
    sentence: 'Only 2 data points found; at least 3 are needed.',
  },
  {
    what: 'a curve of zeros',
    input: withCurve(curve => curve.intensity.fill(0)),
    reason: 'bad_curve',
    sentence: 'Every intensity is zero.',
  },
  {
    what: 'a curve of zeros in the q range',
    input: withCurve(curve => curve.intensity.fill(0, 0, 20)),
    options: { qMax: q[19] },
    reason: 'bad_curve',
    sentence: 'The curve is zero at every point of the q range.',
  },
  {
    what: 'a q range with too few points',
    input: good,
    options: { qMax: q[1] },
    reason: 'bad_curve',
    sentence: `Only 2 of 40 points lie between q = 0 and ${q[1]} 1/A; at least 3 are needed.`,
  },
  {
    what: 'an empty q range',
    input: good,
    options: { qMin: 0.2, qMax: 0.1 },
    reason: 'bad_options',
    sentence: 'The q range 0.2 to 0.1 1/A is empty.',
  },
  {
    what: 'a negative curve',
    input: withCurve(curve => (curve.intensity = curve.intensity.map(value => -value))),
    reason: 'no_fit',
    sentence:
      'No positive scale brings the mean profile to the curve: check that both are intensities of the same sign.',
  },
  {
    what: 'profiles of another length',
    input: withProfiles(profiles => (profiles.values = profiles.values.slice(0, 30))),
    reason: 'bad_profiles',
    sentence: 'The curve has 40 points, but the profiles have 10 points; both must have the same points.',
  },
  {
    what: 'profiles that are no matrix',
    input: withProfiles(profiles => (profiles.values = profiles.values.slice(0, 31))),
    reason: 'bad_profiles',
    sentence:
      'The curve has 40 points, but the profiles have 31 values for 3 models; both must have the same points.',
  },
  {
    what: 'a constant profile',
    input: withProfiles(profiles => {
      for (let i = 0; i < 40; i++) profiles.values[3 * i] = 1
    }),
    reason: 'bad_profiles',
    sentence: 'The profile of m1 is 1 at every point: a constant is not a scattering profile.',
  },
  {
    what: 'an infinite profile',
    input: withProfiles(profiles => (profiles.values[4] = Number.POSITIVE_INFINITY)),
    reason: 'bad_profiles',
    sentence: 'The profile of m2 is not a finite number at point 2.',
  },
  {
    what: 'an empty library',
    input: withProfiles(profiles => {
      profiles.names = []
      profiles.values = new Float64Array()
    }),
    reason: 'bad_profiles',
    sentence: 'There are no profiles: the library is empty.',
  },
  {
    what: 'two models of one name',
    input: withProfiles(profiles => (profiles.names = ['a', 'b', 'a'])),
    reason: 'bad_profiles',
    sentence: 'Two models have the name "a".',
  },
  {
    what: 'more than five thousand models',
    input: manyModels(),
    reason: 'too_large',
    sentence: '5001 models are more than the 5000 that can be weighed at once.',
  },
  {
    what: 'energies of other models',
    input: { ...good, energies: Float64Array.of(1, 2) },
    reason: 'bad_energies',
    sentence: 'There are 2 energies for 3 models.',
  },
  {
    what: 'an energy that is NaN',
    input: { ...good, energies: Float64Array.of(1, Number.NaN, 2) },
    reason: 'bad_energies',
    sentence: 'The energy of model 2 is not a finite number.',
  },
  {
    what: 'energies that are none',
    input: { ...good, energies: Float64Array.of(0, 4e15, 2) },
    reason: 'bad_energies',
    sentence: 'The energies lie 4.00e+15 apart; at most 1e+12 is taken.',
  },
  {
    what: 'profiles beyond all numbers',
    input: withProfiles(profiles => (profiles.values = profiles.values.map(value => 1e300 * value))),
    reason: 'no_fit',
    sentence: 'The numbers of the profiles or of the curve are too large or too small to be compared.',
  },
  {
    what: 'shifts of other models',
    input: { ...good, shifts: { ...shifts, values: shifts.values.slice(0, 4) } },
    reason: 'bad_shifts',
    sentence: '2 measured shifts of 3 models need 6 predictions; there are 4.',
  },
  {
    what: 'shifts without all errors',
    input: { ...good, shifts: { ...shifts, rms: shifts.rms.slice(0, 1) } },
    reason: 'bad_shifts',
    sentence: 'There are 2 measured shifts, 2 errors and 1 predictor errors.',
  },
  {
    what: 'a shift with no error at all',
    input: { ...good, shifts: { ...shifts, error: Float64Array.of(0.1, 0), rms: Float64Array.of(0.1, 0) } },
    reason: 'bad_shifts',
    sentence: 'The error of chemical shift 2 is not positive.',
  },
  {
    what: 'a shift that is NaN',
    input: { ...good, shifts: { ...shifts, measured: Float64Array.of(2, Number.NaN) } },
    reason: 'bad_shifts',
    sentence: 'A chemical shift is not a finite number.',
  },
  {
    what: 'a negative prior',
    input: good,
    options: { prior: -1 },
    reason: 'bad_options',
    sentence: 'The Dirichlet prior is -1; it must lie between 0 and 1000.',
  },
  {
    what: 'one chain',
    input: good,
    options: { chains: 1 },
    reason: 'bad_options',
    sentence: '1 chains were asked for; 2 to 64 are possible.',
  },
]

describe('refused', () => {
  for (const { what, input, options, reason, sentence } of refusals)
    test(what, async () => {
      const error = await inferEnsemble(input, { ...brief, ...options }, silent).catch(caught => caught)
      expect(error).toBeInstanceOf(FaultError)
      expect([error.reason, error.message]).toEqual([reason, sentence])
    })
})

describe('odd but allowed: every number of the result is finite', () => {
  const scaled = (factor: number) => ({ ...good.curve, sigma: good.curve.sigma.map(value => factor * value) })
  const energies = Float64Array.of(0, 50, -50)
  const cases: [string, InferInput, InferOptions?][] = [
    ['one model', madeUp([1])],
    ['more models than points', madeUp([0.2, 0.2, 0.2, 0.2, 0.2, 0], { points: 4 })],
    ['identical models', reordered(madeUp([0.6, 0.4], { points: 5 }), [0, 1, 0, 1, 0, 1, 0])],
    ['errors of next to nothing', { ...good, curve: scaled(1e-7) }],
    ['errors without end', { ...good, curve: scaled(1e9) }],
    ['some negative intensities', withCurve(curve => curve.intensity.set([-0.01, -0.02], 30))],
    ['an error 1e12 times another', withCurve(curve => (curve.sigma[0]! *= 1e12))],
    [
      'profiles of 1e12',
      withProfiles(profiles => (profiles.values = profiles.values.map(value => 1e12 * value))),
    ],
    ['a prior of almost nothing', good, { prior: 1e-6 }],
    ['a prior of 1000', good, { prior: 1000 }],
    ['energies a hundred kcal/mol apart', { ...good, energies }],
    ['the same as a Boltzmann shift', { ...good, energies }, { energyPrior: 'shift' }],
    ['energies a million apart', { ...good, energies: Float64Array.of(0, 1e6, 10) }],
    ['energies that are equal', { ...good, energies: Float64Array.of(3, 3, 3) }],
    [
      'a Boltzmann shift of energies of any offset',
      { ...good, energies: Float64Array.of(-1200, -1201, -1350) },
      { energyPrior: 'shift' },
    ],
    ['shifts and energies', { ...good, shifts, energies: Float64Array.of(0, 1, 2) }],
    ['a flat scale', good, { scalePrior: 'flat' }],
  ]
  for (const [name, input, options] of cases)
    test(name, async () => {
      const { result, draws } = await inferEnsemble(input, { ...brief, ...options }, silent)
      expect(notFinite(result)).toEqual([])
      for (const values of [draws.weights.values, draws.scale, draws.chi2])
        expect(values.every(Number.isFinite)).toBe(true)
    }, 60_000)

  test('and identical models are named as one group', async () => {
    const input = reordered(madeUp([0.6, 0.4]), [0, 1, 0, 1, 0])
    const { result } = await inferEnsemble(input, brief, silent)
    const names = result.details.clusters.map(cluster => cluster.models.map(model => model.slice(0, 2)))
    for (const group of names) expect(new Set(group).size).toBe(1)
    expect(Math.max(...names.map(group => group.length))).toBeGreaterThan(1)
  })

  /** Paths of all numbers in a result that are NaN or infinite. */
  function notFinite(value: unknown, path = ''): string[] {
    if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`]
    if (value === null || typeof value !== 'object') return []
    return Object.entries(value).flatMap(([name, part]) => notFinite(part, `${path}.${name}`))
  }
})
