import { expect, test } from 'bun:test'
import { makeWorld, openSite } from './world.ts'

const site = openSite()
const world = await makeWorld(site)

const get = async (path: string, headers: Record<string, string> = {}) =>
  await site.app.handle(
    new Request(`${site.config.origin}${path}`, {
      headers: {
        cookie: world.actors.owner.cookie,
        accept: 'text/html',
        'accept-encoding': 'gzip',
        ...headers,
      },
    }),
  )
const inflate = async (response: Response) =>
  Buffer.from(Bun.gunzipSync(new Uint8Array(await response.arrayBuffer()))).toString('utf8')

const result = `/analyses/${world.done.id}`

test.each([
  ['a page', '/studies', '<!doctype html>'],
  ['a drawing', `${result}/charts/fit.svg`, '<?xml'],
  ['a table', `${result}/charts/fit.csv`, 'q (1/Å)'],
  ['a file of a result', `${result}/files/result.json`, '{'],
  ['a style sheet', '/static/app.css', ''],
])('%s comes compressed to those who can read it, and plain to others', async (_, path, start) => {
  const small = await get(path)
  expect(small.headers.get('content-encoding')).toBe('gzip')
  const plain = await get(path, { 'accept-encoding': 'br, gzip;q=0' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  for (const { headers } of [small, plain]) {
    expect(headers.get('vary')).toContain('Accept-Encoding')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  const length = Number(small.headers.get('content-length') ?? 0)
  const text = await inflate(small)
  if (length > 0) expect(length).toBeLessThan(text.length)
  expect(text).toStartWith(start)
  expect(text.length).toBe((await plain.text()).length)
})

test('what is packed already, a stream, a part of a file and a few words are sent as they are', async () => {
  for (const [path, headers] of [
    [`${result}/archive.zip`, {}],
    [`${result}/files/result.json`, { range: 'bytes=0-99' }],
    ['/healthz', {}],
    [`/analyses/${world.running.id}/live`, {}],
  ] as const) {
    const response = await get(path, headers)
    expect([path, response.headers.get('content-encoding')]).toEqual([path, null])
    await response.body?.cancel()
  }
})

test('the token of the forms looks different on each page, and each of them is good', async () => {
  const tokens = await Promise.all(
    [1, 2].map(async () => /name="csrf" value="([^"]+)"/.exec(await inflate(await get('/studies')))![1]!),
  )
  expect(tokens[0]).not.toBe(tokens[1])
  for (const csrf of tokens) {
    const answer = await site.app.handle(
      new Request(`${site.config.origin}/studies/${world.study.id}/name`, {
        method: 'POST',
        headers: { cookie: world.actors.owner.cookie, 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams({ csrf, name: 'Another name' }),
      }),
    )
    expect(answer.status).toBe(303)
  }
})
