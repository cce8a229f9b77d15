import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { findAsset } from '#src/plugins/assets.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
}, 240_000)
afterAll(async () => {
  await closePages()
  await server?.stop()
}, 240_000)

test('the style sheets are at most 20 KB together, compressed', () => {
  const folder = resolve(import.meta.dir, '../../static')
  const sheets = [...readdirSync(folder), 'vendor/pico.min.css'].filter(name => name.endsWith('.css'))
  const bytes = sheets.map(name => findAsset(name)!.gzipped()!.length)
  expect(bytes.reduce((sum, count) => sum + count)).toBeLessThan(20_000)
})

for (const width of [360, 1440])
  test(`the home page at ${width} px: under 100 KB, nothing jumps, no script holds it up`, async () => {
    const page = await browser.newPage({ serviceWorkers: 'allow', viewport: { width, height: 800 } })
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto(server.origin, { waitUntil: 'networkidle' })
    const seen = (await page.evaluate(measure)) as { shift: number; blocking: string[] }
    await page.close()
    expect(bytes).toBeGreaterThan(20_000)
    expect(bytes).toBeLessThan(100_000)
    expect(seen).toEqual({ shift: 0, blocking: [] })
  }, 240_000)

// Runs in the page: the sum of all layout shifts so far, and the scripts that rendering had to wait for.
const measure = `new Promise(resolve => {
  let shift = 0
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  const scripts = performance.getEntriesByType('resource').filter(each => each.initiatorType === 'script')
  const blocking = scripts.filter(each => each.renderBlockingStatus === 'blocking').map(each => each.name)
  setTimeout(() => resolve({ shift, blocking }), 300)
})`

test('what is left out of a style sheet as it is served changes none of its rules', async () => {
  const page = await browser.newPage()
  await page.goto(`${server.origin}/healthz`)
  const folder = resolve(import.meta.dir, '../../static')
  for (const name of readdirSync(folder).filter(name => name.endsWith('.css'))) {
    const texts = [readFileSync(join(folder, name), 'utf8'), new TextDecoder().decode(findAsset(name)!.bytes)]
    const [written, served] = (await page.evaluate(rulesOf(texts))) as string[][]
    expect(written!.length).toBeGreaterThan(5)
    expect(served).toEqual(written!)
  }
  await page.close()
})

// Runs in the page: the rules of style sheets as the browser reads them.
const rulesOf = (texts: string[]) => `${JSON.stringify(texts)}.map(text => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return [...sheet.cssRules].map(rule => rule.cssText)
})`
