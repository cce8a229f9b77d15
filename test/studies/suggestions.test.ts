import { expect, test } from 'bun:test'
import { suggestedSettings, suggestionsOf } from '#src/studies/suggestions.ts'

const q = Float64Array.from({ length: 400 }, (_, i) => 0.01 + 0.001 * i)
const guinier = { rg: 20, rgError: 0.1, i0: 1, i0Error: 0.01, from: 3, to: 40 }

/** Errors of 5 % of the intensity. */
const values = { intensity: q.map(() => 1), sigma: q.map(() => 0.05) }

test('points before the Guinier line and errors that are off are suggested to be mended', () => {
  expect(suggestionsOf({ q, ...values, guinier, scatter: 0.47 })).toEqual({
    leaveOut: { points: 3, qMin: 0.0125 },
    errorScale: 0.47,
  })
  expect(suggestionsOf({ q, ...values, guinier: { ...guinier, from: 0 }, scatter: 1.1 })).toEqual({
    leaveOut: null,
    errorScale: null,
  })
})

test('no errors are suggested by points without noise', () => {
  expect(suggestionsOf({ q, ...values, guinier, scatter: 0.05 }).errorScale).toBe(0.05)
  expect(suggestionsOf({ q, ...values, guinier, scatter: 0.001 }).errorScale).toBeNull()
})

test('what was taken is what an analysis begins with, curve by curve', () => {
  expect(suggestedSettings({ suggested: { qMin: 0.0125, errorScale: 0.47 } })).toEqual({
    qMin: 0.0125,
    errorScale: 0.47,
  })
  expect(suggestedSettings({})).toEqual({})
  const sans = { path: 'curve2.dat', name: 'sans.dat', bytes: 1, sha256: '', unit: '1/A' as const }
  const suggested = { radiation: 'neutrons' as const, d2o: 0.9 }
  expect(suggestedSettings({ more: [{ ...sans, suggested }, sans] })).toEqual({ more: [suggested, {}] })
})
