import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { drawResult } from '#views/analyses/result.tsx'
import { outcomeOf } from '../support/storyData.ts'

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
})
