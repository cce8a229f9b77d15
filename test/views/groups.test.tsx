import { expect, test } from 'bun:test'
import { DegeneracyCard } from '#views/analyses/degeneracyCard.tsx'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { outcomeOf } from '../support/storyData.ts'

const outcome = outcomeOf()
const cardWith = (choice: { groups?: number; a?: number }, { result } = outcome) =>
  String(
    <DegeneracyCard id={31} result={result} charts={resultCharts(31, outcome, choice)} choice={choice} />,
  )
const headsOf = (html: string) =>
  [...html.slice(html.indexOf('id="groups-shown"')).matchAll(/<th scope="row"><span>([^<]*)/g)].map(
    ([, text]) => text,
  )

test('the groups are those by curve, and by structure or a column as the address says', () => {
  const byCurve = cardWith({ a: 3 })
  expect(byCurve).toContain('The data tell the weight of each group')
  expect([...byCurve.matchAll(/<option[^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual([
    'By curve',
    'By structure',
    'By hinge',
  ])
  expect(byCurve).toContain('<input type="hidden" name="a" value="3"')
  expect(byCurve).toContain('σ</td>')
  const byStructure = cardWith({ groups: 1 })
  expect(byStructure).toContain('7.4 Å')
  expect(byStructure).toContain('24.0 – 27.4')
  expect(headsOf(cardWith({ groups: 2 }))).toEqual(['open', 'closed'])
  expect(cardWith({ groups: 9 })).toContain('The data tell the weight of each group')
})

test('a direction says what it goes with, and a weak correlation is none', () => {
  const html = cardWith({})
  expect(html).toContain('apart in 2 directions')
  expect(html).toContain('Rg (r = 0.96)')
  expect(html).not.toContain('r = 0.30')
  expect(html).toContain('0.40 (0.20 to 0.60)')
})

test('a result of before has its groups by curve and no choice', () => {
  const { groupings, directions, ...details } = outcome.result.details!
  const html = cardWith({}, { ...outcome, result: { ...outcome.result, details } })
  expect(html).not.toContain('<select')
  expect(html).toContain('independent numbers')
  expect([groupings?.length, directions?.determined]).toEqual([2, 2])
})
