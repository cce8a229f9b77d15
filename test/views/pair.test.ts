import { expect, test } from 'bun:test'
import { pairOf } from '#views/analyses/pair.ts'
import { outcomeOf } from '../support/storyData.ts'

const outcome = outcomeOf()
const { result } = outcome
const names = result.models.filter(model => model.selected).map(model => model.name)
const rising = Array.from({ length: 50 }, (_, draw) => draw / 50)
const sample = { models: names, weights: names.map((_, k) => rising.map(w => (k === 13 ? 1 - w : w))) }
const placeOf = (name: string) => result.models.findIndex(model => model.name === name)

test('any two models that were sampled can be chosen', () => {
  const last = placeOf(names[13]!)
  const pair = pairOf({ ...outcome, sample }, { a: placeOf(names[0]!), b: last })!
  expect(pair.choices.map(choice => choice.name).sort()).toEqual(names.toSorted())
  expect(pair.b).toMatchObject({ place: last, name: names[13] })
  expect(pair.correlation).toBeCloseTo(-1, 12)
})

test('without a choice the pair of large weights is shown that trades most, and a place that is no model is not one', () => {
  const pair = pairOf({ ...outcome, sample }, { a: 9999 })!
  const { largest, correlations } = result.details!
  const at = largest.indexOf(pair.a.name) * largest.length + largest.indexOf(pair.b.name)
  expect(correlations[at]).toBe(Math.min(...correlations))
})

test('of a result from before all models were kept, the largest can be chosen', () => {
  expect(pairOf({ ...outcome, sample: null }, {})!.choices.length).toBe(result.details!.largest.length)
  const details = { ...result.details!, sample: undefined }
  expect(pairOf({ ...outcome, sample: null, result: { ...result, details } }, {})).toBeNull()
})
