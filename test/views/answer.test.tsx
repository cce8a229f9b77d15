import { expect, test } from 'bun:test'
import type { Result } from '#src/ensemble/contract.ts'
import { drawResult, exampleSentence } from '#views/analyses/result.tsx'
import { outcomeOf } from '../support/storyData.ts'

/** What a result of the first models of the story shows. */
function drawOf(count: number): string {
  const { result, sizes, ...others } = outcomeOf()
  const models = result.models.slice(0, count).map(model => ({ ...model, selected: true }))
  const { details, scale } = result
  const largest = details!.largest.filter(name => models.some(model => model.name === name))
  const few: Result = {
    ...result,
    models,
    effectiveModels: scale,
    prior: {
      kind: 'inclusion',
      sentence: 'Any number could take part.',
      exponent: null,
      members: null,
      memberShares: [],
    },
    details: { ...details!, largest, clusters: [], groupings: [], leastSquares: undefined },
  }
  const outcome = { ...others, result: few, sizes: sizes.slice(0, count) }
  return drawResult({ id: 31, outcome, files: [], choice: {} }).cards
}

const answerOf = (cards: string) => /<section class="card" id="answer"[\s\S]*?<\/section>/.exec(cards)![0]

test('the first screen shows weights, below few of them P(r), and of a single model P(r) alone', () => {
  const [one, three, all] = [1, 3, 20].map(drawOf) as [string, string, string]
  expect(answerOf(all)).toContain('id="weights-chart"')
  expect(answerOf(all)).not.toContain('id="distances-overview"')
  expect(answerOf(three)).toContain('id="weights-chart"')
  expect(answerOf(three)).toContain('id="distances-overview"')
  expect(answerOf(one)).not.toContain('id="weights-chart"')
  expect(answerOf(one)).toContain('Rg from P(r)')
  expect(answerOf(one)).toContain('id="distances-overview"')
})

test('of a single model nothing is said that needs several', () => {
  const ids = ['sizes', 'degeneracy', 'posteriors', 'selection']
  const has = (cards: string) => ids.filter(id => cards.includes(`<section class="card" id="${id}"`))
  expect(has(drawOf(20))).toEqual(ids)
  expect(has(drawOf(1))).toEqual([])
  for (const words of ['Effective number of models', 'Numerical rank', 'Any number could take part.']) {
    expect(drawOf(20)).toContain(words)
    expect(drawOf(1)).not.toContain(words)
  }
  expect(drawOf(1)).toContain('Convergence of the chains')
})

test('the example says of how many models its curve was made, not how many it knows the weight of', () => {
  expect(Object.keys(outcomeOf().truth!)).toHaveLength(20)
  expect(exampleSentence(outcomeOf())).toBe(
    '20 models of a simulated two-domain protein, and a curve simulated from 4 of them.',
  )
})
