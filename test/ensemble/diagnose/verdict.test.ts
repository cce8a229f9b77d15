import { describe, expect, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { misfitOf, verdictOf } from '#src/ensemble/diagnose/verdict.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { madeUp } from '../madeUp.ts'

/** One judgement of a result, from what it holds. */

const silent = { report: () => {} }
const options = { select: false, chains: 2, iterations: 400, iterationsMax: 6400, effort: 'gate' } as const

async function analyse({ curve, profiles }: InferInput) {
  return (await analyseLibrary({ curve, library: profiles }, options, silent)).result
}

/** A result that is as it should be. */
const sound = {
  models: [{}, {}],
  fit: { q: new Array<number>(100).fill(0.1), cormap: { n: 100, c: 5, p: 0.5 }, chi2PerPoint: 0.75 },
  errorScale: null,
  hydration: null,
  sampler: { converged: true, reasons: [] },
  details: { misfit: { chi2: 90, degrees: 95, p: 0.6 }, posteriorPredictiveP: 0.5 },
} as unknown as Parameters<typeof verdictOf>[0]

describe('the verdict', () => {
  test('tells which of several curves has no noise, and still asks what the others miss', () => {
    const { fit } = sound
    const run = { ...fit, cormap: { n: 100, c: 30, p: 1e-7 } }
    const below = { misfit: { chi2: 40, degrees: 190, p: 1 }, posteriorPredictiveP: 0.5 }
    const curves = [
      { ...below, name: 'saxs.dat', errorScale: null, fit: run },
      { ...below, name: 'sans.dat', errorScale: null, fit: { ...run, noiseless: true } },
    ]
    const verdict = verdictOf({ ...sound, fit: run, curves, details: below } as typeof sound)
    expect(verdict.words).toStartWith('Mixtures of these models come close to the curves')
    expect(verdict.reasons).toEqual([
      expect.stringContaining('the points of sans.dat have no noise'),
      'a run of 30 residuals of one sign, p < 0.001',
    ])
    const alone = verdictOf({ ...sound, fit: { ...run, noiseless: true }, details: below } as typeof sound)
    expect(alone.reasons).toEqual([expect.stringContaining('the points have no noise')])
  })

  test('names a misfit before anything else, and each reason', () => {
    expect(verdictOf(sound)).toMatchObject({ code: 'explained', grade: 'good', reasons: [] })
    const unconverged = { ...sound, sampler: { converged: false, reasons: ['R-hat of chi2 is 1.1'] } }
    expect(verdictOf(unconverged)).toMatchObject({
      code: 'not-converged',
      grade: 'poor',
      reasons: ['R-hat of chi2 is 1.1'],
    })
    const smoothed = { errorScale: { reference: 1, priorLogSd: 0.2, dependent: 4, scale: {} } }
    expect(verdictOf({ ...sound, ...smoothed } as typeof sound).reasons).toEqual([
      'about 4 neighbouring points share their noise, as in a curve that was smoothed: intervals are too narrow, by up to 2.0 times',
    ])
    const misfit = { chi2: 300, degrees: 95, p: 1e-20 }
    const failed = verdictOf({ ...unconverged, details: { misfit, posteriorPredictiveP: 0 } })
    expect(failed).toMatchObject({ code: 'misfit', grade: 'poor' })
    expect(failed.reasons).toEqual([
      'chi2 is 300 for 95 degrees of freedom, p < 0.001',
      'hardly any curve simulated from the posterior fits as badly as the measured one',
    ])
    const twice = { ...sound, errorScale: { reference: 0.5, priorLogSd: 0.2, dependent: 1, scale: {} } }
    const ofLarge = verdictOf({ ...twice, details: { misfit, posteriorPredictiveP: 0.5 } } as typeof sound)
    expect(ofLarge.reasons).toEqual([
      'chi2 is 300 for 95 degrees of freedom with errors as the points scatter, 0.50 times those stated (with those, chi2 per point is 0.75), p < 0.001',
    ])
    const nearly = { chi2: 130, degrees: 95, p: 0.02 }
    expect(verdictOf({ ...sound, details: { misfit: nearly, posteriorPredictiveP: 0.03 } })).toMatchObject({
      code: 'strained',
      reasons: [
        'chi2 is 130 for 95 degrees of freedom, p = 0.020',
        'few curves simulated from the posterior fit as badly as the measured one',
      ],
    })
    const hydration = { mode: 'shared', c1: 0.85, contrast: -0.01, outside: 1 }
    expect(verdictOf({ ...sound, hydration })).toMatchObject({ code: 'misfit', grade: 'poor' })
    expect(verdictOf({ ...sound, hydration: { ...hydration, outside: 0.8 } }).code).toBe('explained')
    const ofPoints = (count: number) => ({
      ...sound,
      fit: { ...sound.fit, q: new Array<number>(count).fill(0.1) },
    })
    expect(verdictOf(ofPoints(12))).toMatchObject({ code: 'strained', grade: 'fair' })
    expect(verdictOf(ofPoints(4))).toMatchObject({ code: 'too-few-points', grade: 'poor' })
    const run = { ...sound, fit: { ...sound.fit, cormap: { n: 100, c: 20, p: 1e-4 } } }
    expect(verdictOf(run).reasons).toEqual(['a run of 20 residuals of one sign, p < 0.001'])
    const shape = { directions: 12, chi2: 31.4, degrees: 6.2, p: 2e-5 }
    const bent = verdictOf({ ...sound, details: { ...sound.details!, shape } })
    // What is beyond doubt no noise is not called explained.
    expect(bent).toMatchObject({
      code: 'strained',
      grade: 'fair',
      words: 'Mixtures of these models come close to the curve, but what is left is more than noise.',
    })
    expect(verdictOf(run).words).toBe(bent.words)
    const slightly = { ...shape, p: 0.01 }
    const hardly = verdictOf({ ...sound, details: { ...sound.details!, shape: slightly } })
    expect(hardly.words).toContain('explain the curve, but')
    expect(bent.reasons).toEqual([
      'what is smooth in the residuals has a chi2 of 31 for 6 degrees of freedom, p < 0.001: a conformation may be missing from the library, or profiles or buffer are a little wrong',
    ])
    for (const shape of [{ directions: 12, chi2: 9, degrees: 6.2, p: 0.2 }, null])
      expect(verdictOf({ ...sound, details: { ...sound.details!, shape } }).code).toBe('explained')
  })

  test('counts degrees of freedom by what was fitted', () => {
    const loo = { elpd: 0, se: 0, effectiveParameters: 7.5, paretoK: [] }
    const known = { reference: 1, logSd: 0, estimateSd: 0, dependent: 1 }
    expect(misfitOf(1, 100, known, loo, 20)).toMatchObject({ chi2: 100, degrees: 92.5 })
    expect(misfitOf(1, 100, known, { ...loo, effectiveParameters: 50 }, 20).degrees).toBe(80)
    expect(misfitOf(4, 100, { ...known, reference: 2 }, null, 20)).toMatchObject({ chi2: 100, degrees: 99 })
    expect(misfitOf(1.2, 100, known, loo, 20).p).toBeLessThan(misfitOf(1.2, 100, known, null, 20).p)
  })

  test('takes a misfit for one only where neither the error of the scatter nor neighbours that share noise can make it', () => {
    const known = { reference: 1, logSd: 0, estimateSd: 0, dependent: 1 }
    const p = (scale: Partial<typeof known>) => misfitOf(1.5, 101, { ...known, ...scale }, null, 20).p
    expect(p({})).toBeLessThan(0.002)
    // P(chi2_100 > 151.5 exp(-0.3 z)): by 10^6 draws of both.
    expect(p({ estimateSd: 0.15 })).toBeCloseTo(0.0996, 2)
    expect(p({ dependent: 3 })).toBeCloseTo(0.0127, 3)
  })

  test('notices by the shape of the misfit that a state is missing, where chi2 does not', async () => {
    const { curve, profiles } = madeUp([0.3, 0.4, 0, 0.3], { points: 300, noise: 0.13, seed: 4 })
    const rest = { background: 'none', iterationsMax: 800 } as const
    const lacking = [0, 2, 3]
    const library = {
      names: lacking.map(k => profiles.names[k]!),
      values: profiles.values.filter((_, i) => lacking.includes(i % 4)),
    }
    const { result } = await analyseLibrary({ curve, library }, { ...options, ...rest }, silent)
    expect(result.details.misfit!.p).toBeGreaterThan(0.2)
    expect(result.verdict).toMatchObject({ code: 'strained' })
    expect(result.verdict!.reasons[0]).toContain('a conformation may be missing from the library')
    const whole = await analyseLibrary({ curve, library: profiles }, { ...options, ...rest }, silent)
    expect(whole.result.details.shape!.p).toBeGreaterThan(0.1)
  })

  test('is good for a right library, whatever the stated errors, and poor for a wrong one', async () => {
    const input = madeUp([0.5, 0, 0.5, 0], { points: 150, noise: 0.02, seed: 4 })
    expect((await analyse(input)).verdict!.code).toBe('explained')
    const curve = { ...input.curve, sigma: input.curve.sigma.map(error => error / 3) }
    expect((await analyse({ ...input, curve })).verdict!.code).toBe('explained')
    const values = input.profiles.values.filter((_, i) => i % 4 > 1)
    const wrong = await analyse({ ...input, profiles: { names: ['m3', 'm4'], values } })
    expect(wrong.verdict).toMatchObject({ code: 'misfit', grade: 'poor' })
    expect(wrong.errorScale!.scale.mean).toBeGreaterThan(1.5)
  })
})
