import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { admin, setUpAdministrator, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  expect(await server?.stop()).toBe(0)
})

test('from the one-time link to the result of the example study in under a minute', async () => {
  const page = await browser.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
  const startedAt = performance.now()
  await page.click('text=Try the example')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector('#weights', { timeout: 60_000 })
  expect(performance.now() - startedAt).toBeLessThan(60_000)
  expect(await page.textContent('h1')).toBe('First look')
  expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(20)
  expect(await page.locator('#fit-card svg').count()).toBeGreaterThan(0)
  expect(trouble).toEqual([])
  await page.close()
}, 90_000)

test('the one-time link works once', async () => {
  const response = await fetch(server.setupLink)
  expect(response.status).toBe(404)
})

test('signing out and in again, with JavaScript off, leads back to the result', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.origin}/studies`)
  await page.waitForURL(/\/sign-in/)
  await page.fill('[name=email]', admin.email)
  await page.fill('[name=password]', 'not this one, surely')
  await page.click('main button[type=submit]')
  expect(await page.textContent('main')).toContain('do not go together')
  await page.fill('[name=password]', admin.password)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${server.origin}/studies`)
  expect(await page.textContent('main')).toContain('First look')
  await context.close()
}, 60_000)
