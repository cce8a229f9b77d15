import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { resultFile } from '#src/method/resultFile.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { admin, setUpAdministrator, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
}, 240_000)

afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
})

test('from the one-time link to the result of the example study in under a minute of a processor, with a script and without', async () => {
  const page = await browser.newPage({ serviceWorkers: 'allow' })
  const trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
  await page.click('text=Try the example')
  await page.waitForURL(/\/analyses\/\d+$/)
  const storageState = await page.context().storageState()
  const without = await browser.newContext({ javaScriptEnabled: false, storageState })
  const plain = await without.newPage()
  await plain.goto(page.url())
  expect(await plain.locator('[data-state]').getAttribute('data-state')).toMatch(/waiting|running/)
  expect(await page.locator('main a[href="/analyses/example"]').count()).toBe(1)
  await page.waitForSelector('#first-answer-card tbody tr')
  await Promise.all([page, plain].map(each => each.waitForSelector('#weights', { timeout: 200_000 })))
  expect(await page.textContent('h1')).toBe('First look')
  expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(12)
  expect(await page.locator('#fit-card svg').count()).toBeGreaterThan(0)
  const answer = await page.request.get(`${page.url()}/files/result.json`)
  const result = resultFile.parse(await answer.text(), 'result.json')
  expect(result.sampler.cpuSeconds).toBeLessThan(60)
  await expectPublicExample(result)
  expect(trouble).toEqual([])
  await page.close()

  // The same without a script, up to a change of mind.
  expect(await plain.locator('#weights table[data-sortable] tbody tr').count()).toBe(12)
  await plain.click('text=Show all 20 models')
  expect(await plain.locator('#all-weights tbody tr').count()).toBe(20)
  await plain.goto(`${server.origin}/studies`)
  await plain.click('text=Try the example')
  await plain.waitForURL(/\/analyses\/\d+$/)
  await plain.click('text=Cancel the analysis')
  await plain.click('.confirm-popover:visible button[type=submit]')
  await plain.waitForSelector('text=Cancelled')
  await without.close()
}, 240_000)

/** What visitors are shown is what this server calculates; `bun scripts/publicExample.ts` makes it anew. */
async function expectPublicExample(result: Result): Promise<void> {
  const shown = (await openPublicExample()).outcome.result
  expect(shapeOf(shown)).toEqual(shapeOf(result))
  for (const [index, { name, weight }] of result.models.entries()) {
    const other = shown.models[index]!
    expect(other.name).toBe(name)
    expect(Math.abs(other.weight.mean - weight.mean)).toBeLessThan(weight.sd / 2)
  }
}

/** The names in a value, of a list those of its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (value === null || typeof value !== 'object') return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]))
}

test('a visitor without an account opens the example result and takes its files', async () => {
  const page = await browser.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await page.goto(server.origin)
  await page.click('text=See an example result')
  await page.waitForSelector('#weights')
  await page.waitForLoadState() // before it the link below leads to a page of its own
  expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(12)
  await page.click('text=Show all 20 models')
  await page.click('#all-weights >> text=By name')
  await page.waitForSelector('#all-weights [aria-current]:text("By name")')
  expect(await page.locator('#all-weights tbody th').allTextContents()).toHaveLength(20)
  expect(await page.locator('#all-weights tbody th').first().textContent()).toContain('01')
  await page.selectOption('#fit-view', 'kratky')
  await page.locator('#fit .drawing', { hasText: 'q² I(q)' }).waitFor()
  expect(await page.locator('text=Run again').count()).toBe(0)
  expect(await page.locator('text=Delete this analysis').count()).toBe(0)
  for (const link of await page.locator('a[download]').all()) {
    const answer = await page.request.get(`${server.origin}${await link.getAttribute('href')}`)
    expect(answer.status()).toBe(200)
    expect((await answer.body()).length).toBeGreaterThan(100)
  }
  expect(trouble).toEqual([])
  await page.close()
}, 240_000)

test('a visitor without an account gets from the first page to a result of their own files in six clicks', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await page.goto(server.origin)
  let clicks = 0
  const click = async (selector: string) => {
    clicks++
    await page.click(selector)
  }
  const choose = async (field: string, name: string) => {
    clicks++
    await page.setInputFiles(`[name=${field}]`, `${import.meta.dir}/../fixtures/uploads/good/${name}`)
  }
  await click('text=Analyse your own data')
  await page.waitForURL(/\/studies\/new$/)
  await page.fill('[name=name]', 'Mine')
  await choose('curve', 'plain.dat')
  await choose('library', 'model.pdb')
  await click('form#upload button[type=submit]')
  await page.waitForSelector('#findings')
  await click('text=Save and analyse')
  await page.waitForURL(/\/analyses\/new$/)
  await click('[data-tour-step=submit]')
  await page.waitForSelector('#weights')
  expect(clicks).toBe(6)
  // The link in the line above leads back, in another browser too.
  const link = await page.locator('.banner a').getAttribute('href')
  await context.clearCookies()
  await page.goto(server.origin + link)
  await page.click('text=Continue without an account')
  await page.waitForURL(`${server.origin}/studies`)
  expect(await page.textContent('main')).toContain('Mine')
  expect(trouble).toEqual([])
  await context.close()
}, 240_000)

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
  expect(await page.textContent('main')).toContain('or the password is wrong')
  await page.fill('[name=password]', admin.password)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${server.origin}/studies`)
  expect(await page.textContent('main')).toContain('First look')
  await context.close()
}, 240_000)
