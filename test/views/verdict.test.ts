import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { verdictOf } from '#views/analyses/verdict.ts'
import { resultOf } from '../support/storyData.ts'

const good = resultOf()
const with_ = (changes: Partial<Result>): Result => ({ ...good, ...changes })
const fit = (changes: Partial<Result['fit']>) => with_({ fit: { ...good.fit, ...changes } })
const remarks = (result: Result) => verdictOf(result).remarks.join(' ')

test('a good fit is called good, with the models that the data need and those that look alike', () => {
  expect(verdictOf(good)).toMatchObject({ kind: 'done', title: 'The ensemble explains the curve.' })
  expect(remarks(good)).toContain('Of this library the data need conformer-002.pdb (41 %)')
  expect(remarks(good)).toContain(
    'The curve cannot tell conformer-002.pdb from conformer-001.pdb: use their sum, 0.43 ± 0.04, rather than the single weights.',
  )
})

test('a misfit, one that is systematic, and one that is too small are told apart', () => {
  expect(verdictOf(fit({ chi2PerPoint: 2, chi2P: 1e-9 }))).toMatchObject({ kind: 'warning' })
  expect(remarks(fit({ cormap: { n: 301, c: 40, p: 1e-6 } }))).toContain('the misfit is systematic')
  expect(remarks(fit({ chi2PerPoint: 0.2, chi2P: 0.9999 }))).toContain('a misfit so small is improbable')
  // Ten points may well lie as close as this by chance.
  expect(remarks(fit({ chi2PerPoint: 0.45, chi2P: 0.93 }))).toContain('of the size of the errors')
})

test('what has not converged is a problem whatever its fit', () => {
  const { kind, title } = verdictOf(resultOf({ converged: false }))
  expect([kind, title]).toEqual(['problem', 'Not converged: do not use these numbers yet.'])
})

test('of a library of one model only the fit is judged', () => {
  const one = with_({ models: good.models.slice(1, 2), details: undefined })
  expect(verdictOf(one).title).toBe('The model explains the curve.')
  expect(remarks(one)).toContain('its weight is 1 whatever the data say')
  expect(remarks(one)).not.toContain('the data need')
})

test('hydration at an end of its range and a selection that dropped much are told', () => {
  const hydration = { mode: 'shared', c1: 1.049, contrast: 0.012 }
  expect(remarks(with_({ hydration }))).toContain('an end of its usual range')
  expect(remarks(good)).not.toContain('an end of its usual range')
  const details = { ...good.details!, weightDropped: 0.2 }
  expect(remarks(with_({ details }))).toContain('The selection removed 20 % of the weight.')
})

test('evidences that disagree are not to be compared', () => {
  const evidence = { ...good.evidence!, log: 90 }
  expect(remarks(with_({ evidence }))).toContain('do not compare it between analyses')
})

test('errors that are stated wrongly are told with what was done about them', () => {
  const scale = { ...good.errorScale!.scale, q50: 0.45, q025: 0.41, q975: 0.49 }
  const errorScale = { ...good.errorScale!, reference: 0.47, scale }
  const result = with_({ errorScale, fit: { ...good.fit, chi2PerPoint: 0.2, chi2P: 0.4 } })
  expect(remarks(result)).toContain('2.2 times too large; weights and intervals allow for it')
  expect(remarks(result)).not.toContain('improbable')
})

test('where the core finds a misfit, the page says so and calls no model needed', () => {
  const verdict = {
    code: 'misfit' as const,
    grade: 'poor' as const,
    words: 'No mixture of these models explains the curve: its weights mean nothing.',
    reasons: ['chi2 is 866 for 386 degrees of freedom, p below 0.0001'],
  }
  const result = with_({ verdict })
  expect(verdictOf(result).kind).toBe('warning')
  expect(verdictOf(result).title).toStartWith('No mixture of these models explains the curve')
  expect(remarks(result)).toContain('Chi2 is 866 for 386 degrees of freedom')
  expect(remarks(result)).not.toContain('the data need')
})
