import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { type Language, languages, makeMethod } from '#src/commands/newMethod.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { makeImage } from '../support/containerImage.ts'
import { temporaryFolder } from '../support/database.ts'
import { obstacleOf } from '../support/languages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'
import { keepStudy, setUpAdministrator, uploadFiles, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser
let context: BrowserContext

const fixtures = resolve(import.meta.dir, '../fixtures/methods')
const uploads = resolve(import.meta.dir, '../fixtures/uploads/good')
const methods = temporaryFolder()
const container = makeImage()
chmodSync(methods, 0o755) // where the server runs as root, its methods run as nobody

beforeAll(async () => {
  const { CONTAINERS_CONF } = process.env
  const env = { BIOCE_METHODS: methods, BIOCE_SLOTS: '2', ...(CONTAINERS_CONF && { CONTAINERS_CONF }) }
  ;[server, browser] = await Promise.all([startServer({ env }), openBrowser()])
  context = await browser.newContext()
  const page = await context.newPage()
  await setUpAdministrator(page, server)
  await page.close()
}, 240_000)

afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
  container.remove()
}, 240_000)

test("a laboratory's own analysis, twenty lines of shell, from its form to its result by a manifest alone", async () => {
  const page = await context.newPage()
  const trouble = watchForTrouble(page, server.origin)
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
  await page.waitForSelector('#downloads')
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
}, 240_000)

/** What `bioce method new` writes, and the shell's once more in a container. */
const kinds = [
  ...(Object.keys(languages) as Language[]).map(name => ({ name, obstacle: obstacleOf(name) })),
  { name: 'container', obstacle: container.obstacle },
]
for (const { name, obstacle } of kinds.filter(kind => kind.obstacle))
  test.skip(`a method in the language ${name} in the browser${obstacle}`, () => {})

const [first, ...others] = kinds.filter(({ obstacle }) => obstacle === '').map(({ name }) => name)
test(
  `a method to start from in the browser, from its upload to its result: ${first}`,
  () => tryInBrowser(first!),
  240_000,
)
test.skipIf(!long)(
  `the other methods to start from in the browser: ${others.join(', ')}${unlessLong}`,
  async () => {
    // Two at a time: a person may have three uploads that are not kept yet.
    for (let i = 0; i < others.length; i += 2) await Promise.all(others.slice(i, i + 2).map(tryInBrowser))
  },
  240_000,
)

async function tryInBrowser(name: string): Promise<void> {
  const method = `mean-${name}`
  const isContained = name === 'container'
  const folder = await makeMethod(method, isContained ? 'shell' : (name as Language), methods)
  if (isContained) {
    const path = join(folder, 'method.json')
    await Bun.write(path, JSON.stringify({ ...(await Bun.file(path).json()), image: container.image }))
  }
  const page = await context.newPage()
  await page.goto(`${server.origin}/studies/new/${method}`)
  await page.fill('[name=name]', `Study ${name}`)
  await page.setInputFiles('[name=table]', join(folder, 'example.csv'))
  await page.click('main button[type=submit]')
  await page.click('#keep button[type=submit]')
  await page.waitForURL(/\/studies\/\d+$/)
  await page.click('.page-header a.button')
  await page.fill('[name=name]', 'Mean of it')
  await page.click('main button[type=submit]')
  await page.waitForSelector('#downloads')
  expect(await page.textContent('#numbers .figure-value')).toBe('2.667')
  expect(await page.locator('.chart svg path').count()).toBeGreaterThan(2)
  await page.click('text=Run again')
  expect(await page.inputValue('[name=name]')).toBe('Mean of it 2')
  await page.fill('[name=scale]', '2')
  await page.click('main button[type=submit]')
  await page.waitForSelector('#downloads')
  expect(await page.textContent('#numbers .figure-value')).toBe('5.333')
  await page.close()
}
