import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { differing, judge, pairsOf } from '#views/analyses/compared.ts'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import * as data from '../support/storyData.ts'

const [a, b] = data.sidesOf()
const changed = (change: Partial<Result>) => ({ ...b, result: { ...b.result, ...change } })
const evidenceLess = (log: number, error = 0.05) =>
  changed({ evidence: { ...data.evidenceLessBy(a.result.evidence!, log), error } })

test('the Bayes factor comes with its error, in words that follow its size', () => {
  expect(judge(a, b)).toEqual({
    kind: 'done',
    title: 'The data prefer “Defaults”.',
    text: 'The logarithm of the Bayes factor is 6.20 ± 0.14 (95 %), a strong difference.',
  })
  expect(judge(b, a).title).toBe('The data prefer “Defaults”.')
  expect(judge(a, evidenceLess(3.4)).text).toContain('a notable difference')
  expect(judge(a, evidenceLess(2)).text).toContain('a small difference')
  expect(judge(a, evidenceLess(4, 3)).title).toBe('The data do not prefer either.')
})

test('evidences of different data, priors or unconverged runs are not compared', () => {
  const { fit, evidence, sampler } = b.result
  const others: [Partial<Result>, string][] = [
    [{ evidence: null }, 'has no evidence estimate'],
    [{ fit: { ...fit, q: fit.q.slice(1) } }, 'different points'],
    [{ fit: { ...fit, sigma: fit.sigma.map(value => 2 * value) } }, 'different points'],
    [{ evidence: { ...evidence!, scalePrior: 'flat' } }, 'flat prior'],
    [{ sampler: { ...sampler, converged: false } }, 'not converged'],
  ]
  for (const [change, words] of others) {
    expect(judge(a, changed(change)).title).toBe('The evidences cannot be compared.')
    expect(judge(a, changed(change)).text).toContain(words)
  }
})

test('of two analyses that do not explain the curve none is preferred; of one that does it is', () => {
  const misfit = { ...a.result.verdict!, code: 'misfit' as const, grade: 'poor' as const }
  const failed = { ...a, result: { ...a.result, verdict: misfit } }
  expect(judge(failed, changed({ verdict: misfit }))).toMatchObject({
    kind: 'warning',
    text: expect.stringContaining('Neither analysis explains the curve'),
  })
  expect(judge(failed, b).kind).toBe('done')
})

test('weights are paired by model, the largest in either first', () => {
  const pairs = pairsOf(a.result, changed({ models: b.result.models.toReversed() }).result)
  expect(pairs[0]).toMatchObject({ index: 4, name: 'conformer-005.pdb' })
  expect(pairs[0]!.b.mean).toBe(0.46)
  expect(pairs[0]!.apart).toBeCloseTo((0.27 - 0.46) / Math.hypot(0.012 + 0.27 * 0.11, 0.05), 10)
  expect(pairs.every(pair => Math.max(pair.a.mean, pair.b.mean) >= 0.01)).toBe(true)
})

test('only the parameters that differ are told, those of one side too', () => {
  const seed = { name: 'Seed', value: '1' }
  expect(differing(a.parameters, [...b.parameters, seed])).toEqual([
    { name: 'Chains', a: '4', b: '8' },
    { name: 'Seed', a: '–', b: '1' },
  ])
})

test('a study with one finished analysis has nothing to compare', () => {
  const study = { id: 7, name: 'Linker' }
  const page = <ComparisonPage frame={data.frameAt('/')} study={study} choices={[]} chosen={null} />
  expect(String(page)).toContain('Two finished analyses are needed')
})
