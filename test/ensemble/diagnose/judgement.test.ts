import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { compareEvidences, judgementOf } from '#src/ensemble/diagnose/index.ts'
import { verdictOf } from '#src/ensemble/diagnose/verdict.ts'
import { resultOf, severalCurves } from '../../support/storyData.ts'

/** What is said of a result beside its verdict. Results without a verdict of their own are of earlier versions. */

const good = resultOf()
const with_ = (changes: Partial<Result>): Result => ({ ...good, ...changes })
const fit = (changes: Partial<Result['fit']>) => with_({ fit: { ...good.fit, ...changes } })
const remarks = (result: Result) => judgementOf(result).remarks.join(' ')
const verdict = (result: Result) => judgementOf(result).verdict

test('a good fit is called good, with the models that the data need and those that look alike', () => {
  expect(verdict(good)).toMatchObject({
    grade: 'good',
    words: 'Mixtures of these models explain the curve within its errors.',
  })
  expect(remarks(good)).toContain('the misfit is of the size of noise')
  expect(remarks(good)).toContain('does not say that the library is complete')
  expect(remarks(good)).toContain('Of this library the data need conformer-002.pdb (41 %)')
  expect(remarks(good)).toContain(
    'The curve cannot tell conformer-011.pdb from 4 other models: use their sum, 12 % +- 2 %, rather than the single weights.',
  )
  const clusters = good.details!.clusters.map(cluster => ({
    ...cluster,
    weight: { ...cluster.weight, mean: 0.999, sd: 0.0004 },
  }))
  expect(remarks(with_({ details: { ...good.details!, clusters } }))).toContain(
    'use their sum, 100 %, rather',
  )
  // One that the data need is told apart.
  const models = good.models.map(model => ({ ...model, possible: { lower: 0.02, upper: 0.9 } }))
  expect(remarks(with_({ models }))).toContain(
    'The curves of conformer-011.pdb and 4 other models are nearly alike: their sum, 12 % +- 2 %, is known better than the single weights.',
  )
  expect(remarks(with_({ models }))).not.toContain('cannot tell')
})

test('of a group with curves that can be told apart the sum is told, where no member is sure of a weight', () => {
  const clusters = good.details!.clusters.map(cluster => ({ ...cluster, diameter: 80 }))
  const wide = with_({ details: { ...good.details!, clusters } })
  expect(remarks(wide)).not.toContain('whose curves are alike')
  const models = good.models.map(model => ({ ...model, weight: { ...model.weight, q025: 0 } }))
  expect(remarks({ ...wide, models })).toContain(
    'The data are sure of the weight of conformer-011.pdb and 4 other models together, whose curves are alike, 12 % +- 2 %, but not of how they share it.',
  )
})

test('a misfit, one that is systematic, and one that is too small are told apart', () => {
  expect(verdict(fit({ chi2PerPoint: 2, chi2P: 1e-9 }))).toMatchObject({ code: 'misfit', grade: 'poor' })
  expect(remarks(fit({ cormap: { n: 301, c: 40, p: 1e-6 } }))).toContain(
    'A run of 40 residuals of one sign, p < 0.001.',
  )
  expect(remarks(fit({ chi2PerPoint: 0.2, chi2P: 0.9999 }))).toContain('better than the stated errors allow')
  // Ten points may well lie as close as this by chance.
  expect(remarks(fit({ chi2PerPoint: 0.45, chi2P: 0.93 }))).toContain('of the size of noise')
})

test('of too few points nothing is said of weights', () => {
  const q = good.fit.q.slice(0, 5)
  expect(verdict(fit({ q }))).toMatchObject({ code: 'too-few-points', grade: 'poor' })
  expect(remarks(fit({ q }))).toContain('only 5 points in use')
  expect(remarks(fit({ q }))).toContain('Widen the range of q')
  for (const words of ['data need', 'library is complete', 'use their sum', 'Less sure'])
    expect(remarks(fit({ q }))).not.toContain(words)
})

test('of several curves the chi2 of all is told', () => {
  const curves = severalCurves().result.curves!
  expect(remarks(with_({ curves }))).toContain('chi2 per point is 1.04 to 1.12 for the 2 curves with')
})

test('what has not converged is poor whatever its fit, and says what to do', () => {
  const unsettled = resultOf({ converged: false })
  expect(verdict(unsettled)).toMatchObject({ code: 'not-converged', grade: 'poor' })
  expect(remarks(unsettled)).toContain('Run it again with more iterations')
})

test('of a large library it is said what sampling waited for, and how many weights may still change', () => {
  const large = with_({ sampler: { ...good.sampler, gate: 'ensemble' } })
  expect(remarks(large)).toContain('those above 1 % have settled too')
  const models = good.models.map((model, k) => ({
    ...model,
    weight: { ...model.weight, rhat: k === 1 ? 1.03 : 1 },
  }))
  expect(remarks({ ...large, models })).toContain('1 of the ')
  expect(remarks(good)).not.toContain('so large a library')
})

