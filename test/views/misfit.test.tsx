import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { drawResult } from '#views/analyses/result.tsx'
import { Compared } from '#views/analyses/resultsCompared.tsx'
import { manyModels, outcomeOf, sidesOf } from '../support/storyData.ts'

test('a result of an earlier version, and one of many models, say it too', () => {
  const { result, ...others } = manyModels(40)
  const ill = { ...result, verdict: undefined, fit: { ...result.fit, chi2PerPoint: 3, chi2P: 1e-9 } }
  const { stamp, cards } = drawResult({ id: 31, outcome: { ...others, result: ill }, files: [], choice: {} })
  expect(stamp).toBe('Does not fit the curve')
  expect(cards.split('Not to be used: the fit misses the curve.')).toHaveLength(5)
  expect(cards).not.toContain('The evidence supports')
})

test('of too few points nothing is to be used', () => {
  const outcome = outcomeOf()
  const verdict = { code: 'too-few-points' as const, grade: 'poor' as const, words: 'Too few.', reasons: [] }
  const of = { ...outcome, result: { ...outcome.result, verdict } }
  const { stamp, cards } = drawResult({ id: 31, outcome: of, files: [], choice: {} })
  expect(stamp).toBe('Too few points')
  expect(cards).toContain('Not to be used: the points are too few.')
  expect(cards).toContain('The points are too few to tell how many models the curve needs.')
})

test('where the ensemble does not explain the curve its weights are stamped and greyed, and no model is called needed', () => {
  const outcome = outcomeOf()
  const draw = (result: Result) =>
    drawResult({ id: 31, outcome: { ...outcome, result }, files: [], choice: {} })
  const fine = draw(outcome.result)
  expect(fine.stamp).toBeNull()
  expect(fine.cards).not.toContain('stack void')
  const words = 'No mixture of these models explains the curve: its weights mean nothing.'
  const misfit = draw({ ...outcome.result, verdict: { code: 'misfit', grade: 'poor', words, reasons: [] } })
  expect(misfit.stamp).toBe('Does not fit the curve')
  expect(misfit.cards).toContain('class="stack void"')
  expect(misfit.cards).toContain(words)
  expect(fine.cards).toContain('Of this library the data need')
  expect(misfit.cards).not.toContain('the data need')
  expect(fine.cards).toContain('use their sum')
  expect(misfit.cards).not.toContain('use their sum')
  // Weights, sizes, groups and posteriors.
  expect(misfit.cards.split('Not to be used: the fit misses the curve.')).toHaveLength(5)
  expect(fine.cards).not.toContain('Not to be used')
  expect(fine.cards).toContain('The evidence supports')
  expect(misfit.cards).not.toContain('The evidence supports')
  expect(fine.cards).toContain('The data tell the weight of each group')
  expect(misfit.cards).not.toContain('The data tell the weight of each group')
})

test('while the chains disagree no model is called needed', () => {
  const { result, ...others } = outcomeOf({ converged: false })
  const { cards, stamp } = drawResult({ id: 31, outcome: { ...others, result }, files: [], choice: {} })
  expect(stamp).toBe('Not converged')
  expect(cards).toContain('the weights may still change')
  expect(cards).not.toContain('the data need')
})

test('a comparison says of each result what it is good for, and which must not be used', () => {
  const [a, b] = sidesOf()
  const words = 'No mixture of these models explains the curve: its weights mean nothing.'
  const verdict = { code: 'misfit' as const, grade: 'poor' as const, words, reasons: [] }
  const html = String(<Compared sides={[{ ...a, result: { ...a.result, verdict } }, b]} />)
  expect(html).toContain('<th scope="row">Curve</th><td>Not explained</td><td>Explained</td>')
  expect(html.split('to be used')).toHaveLength(2)
  expect(html).toContain('Defaults: not to be used: the fit misses the curve.')
})
