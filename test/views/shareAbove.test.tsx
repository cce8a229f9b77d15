import { expect, test } from 'bun:test'
import { drawResult } from '#views/analyses/result.tsx'
import { type ChartChoice, findChart, resultCharts } from '#views/analyses/resultCharts.ts'
import { SizesCard } from '#views/analyses/sizesCard.tsx'
import { savedDrawing } from '#views/charts/exported.tsx'
import { manyModels, outcomeOf, resultFiles } from '../support/storyData.ts'

const outcome = outcomeOf()
const { result } = outcome
const cardWith = (choice: ChartChoice, of = result) => {
  const charts = resultCharts(31, { ...outcome, result: of }, choice)
  return String(<SizesCard id={31} result={of} charts={charts} choice={choice} />)
}
const sentenceIn = (html: string) => html.match(/<div id="share-above-shown"><p>([^<]*)/)?.[1]
const properties = result.details!.distributions!

test('the card tells the share of the first property from the mean of the library on, until another is asked for', () => {
  expect(sentenceIn(cardWith({}))).toMatch(
    /^In \d+ % \(\d+ – \d+\) of the ensemble and \d+ % of the library, Rg is 2\d(\.\d+)? Å or more\.$/,
  )
  const angle = properties[3]!
  const { from, step, mean, q025, q975, library } = angle.above!
  const at = Math.round((100 - from) / step)
  const percent = (share: number) => Math.round(100 * share)
  const asked = cardWith({ property: 3, above: 100, a: 4 })
  expect(sentenceIn(asked)).toBe(
    `In ${percent(mean[at]!)} % (${percent(q025[at]!)} – ${percent(q975[at]!)}) of the ensemble and ${percent(library[at]!)} % of the library, hinge angle is 100 deg or more.`,
  )
  expect(asked).toContain('value="100"')
  expect(asked).toContain('<option value="3" selected>hinge angle (deg)</option>')
  expect(asked).toContain('<input type="hidden" name="a" value="4"')
  expect(asked.match(/<figure/g)).toHaveLength(1)
})

test('a threshold between two that are known is told as the nearest, and one beyond the library as its end', () => {
  const { above } = properties[0]!
  const asked = above!.from + 7.4 * above!.step
  const at = Number((above!.from + 7 * above!.step).toPrecision(6))
  expect(sentenceIn(cardWith({ above: asked }))).toContain(`Rg is ${at} Å or more`)
  expect(sentenceIn(cardWith({ above: 1e9 }))).toContain('In 0 % (0 – 0) of the ensemble')
  expect(sentenceIn(cardWith({ above: -1e9 }))).toContain('In 100 % (100 – 100) of the ensemble')
  expect(sentenceIn(cardWith({ property: 99 }))).toContain('Rg is')
})

test('the saved drawing has the threshold that the page has, and every property one of its own', () => {
  const choice = { property: 2, above: 60 }
  const charts = resultCharts(31, outcome, choice)
  const drawn = (id: string) => savedDrawing({ chart: findChart(charts, id)!, width: 85, style: '' })
  expect(drawn('property-3')).toContain('% above')
  expect(drawn('rg')).not.toContain('% above')
  expect(findChart(charts, 'property-3')!.saved!('svg')).toContain('property=2&above=60')
  expect(properties.map((_, place) => charts.sizes[place]!.id)).toEqual([
    'rg',
    'dmax',
    'property-3',
    'property-4',
  ])
})

test('a result of before has its histograms and nothing to ask', () => {
  const before = properties.map(({ above, ...each }) => each)
  const html = cardWith({}, { ...result, details: { ...result.details!, distributions: before } })
  expect(html).not.toContain('<form')
  expect(html.match(/<figure/g)).toHaveLength(4)
})

test('the overview of a large library shows two sizes, whatever else is known', () => {
  const { cards } = drawResult({ id: 31, outcome: manyModels(), files: resultFiles, choice: {} })
  expect(cards.match(/id="[\w-]+-overview"/g)).toEqual(['id="rg-overview"', 'id="dmax-overview"'])
})