test('of a library of one model only the fit is judged', () => {
  const one = with_({ models: good.models.slice(1, 2), details: undefined })
  expect(verdict(one).words).toBe('The model explains the curve within its errors.')
  expect(remarks(one)).toContain('its weight is 1 whatever the data say')
  expect(remarks(one)).not.toContain('the data need')
  expect(remarks(one)).not.toContain('the library is complete')
  const shape = { directions: 12, chi2: 31, degrees: 6, p: 2e-5 }
  const bent = { ...one, details: { ...good.details!, clusters: [], shape } }
  expect(verdict(bent).words).toContain('The model comes close to the curve')
  expect(remarks(bent)).toContain('the sample may have other conformations too')
  const misfit = { chi2: 300, degrees: 95, p: 1e-9 }
  expect(remarks({ ...bent, details: { ...bent.details, misfit } })).toContain('the model says nothing')
})

test('hydration at an end of its range and a selection that dropped much are told', () => {
  const hydration = { mode: 'shared', c1: 1.049, contrast: 0.012 }
  expect(remarks(with_({ hydration }))).toContain('an end of its usual range')
  expect(remarks(good)).not.toContain('an end of its usual range')
  const details = { ...good.details!, weightDropped: 0.2 }
  expect(remarks(with_({ details }))).toContain('The selection removed 20 % of the weight.')
})

test('a selection that leaves out little of a large library says why', () => {
  const [model] = good.models
  const library = (left: number) =>
    Array.from({ length: 200 }, (_, k) => ({ ...model!, name: `m${k}`, selected: k >= left }))
  const told = (left: number) => remarks(with_({ models: library(left) }))
  expect(told(0)).toContain('The selection left out none of the 200 models: ensembles that hold the others')
  expect(told(30)).toContain('The selection left out only 30 of the 200 models')
  expect(told(150)).not.toContain('left out')
  expect(remarks(with_({ models: library(0), variational: null }))).not.toContain('left out')
})

test('evidences that disagree are not to be compared', () => {
  const evidence = { ...good.evidence!, log: 90 }
  expect(remarks(with_({ evidence }))).toContain('do not compare it between analyses')
  expect(judgementOf(with_({ evidence })).numbers.evidence).toMatchObject({ grade: 'poor' })
  expect(compareEvidences(with_({ evidence }), good)).toMatchObject({ comparable: false })
  expect(compareEvidences(good, good)).toMatchObject({ comparable: true })
})

test('an evidence over temperatures that never swap is not known, however well two methods agree', () => {
  const ladder = { betas: [0, 0.01, 0.02, 1], swaps: [0.4, 0.001, 0.5] }
  const broken = with_({ details: { ...good.details!, ladder } })
  expect(remarks(broken)).toContain('nothing in common, so the evidence is not known')
  expect(judgementOf(broken).numbers.evidence).toMatchObject({ value: 0.001, grade: 'poor' })
  expect(compareEvidences(broken, good)).toMatchObject({ comparable: false })
})

test('errors that are stated wrongly are told with what was done about them', () => {
  const scale = { ...good.errorScale!.scale, q50: 0.45, q025: 0.41, q975: 0.49 }
  const errorScale = { ...good.errorScale!, reference: 0.47, scale }
  const result = with_({ errorScale, fit: { ...good.fit, chi2PerPoint: 0.2, chi2P: 0.4 } })
  expect(remarks(result)).toContain(
    'The scatter of the points and the fit together say that the stated errors are 2.2 times too large; weights and intervals allow for it.',
  )
  expect(remarks(result)).not.toContain('better than the stated errors allow')
})

test('a model whose look-alike may stand in for it is not called needed, and is named', () => {
  const [first, second, ...others] = good.models.toSorted((a, b) => b.weight.mean - a.weight.mean)
  const interval = ({ weight: { q025, q975 } }: (typeof good.models)[number]) => ({
    lower: q025,
    upper: q975,
  })
  const models = [
    { ...first!, possible: { lower: 0, upper: 0.6 } },
    { ...second!, possible: interval(second!) },
    ...others.map(model => ({ ...model, possible: interval(model) })),
  ]
  const low = models.at(-1)!
  low.possible = { lower: 0, upper: low.weight.q975 + 0.2 }
  const told = remarks(with_({ models }))
  expect(told).toContain(`Of this library the data need ${second!.name}`)
  expect(told).toContain(`Less sure: ${first!.name}`)
  expect(told).toContain(`The curve alone would allow more of ${low.name} (up to `)
})

test('a misfit that the result carries is told as it is, and no model is called needed', () => {
  const carried = {
    ...verdictOf(fit({ chi2P: 0 })),
    reasons: ['chi2 is 866 for 386 degrees of freedom, p < 0.001', 'a run of 76 residuals of one sign'],
  }
  const result = with_({ verdict: carried })
  expect(verdict(result)).toBe(carried)
  const [reason, advice, next] = judgementOf(result).remarks
  expect(reason).toStartWith('Chi2 is 866 for 386 degrees of freedom')
  expect(advice).toStartWith('Until the fit is right, the weights say nothing')
  expect(next).toBe('A run of 76 residuals of one sign.')
  expect(remarks(result)).not.toContain('the data need')
})
