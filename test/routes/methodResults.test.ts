import { expect, test } from 'bun:test'
import { join } from 'node:path'
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
