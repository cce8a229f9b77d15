import { expect, test } from 'bun:test'
import type { ResultVerdict } from '#src/ensemble/contract.ts'
import { summaryOf } from '#src/method/summary.ts'
import { resultOf } from '../support/storyData.ts'

const heaviestOf = (code: ResultVerdict['code']) =>
  summaryOf({ ...resultOf(), verdict: { code, grade: 'poor', words: '', reasons: [] } }).heaviest

test('weights that mean nothing are in no mail', () => {
  expect(heaviestOf('explained').map(({ model }) => model)).toContain('conformer-002.pdb')
  expect(heaviestOf('not-converged')).toHaveLength(5)
  expect(heaviestOf('misfit')).toEqual([])
  expect(heaviestOf('too-few-points')).toEqual([])
})
