import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser

const python = Bun.which('python3')
const example = resolve(import.meta.dir, '../../examples/dose-response')
const methods = temporaryFolder()
chmodSync(methods, 0o755) // where the server runs as root, its methods run as nobody
for (const name of readdirSync(example)) copyFileSync(join(example, name), join(methods, name))

beforeAll(async () => {
  if (!python) return
  const env = { BIOCE_METHODS: methods, BIOCE_SLOTS: '2' }
  ;[server, browser] = await Promise.all([startServer({ env }), openBrowser()])
}, 60_000)

afterAll(async () => {
  await closePages()
  expect((await server?.stop()) ?? 0).toBe(0)
}, 60_000)

test.skipIf(!python)(
  `an example outside scattering, from its upload to its chart${python ? '' : because('python3 is not installed')}`,
  async () => {
    const page = await browser.newPage()
    const trouble = watchForTrouble(page, server.origin)
    await setUpAdministrator(page, server)
    const bad = join(temporaryFolder(), 'bad.csv')
    writeFileSync(bad, 'dose,response\n1,2\n-1,3\n')
    const upload = async (name: string, file: string) => {
      await page.goto(`${server.origin}/studies/new`)
      await page.click('text=For Dose and response')
      await page.fill('[name=name]', name)
      await page.setInputFiles('[name=tables]', file)
      await page.click('main button[type=submit]')
      await page.waitForURL(/\/drafts\/\d+$/)
      await page.waitForSelector('#files', { timeout: 50_000 })
      return (await page.textContent('main')) ?? ''
    }
    const wrong = await upload('Wrong', bad)
    for (const words of ['1 problem prevents', 'bad.csv, line 3', 'The dose must be above zero.'])
      expect(wrong).toContain(words)
    expect(await page.locator('#keep').count()).toBe(0)

    const right = await upload('Compound 7', join(example, 'example.csv'))
    expect(right).toContain('The files can be analysed')
    await page.click('#keep button[type=submit]')
    await page.waitForURL(/\/studies\/\d+$/)
    expect(await page.textContent('main')).toContain('For Dose and response')
    const file = await page.request.get(`${page.url()}/files/example.csv`)
    expect(await file.text()).toBe(await Bun.file(join(example, 'example.csv')).text())

    await page.click('.page-header a.button')
    await page.waitForURL(/methods.dose-response$/)
    await page.fill('[name=name]', 'Hill')
    expect(await page.locator('[name=bottomAt]').isVisible()).toBe(false)
    await page.selectOption('[name=bottom]', 'fixed')
    expect(await page.locator('[name=bottomAt]').isVisible()).toBe(true)
    await page.fill('[name=doseMax]', '0.05')
    await page.click('main button[type=submit]')
    expect(await page.textContent('#doseMax-error')).toContain('five are needed')
    await page.fill('[name=doseMax]', '')
    await page.click('main button[type=submit]')
    await page.waitForURL(/\/analyses\/\d+$/)
    await page.waitForSelector('#downloads', { timeout: 50_000 })
    const text = (await page.textContent('main')) ?? ''
    for (const words of [
      'EC50 of the first table',
      'Half of the effect',
      'Lower plateau',
      'Fixed',
      'dose-response 1.0',
    ])
      expect(text).toContain(words)
    const figure = (await page.textContent('#numbers .figure-value')) ?? ''
    expect(Math.abs(Number(figure) - 1)).toBeLessThan(0.05)
    expect(await page.locator('.chart svg path').count()).toBeGreaterThan(3)
    const archive = await page.request.get(`${page.url()}/archive.zip`)
    expect(archive.status()).toBe(200)
    expect(trouble.filter(each => !each.includes('dynamically imported') && !each.includes('422'))).toEqual(
      [],
    )
    await page.close()
  },
  90_000,
)
