import { expect, test } from 'bun:test'
import { ProvisionalCards } from '#views/analyses/run.tsx'
import { stories } from '../support/stories.tsx'
import { first, settling } from '../support/storyData.ts'

const shownWith = (provisional: Parameters<typeof ProvisionalCards>[0]) =>
  String(<ProvisionalCards {...provisional} />)

test('a running analysis shows the first answer, then weights and sizes as they settle, with the chains behind a fold', () => {
  expect(shownWith({})).toBe('')
  expect(shownWith({ first })).not.toContain('settling-card')
  const html = shownWith({ first, settling })
  expect(html).toContain('After 2,400 draws. The 4 independent chains do not agree yet')
  expect([...html.matchAll(/<figure[^>]* id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
    'first-fit',
    'weights-chart',
    'rg',
    ...settling.traces.map((_, at) => `trace-${at}`),
  ])
  expect(html.slice(html.indexOf('<summary>Diagnostics'))).toContain('trace-0')
  expect(shownWith({ settling: { ...settling, rg: null } })).not.toContain('id="rg"')
})

test('while the example is calculated again, the result that comes with the program is there, whatever is known before', async () => {
  const html = String(await stories.running!())
  expect(html).toContain('Its result comes with the program')
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
  expect(ids).toContain('example-weights')
  expect(ids).toContain('example-fit')
  expect(ids.length).toBe(new Set(ids).size)
  expect(String(await stories.waiting!())).not.toContain('example-weights')
})
