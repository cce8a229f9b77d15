import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openWebWorld } from '../faults/webWorld.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { studyOf } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'

let browser: Browser
let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer
let origin: string

beforeAll(async () => {
  browser = await openBrowser()
  world = await openWebWorld({ checks: false })
  await world.db.write(tx => studyOf(tx, world.ada, 'Linker', { facts: { files: [], warnings: [] } }))
  web = await world.startWeb()
  origin = web.origin
}, 240_000)
afterAll(async () => {
  await closePages()
  await web?.stop()
  await world?.close()
}, 240_000)

/** Ada's browser, whose worker has taken over. */
async function openPage(colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({ colorScheme, serviceWorkers: 'allow' })
  const [name, value] = (await world.signIn()).cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: origin }])
  const page = await context.newPage()
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  await page.goto(`${origin}/studies`)
  await page.evaluate('navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller)')
  return { context, page }
}

const heading = (page: Page) => page.locator('h1').textContent()
const toast = (page: Page) => page.locator('.toast.floating')
const goOffline = (context: BrowserContext, offline: boolean) => context.setOffline(offline)

test('offline, any page is one that says so in our look, and comes back by itself', async () => {
  const { context, page } = await openPage('dark')
  await goOffline(context, true)
  await page.goto(`${origin}/help`)
  expect(await heading(page)).toBe('The server cannot be reached')
  expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe(
    'rgb(221, 230, 232)',
  )
  expect(await page.locator('.logo').isVisible()).toBe(true)
  await goOffline(context, false)
  await page.locator('h1', { hasText: 'Help' }).waitFor()
  await context.close()
}, 240_000)

test('what is kept is that page and its drawing, nothing of a person', async () => {
  const { context, page } = await openPage()
  await page.goto(`${origin}/account`)
  const kept = (await page.evaluate(`(async () => {
    const found = []
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys())
        found.push([new URL(request.url).pathname, await (await caches.match(request)).text()])
    return found
  })()`)) as [path: string, text: string][]
  expect(kept.map(([path]) => path).filter(path => !/^\/(static\/|offline$)/.test(path))).toEqual([])
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.filter(([, text]) => text.includes('ada@') || text.includes('csrf" value'))).toEqual([])
  await context.close()
}, 240_000)

test('what was typed stays when it cannot be sent, and goes when it can', async () => {
  const { context, page } = await openPage()
  await page.goto(`${origin}/account`)
  await page.fill('[name=firstName]', 'Augusta')
  await goOffline(context, true)
  await toast(page).waitFor()
  expect(await toast(page).textContent()).toContain('You are offline. What you typed is still on this page')
  const save = page.locator('form[action="/account/names"] button[type=submit]')
  await save.click({ noWaitAfter: true })
  expect(await page.inputValue('[name=firstName]')).toBe('Augusta')
  expect(page.url()).toBe(`${origin}/account`)
  await goOffline(context, false)
  await toast(page).waitFor({ state: 'detached' })
  await save.click()
  await page.locator('.toast', { hasText: 'saved' }).waitFor()
  expect(await page.inputValue('[name=firstName]')).toBe('Augusta')
  await context.close()
}, 240_000)

test('a server that is gone is told of where a part of a page, a form or a page is asked for', async () => {
  const { context, page } = await openPage()
  await page.fill('input[name=search]', 'Link')
  await page.locator('tbody tr', { hasText: 'Linker' }).waitFor()
  await web.stop()
  await page.fill('input[name=search]', 'Linker')
  await toast(page).waitFor()
  expect(await toast(page).textContent()).toContain(
    'The server cannot be reached. What you typed is still on this page',
  )
  await page.goto(`${origin}/studies`)
  expect(await heading(page)).toBe('The server cannot be reached')
  const saving = await context.newPage()
  const file = saving.goto(`${origin}/studies/1/files/curve.dat`).catch(() => 'no page with its name')
  expect(await file).toBe('no page with its name')
  web = await world.startWeb({ BIOCE_PORT: new URL(origin).port, BIOCE_ORIGIN: origin })
  await page.locator('h1', { hasText: 'studies' }).waitFor()
  await context.close()
}, 240_000)

test('where a browser has no worker, pages are as before', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const found: string[] = []
  page.on('pageerror', error => found.push(error.message))
  await page.goto(origin)
  expect(await heading(page)).toContain('conformations')
  expect(found).toEqual([])
  await context.close()
}, 240_000)
