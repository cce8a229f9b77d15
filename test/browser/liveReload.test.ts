import { afterAll, expect, test } from 'bun:test'
import { serveWithReload } from '../../scripts/liveReload.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { freePort } from '../support/server.ts'
import { until } from '../support/until.ts'

afterAll(closePages)

const policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
const bytes = new Uint8Array([0, 255, 60, 47, 104])

/** A site whose page has a number, and which answers what it was sent. */
function openSite(port: number, number: () => number) {
  return Bun.serve({
    port,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      if (request.method === 'POST') {
        const text = `${request.headers.get('host')} ${await request.text()}`
        return new Response(text, { status: 303, headers: { location: '/done' } })
      }
      if (pathname === '/image') return new Response(bytes, { headers: { etag: '"1"' } })
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
      return new Response(`<!doctype html><html><head></head><body>${search}${number()}</body></html>`, {
        headers,
      })
    },
  })
}

test('pages load themselves anew under the policy of the site, also while it starts again', async () => {
  const [port, own] = [freePort(), freePort()]
  let number = 1
  let site = openSite(own, () => number)
  const pages = serveWithReload({
    port,
    hostname: '127.0.0.1',
    base: '',
    upstream: `http://127.0.0.1:${own}`,
  })
  const origin = `http://127.0.0.1:${port}`
  try {
    const posted = await fetch(`${origin}/form`, { method: 'POST', body: 'typed', redirect: 'manual' })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/done'])
    expect(await posted.text()).toBe(`127.0.0.1:${port} typed`)
    const image = await fetch(`${origin}/image`)
    expect([await image.bytes(), image.headers.get('etag')]).toEqual([bytes, '"1"'])

    const page = await (await openBrowser()).newPage()
    const faults: string[] = []
    const asked: string[] = []
    let listening = 0
    page.on('console', message => message.type() === 'error' && faults.push(message.text()))
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    page.on('response', response => response.url() === `${origin}/dev/changes` && listening++)
    await page.goto(`${origin}/page?q=`)
    await until(() => listening === 1)
    expect(await page.textContent('body')).toBe('?q=1')
    number = 2
    pages.reload()
    await until(() => listening === 2)
    expect(await page.textContent('body')).toBe('?q=2')
    await site.stop(true)
    number = 3
    const before = asked.length
    pages.reload()
    await until(() => asked.length > before)
    site = openSite(own, () => number)
    await until(() => listening === 3)
    expect(await page.textContent('body')).toBe('?q=3')
    expect(faults).toEqual([])
    await page.close()
  } finally {
    await pages.stop()
    await site.stop(true)
  }
}, 240_000)
