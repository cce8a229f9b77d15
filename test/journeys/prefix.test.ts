import { afterAll, beforeAll, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { closePages, openBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import {
  admin,
  keepStudy,
  sampleLittle,
  setUpAdministrator,
  submitAnalysis,
  uploadFiles,
  watchForTrouble,
} from './world.ts'

const base = '/bioce'
const fixtures = resolve(import.meta.dir, '../fixtures/uploads/good')

let server: TestServer
let browser: Browser
let page: Page
let trouble: string[]

/** A site that is a part of another one: whatever a page asks for elsewhere is trouble. */
beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer({ base }), openBrowser()])
  // Every pixel of the drawing in 3D is the processor's work.
  page = await browser.newPage({ serviceWorkers: 'allow', deviceScaleFactor: 0.5 })
  trouble = watchForTrouble(page, server.origin)
}, 240_000)
afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
}, 240_000)

test('from the one-time link to a result in 3D nothing leaves the path', async () => {
  await setUpAdministrator(page, server)
  await uploadFiles(page, server.origin, 'Tiny', {
    curve: `${fixtures}/plain.dat`,
    library: `${fixtures}/model.pdb`,
  })
  await keepStudy(page, '1/A')
  await page.click('[data-tour-step=analyse]')
  await page.fill('[name=name]', 'First look')
  await sampleLittle(page)
  await submitAnalysis(page)
  expect(page.url()).toStartWith(`${server.origin}/analyses/`)
  await page.click('[data-viewer-open]')
  await page.waitForSelector('[data-viewer][data-ready]')
  await page.selectOption('#fit-view', 'kratky')
  await page.locator('#fit .drawing', { hasText: 'q² I(q)' }).waitFor()
  await page.click('[data-theme-switch]')
  await page.click('[data-help]')
  await page.waitForSelector('.shepherd-element')
  expect(trouble).toEqual([])
}, 240_000)

test('cookies and the service worker hold for the path alone', async () => {
  const cookies = (await page.context().cookies()).map(({ name, path }) => [name, path])
  expect(Object.fromEntries(cookies)).toMatchObject({ sid: base, theme: `${base}/` })
  expect(cookies.map(([, path]) => path!.replace(/\/$/, ''))).toEqual(cookies.map(() => base))
  const scope = await page.evaluate('navigator.serviceWorker.ready.then(({ scope }) => scope)')
  expect(scope).toBe(`${server.origin}/`)
  await page.context().setOffline(true)
  await page.goto(`${server.origin}/help`)
  expect(await page.textContent('h1')).toBe('The server cannot be reached')
  await page.context().setOffline(false)
  await page.locator('h1', { hasText: 'Help' }).waitFor()
})

test('whoever must sign in comes back to where they were', async () => {
  const visitor = await browser.newPage()
  await visitor.goto(`${server.origin}/account/sessions`)
  await visitor.waitForURL(/\/bioce\/sign-in\?next=/)
  await visitor.fill('[name=email]', admin.email)
  await visitor.fill('[name=password]', admin.password)
  await visitor.click('main button[type=submit]')
  await visitor.waitForURL(`${server.origin}/account/sessions`)
  await visitor.close()
})

test('no link, form, script, stream or way on leads out of the path', async () => {
  const cookie = (await page.context().cookies(server.origin)).map(({ name, value }) => `${name}=${value}`)
  const headers = { accept: 'text/html', cookie: cookie.join('; ') }
  const site = new URL(server.origin).origin
  const strays: string[] = []
  const seen = new Set<string>()
  const waiting = [`${base}/`, `${base}/robots.txt`, `${base}/sitemap.xml`, `${base}/policy`]
  const note = (url: string, from: string) => {
    const path = url.replace(site, '')
    if (!path.startsWith('/') || path.startsWith('//')) return
    if (path !== base && !path.startsWith(`${base}/`)) strays.push(`${from}: ${url}`)
    // One page of each kind: lists sorted and filtered in every way have no end.
    const kind = path.replace(/[?#].*/, '').replace(/\d+/g, 'N')
    if (!seen.has(kind)) waiting.push(path)
    seen.add(kind)
  }
  let pages = 0
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (/live$|archive\.zip|backup\.zip|export\.(zip|csv)/.test(path)) continue
    const answer = await fetch(site + path, { headers, redirect: 'manual' })
    for (const name of ['location', 'hx-redirect']) note(answer.headers.get(name) ?? '', path)
    const type = answer.headers.get('content-type') ?? ''
    expect([path, answer.status < 500]).toEqual([path, true])
    if (!type.includes('text/html')) continue
    pages++
    expect(answer.headers.get('content-security-policy')).toContain(`report-uri ${base}/policy-reports`)
    for (const [, url] of (await answer.text()).matchAll(/[\w-]+="(\/[^"]*)"/g))
      note(url!.replaceAll('&amp;', '&'), path)
  }
  expect(strays).toEqual([])
  expect(pages).toBeGreaterThan(40)
  const told = await (await fetch(`${site}${base}/sitemap.xml`)).text()
  for (const [, url] of told.matchAll(/<loc>(.*?)<\/loc>/g)) expect(url).toStartWith(`${server.origin}/`)
  const manifest = (await (await fetch(`${site}${base}/manifest.webmanifest`)).json()) as {
    start_url: string
  }
  const { href } = new URL(manifest.start_url, `${server.origin}/manifest.webmanifest`)
  expect(href).toBe(`${server.origin}/studies`)
}, 240_000)

test('mails link below the path', async () => {
  const visitor = await browser.newPage()
  await visitor.goto(`${server.origin}/password-resets/new`)
  await visitor.fill('[name=email]', admin.email)
  await visitor.click('main button[type=submit]')
  await visitor.waitForURL(`${server.origin}/password-resets/sent`)
  await until(async () => {
    await page.goto(`${server.origin}/admin/outbox`)
    return (await page.content()).includes(`${server.origin}/password-reset?token=`)
  }, 240_000)
  await visitor.close()
}, 240_000)

test('a proxy that takes the path away is understood too', async () => {
  const site = new URL(server.origin).origin
  const answer = await fetch(`${site}/sign-in`, { headers: { accept: 'text/html' } })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain(`action="${base}/sign-in"`)
})
