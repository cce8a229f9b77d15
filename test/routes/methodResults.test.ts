import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { makeShare, sharedParts } from '#src/analyses/shares.ts'
import { csvLine } from '#src/csv.ts'
import { analysisOf, noon } from '../support/people.ts'
import { recordOf } from '../support/records.ts'
import { seriesTable } from '../support/seriesStories.tsx'
import { tokenOf } from './apiTable.ts'
import { ask, makeWorld, openSite } from './world.ts'

const hostile =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script><text>&lt;</text></svg>'

async function finished() {
  const site = openSite()
  const { owner, study, averaged, actors } = await makeWorld(site)
  const output = join(site.files.analysis(owner.id, study.id, averaged.id), 'output')
  await Bun.write(join(output, 'plot.svg'), hostile)
  await Bun.write(join(output, 'page.html'), hostile)
  const rows = Array.from({ length: 60 }, (_, i) => `${i},<b>row ${(7 * i) % 60}</b>`)
  await Bun.write(join(output, 'rows.csv'), ['place,text', ...rows].join('\n'))
  const headers = { cookie: actors.owner.cookie }
  return { get: (path: string) => ask(site, `/analyses/${averaged.id}${path}`, { headers }) }
}

test('an image of a method is an image alone: opened, it is saved, and nothing in it runs', async () => {
  const { get } = await finished()
  const page = await (await get('')).text()
  expect(page).toContain('<img src="/analyses/')
  expect(page).not.toContain('alert(')
  const image = await get('/images/plot.svg')
  expect(image.status).toBe(200)
  expect(image.headers.get('content-type')).toBe('image/svg+xml')
  expect(image.headers.get('content-disposition')).toStartWith('attachment')
  expect(image.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(image.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each([
  'page.html',
  'rows.csv',
  'nothing.svg',
  '..%2Fparams.json',
  '..%2F..%2Fstudy.json',
  '%00',
  'plot.svg%00.png',
])('what no manifest names as an image is none: %s', async name => {
  const { get } = await finished()
  expect((await get(`/images/${name}`)).status).toBeOneOf([400, 404, 422])
})

test('a table comes a page at a time, in the order that is chosen, and as text', async () => {
  const { get } = await finished()
  const cellsOf = async (query: string) => {
    const page = await (await get(`/tables/rows.csv${query}`)).text()
    return [...page.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell)
  }
  const first = await cellsOf('')
  expect([first.length, first.slice(0, 2)]).toEqual([50, ['0', '&lt;b&gt;row 0&lt;/b&gt;']])
  expect((await cellsOf('?column=0&down=yes')).slice(0, 3)).toEqual(['59', '&lt;b&gt;row 53&lt;/b&gt;', '58'])
  expect((await cellsOf('?page=3')).length).toBe(20)
  expect((await cellsOf('?page=99')).length).toBe(20)
  expect((await get('/tables/plot.svg')).status).toBe(404)
  expect((await get('/tables/..%2Fparams.json')).status).toBe(404)
})

/** Two finished analyses of one method in two versions, with the manifests that they were submitted with. */
async function twoFinished() {
  const site = openSite()
  const { owner, study, done, actors } = await makeWorld(site)
  const ids: number[] = []
  for (const [place, version] of ['1.0', '2.0'].entries()) {
    const { id } = await site.db.write(tx =>
      analysisOf(tx, study, `Run ${version}`, {
        ...{ state: 'done', finishedAt: noon, method: 'average', methodVersion: version },
        parameters: { window: place },
        summary: { slope: 0.123456 + place, other: '<b>' },
      }),
    )
    ids.push(id)
    const home = site.files.analysis(owner.id, study.id, id)
    const manifest = {
      ...{ name: 'average', title: 'Average', version, command: ['true'], citation: 'Lovelace (1843)' },
      parameters: { properties: { window: { type: 'integer', title: 'Window' } } },
      numbers: [
        {
          ...{ name: 'slope', label: 'Slope', unit: 'nm', digits: 2 },
          grades: [
            { grade: 'good', minimum: 1 },
            { grade: 'fair', minimum: 0.1, text: 'Rather flat.' },
            { grade: 'poor' },
          ],
        },
      ],
      results: [
        { file: 'rows.csv', title: 'Rows', show: 'table' },
        { file: 'plot.svg', title: 'Plot', show: 'image' },
        { file: 'fit.csv', title: 'Fit', description: 'of the line' },
        { file: 'model.pdb', title: 'Model', show: 'structure' },
        { file: 'line.csv', title: 'Line', show: 'chart', chart: { kind: 'line', x: 'a', y: ['b'] } },
        { file: 'over.csv', title: 'Over time', show: 'series' },
      ],
      help: '# How *it* works',
    }
    await Bun.write(join(home, 'method.json'), JSON.stringify(manifest))
    const params = { name: 'Run', study: recordOf(['m1']), parameters: {} }
    await Bun.write(join(home, 'params.json'), JSON.stringify(params))
    await Bun.write(join(home, 'output/rows.csv'), `a,b\n${'1,2\n'.repeat(201)}`)
    await Bun.write(join(home, 'output/line.csv'), 'a,b\n1,2\n2,3\n')
    await Bun.write(join(home, 'output/fit.csv'), 'a,b\n1,2\n')
    await Bun.write(
      join(home, 'output/over.csv'),
      [seriesTable.head, ...seriesTable.rows].map(csvLine).join('\n'),
    )
    await Bun.write(join(home, 'output/model.pdb'), 'MODEL 1\nENDMDL\n')
    await Bun.write(join(home, 'output/plot.svg'), hostile)
  }
  const headers = { cookie: actors.owner.cookie }
  const get = (path: string, more = {}) => ask(site, path, { headers: { ...headers, ...more } })
  return { site, owner, study, done, ids, actors, get }
}

test('the report of a method has its numbers, tables, charts, images, inputs and what to cite', async () => {
  const { ids, get } = await twoFinished()
  const page = await (await get(`/analyses/${ids[1]}/report`)).text()
  for (const words of [
    'Slope',
    '1.1 nm',
    'Average 2.0',
    'Lovelace (1843)',
    'Window',
    'The first 200 of 201 rows',
  ])
    expect(page).toContain(words)
  expect(page).toContain(`/analyses/${ids[1]}/images/plot.svg`)
  expect(page).toContain('<figure')
  expect(page).toContain('SHA-256')
  expect(page).toContain('&lt;b')
  expect(page).not.toContain('<b>')
  expect(page).not.toContain('alert(')
  const result = await (await get(`/analyses/${ids[0]}`)).text()
  expect(result).toContain(`href="/analyses/${ids[0]}/report"`)
  expect(result).toContain('<em>it</em>')
})

test('two results of one method are laid side by side, each by its own version', async () => {
  const { study, done, ids, get } = await twoFinished()
  const [a, b] = ids
  const page = await (await get(`/studies/${study.id}/comparison?a=${a}&b=${b}`)).text()
  const row = (name: string) =>
    page.match(new RegExp(`<th scope="row">${name}</th><td>(.*?)</td><td>(.*?)</td>`))?.slice(1)
  expect([row('Slope'), row('Window'), row('Version')]).toEqual([
    ['0.12 nm. Rather flat.', '1.1 nm'],
    ['0', '1'],
    ['1.0', '2.0'],
  ])
  for (const id of ids) expect(page).toContain(`/analyses/${id}/images/plot.svg`)
  expect(page).not.toContain('>Done</option>') // one of the built-in method
  expect((await get(`/studies/${study.id}/comparison?a=${a}`)).status).toBe(200)
  expect((await get(`/studies/${study.id}/comparison?a=${a}&b=${done.id}`)).status).toBe(404)
})

test('a program is told the numbers with labels and units, and what is shown', async () => {
  const { site, owner, done, ids } = await twoFinished()
  const authorization = `Bearer ${await tokenOf(site, owner.id, 'read')}`
  const read = (id: number) => ask(site, `/api/v1/analyses/${id}/result`, { headers: { authorization } })
  expect(await (await read(ids[0]!)).json()).toEqual({
    ...{ method: 'average', methodVersion: '1.0', citation: 'Lovelace (1843)' },
    numbers: [
      {
        name: 'slope',
        label: 'Slope',
        value: 0.123456,
        unit: 'nm',
        digits: 2,
        grade: 'fair',
        gradeText: 'Rather flat.',
      },
      { name: 'other', label: 'other', value: '<b>' },
    ],
    shown: [
      { file: 'rows.csv', title: 'Rows', kind: 'table', columns: ['a', 'b'], rows: 201 },
      { file: 'plot.svg', title: 'Plot', kind: 'image' },
      { file: 'model.pdb', title: 'Model', kind: 'structure' },
      expect.objectContaining({
        file: 'line.csv',
        kind: 'chart',
        rows: 2,
        chart: { kind: 'line', x: 'a', y: ['b'] },
      }),
      { file: 'over.csv', title: 'Over time', kind: 'series', columns: seriesTable.head, rows: 22 * 13 },
    ],
  })
  expect((await read(done.id)).status).toBe(404) // that of the built-in method is result.json
})

test.each([...sharedParts])('a link to the result of a method shows %s', async shows => {
  const { site, owner, study, ids, get: own } = await twoFinished()
  const [id] = ids as [number]
  const link = { name: 'Referees', shows, days: 30 }
  const secret = await makeShare(site.db, owner.id, { analysis: id }, link, noon)
  const get = (path: string) => ask(site, `/analyses/${secret}${path}`, { headers: { cookie: 'visitor=v' } })
  const statuses = async (paths: string[]) =>
    await Promise.all(paths.map(async path => (await get(path)).status))
  const page = await (await get('')).text()
  for (const words of [
    'Slope',
    '0.12 nm',
    'Rather flat.',
    'Lovelace (1843)',
    `/analyses/${secret}/images/plot.svg`,
  ])
    expect(page).toContain(words)
  for (const words of [study.name, `/analyses/${id}`, owner.email, 'Delete this analysis', 'Compare'])
    expect(page).not.toContain(words)
  expect(page.includes('<h1>Run 1.0</h1>')).toBe(shows !== 'blinded')
  const hasFiles = shows === 'files'
  expect([page.includes('data-structure'), page.includes('Download all')]).toEqual([hasFiles, hasFiles])
  const table = await (await get('/tables/rows.csv?page=2')).text()
  expect(table.includes('Rows 26 to 50 of 201')).toBe(true)
  expect([table.includes(study.name), table.includes('Run 1.0')]).toEqual([false, shows !== 'blinded'])
  expect(await statuses(['/images/plot.svg', '/tables/rows.csv'])).toEqual([200, 200])
  // Which number a chart has does not depend on what else its reader sees.
  const charts = [...page.matchAll(/href="([^"]*\/charts\/over-\d+\.)html"/g)].map(([, href]) => href!)
  expect(new Set(charts).size).toBe(22)
  const csv = await ask(site, `${charts[0]}csv`, { headers: { cookie: 'visitor=v' } })
  expect([csv.status, (await csv.text()).split('\n')[0]]).toEqual([
    200,
    'time (s),alone,from,to,together,from,to,curve',
  ])
  expect(await statuses(['/charts/over-99.csv', '/charts/over-0.exe'])).toEqual([404, 404])
  const ofFiles = ['/files/model.pdb', '/archive.zip']
  expect(await statuses(ofFiles)).toEqual(ofFiles.map(() => (hasFiles ? 200 : 404)))
  const none = ['/report', '/shares', '/weights', '/fit', '/chains', '/charts/fit.svg', '/images/rows.csv']
  expect(await statuses(none)).toEqual(none.map(() => 404))
  expect(await (await own(`/analyses/${id}`)).text()).toContain(`href="/analyses/${id}/shares"`)
})

test('the files of a method are named by its manifest, and stay where it wrote them', async () => {
  const { site, owner, ids, get } = await twoFinished()
  const words = 'Fit: of the line'
  expect(await (await get(`/analyses/${ids[0]}`)).text()).toContain(words)
  const headers = { authorization: `Bearer ${await tokenOf(site, owner.id, 'read')}` }
  const { items } = (await (await ask(site, `/api/v1/analyses/${ids[0]}/files`, { headers })).json()) as {
    items: { name: string; meaning: string; group: string | null }[]
  }
  expect(items.find(({ name }) => name === 'fit.csv')).toMatchObject({ meaning: words, group: null })
  const archive = await (await get(`/analyses/${ids[0]}/archive.zip`)).arrayBuffer()
  const text = Buffer.from(archive).toString('latin1')
  expect([text.includes('/fit.csv'), text.includes('paper/fit.csv')]).toEqual([true, false])
})

test('an analysis of a method is run again with its values, as long as the method is offered', async () => {
  const { site, study, ids, get } = await twoFinished()
  const manifest = {
    ...{ name: 'average', title: 'Average', command: ['true'] },
    parameters: { properties: { window: { type: 'integer', title: 'Window', default: 5 } } },
  }
  const path = join(site.config.methods, 'average.json')
  await Bun.write(path, JSON.stringify(manifest))
  const failed = await site.db.write(tx =>
    analysisOf(tx, study, 'Broken', {
      ...{ state: 'failed', reason: 'bug', finishedAt: noon, method: 'average', parameters: { window: 7 } },
    }),
  )
  for (const [id, name, value] of [
    [ids[1]!, 'Run 2.0 2', 1],
    [failed.id, 'Broken 2', 7],
  ] as const) {
    const form = `/studies/${study.id}/methods/average?from=${id}`
    expect(await (await get(`/analyses/${id}`)).text()).toContain(`href="${form}"`)
    const page = await (await get(form)).text()
    expect(page.match(/name="name"[^>]*value="([^"]*)"/)?.[1]).toBe(name)
    expect(page.match(/name="window"[^>]*value="([^"]*)"/)?.[1]).toBe(String(value))
  }
  await Bun.file(path).delete()
  for (const id of [ids[1]!, failed.id])
    expect(await (await get(`/analyses/${id}`)).text()).not.toContain('Run again')
})
