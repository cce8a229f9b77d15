import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { keepStudy, setUpAdministrator, uploadFiles, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser

const fixtures = resolve(import.meta.dir, '../fixtures/methods')
const uploads = resolve(import.meta.dir, '../fixtures/uploads/good')
const methods = temporaryFolder()
chmodSync(methods, 0o755) // where the server runs as root, its methods run as nobody

beforeAll(async () => {
  const env = { BIOCE_METHODS: methods, BIOCE_SLOTS: '2' }
  ;[server, browser] = await Promise.all([startServer({ env }), openBrowser()])
}, 60_000)

afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
}, 60_000)

test("a laboratory's own analysis, twenty lines of shell, from its form to its result by a manifest alone", async () => {
  const page = await browser.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
  const files = { curve: join(uploads, 'plain.dat'), library: join(uploads, 'model.pdb') }
  await uploadFiles(page, server.origin, 'Tiny', files)
  await keepStudy(page, '1/A')
  // The web and the workers run already: both take up a method that is added now.
  for (const name of ['mean.sh', 'mean.json']) copyFileSync(join(fixtures, name), join(methods, name))
  await page.goto(`${server.origin}/studies/1/analyses/new`)
  await page.click('text=Mean intensity')
  await page.fill('[name=name]', 'Mean of it')
  await page.fill('[name=skip]', '2')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector('#downloads', { timeout: 50_000 })
  const text = (await page.textContent('main')) ?? ''
  for (const words of ['Mean of it', 'Mean intensity', 'a.u.', 'mean.txt', 'Points used', 'mean-curve 1.2'])
    expect(text).toContain(words)
  const archive = await page.request.get(`${page.url()}/archive.zip`)
  expect(archive.status()).toBe(200)

  await page.goto(`${server.origin}/studies/1/methods/mean-curve`)
  await page.fill('[name=name]', 'Skips too much')
  await page.fill('[name=skip]', '100')
  await page.fill('[name=scale]', '1')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  expect((await page.request.get(`${server.origin}/studies/1/methods/nothing`)).status()).toBe(404)
  // a page that is left before its tour script came says so
  expect(trouble.filter(each => !each.includes('dynamically imported'))).toEqual([])
  await page.close()
}, 90_000)
