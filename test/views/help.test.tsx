import { expect, test } from 'bun:test'
import { resultFiles } from '#src/analyses/outputs.ts'
import { meanings } from '#views/analyses/meanings.ts'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { plots } from '#views/pages/helpPlots.tsx'
import { allStudyCharts, studyCharts } from '#views/studies/studyCharts.ts'
import { accepted } from '#views/studies/uploadFields.tsx'
import { fieldTips } from '#views/ui/fieldTips.ts'
import { ofMethods } from '../support/methodStories.tsx'
import { ofSeries } from '../support/seriesStories.tsx'
import { ofSimulations } from '../support/simulationStories.tsx'
import { stories } from '../support/stories.tsx'
import { inspectionOf, outcomeOf } from '../support/storyData.ts'

const html = String(await stories.help!())
const anchors = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
const missing = (ids: string[]) => ids.filter(id => !anchors.includes(id))

test('every anchor of the help page is there once', () => {
  expect(anchors.length).toBeGreaterThan(100)
  expect(anchors.filter((id, place) => anchors.indexOf(id) !== place)).toEqual([])
})

test('help explains every field of every form', async () => {
  const pages = await Promise.all(Object.values(stories).map(async story => String(await story())))
  const forms = pages.join('').matchAll(/<form method="post".*?<\/form>/gs)
  const asked = [...forms].flatMap(([form]) =>
    [...form.matchAll(/<(?:input|select|textarea)\b[^>]*\bid="([\w-]+)"[^>]*\bname="(\w+)"/g)].map(
      ([, , name]) => name!,
    ),
  )
  expect(new Set(asked).size).toBeGreaterThan(40)
  expect(missing(Object.keys(fieldTips).map(name => `field-${name}`))).toEqual([])
  // Forms made from the schema or a manifest have their words below each field.
  const generated = [
    'studiesMax',
    'role',
    'disabled',
    'expiresAt',
    'which',
    'action',
    'notes',
    ...ofMethods,
    ...ofSeries,
    ...ofSimulations,
  ]
  const named = [...new Set(asked.map(name => name.replace(/\d?(Value)?$/, '')))].filter(
    name => !generated.includes(name),
  )
  const untold = named.filter(name => missing([`field-${name}`, `report-${name}`]).length === 2)
  expect(untold).toEqual([])
}, 60_000)

test('help explains every number of a result', () => {
  expect(missing(Object.keys(meanings).map(name => `number-${name}`))).toEqual([])
})

test('help explains every file of a result', () => {
  expect(resultFiles.length).toBeGreaterThan(10)
  expect(missing(resultFiles.map(({ name }) => `file-${name}`))).toEqual([])
})

test('help tells how to read every plot', () => {
  const { pair, ...others } = resultCharts(31, outcomeOf())
  const all = [...Object.values(others).flat(), pair?.chart, ...allStudyCharts(studyCharts(inspectionOf()))]
  const ids = all.flatMap(chart => (chart ? [chart.id] : []))
  const known = plots.flatMap(([charts]) => charts.split(' '))
  expect(ids.length).toBeGreaterThan(15)
  expect(ids.filter(id => !known.some(stem => id === stem || id.startsWith(`${stem}-`)))).toEqual([])
})

test('help names every kind of file that an upload takes', () => {
  for (const [field, endings] of Object.entries(accepted)) {
    const [, name] = html.match(new RegExp(`id="file-${field}"><dt>(.*?)</dt>`))!
    expect(endings.split(',').filter(ending => !name!.includes(ending))).toEqual([])
  }
})
