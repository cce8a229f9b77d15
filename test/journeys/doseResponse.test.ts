import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { packed } from '../support/methodArchives.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser

const python = Bun.which('python3')
const example = resolve(import.meta.dir, '../../examples/dose-response')

/** The example as an archive, in a version. */
async function archiveOf(version: string): Promise<string> {
  const entries = readdirSync(example).map(name => {
    const text = readFileSync(join(example, name), 'utf8')
    return { name, text: name === 'method.json' ? text.replace('"1.0"', `"${version}"`) : text }
  })
  const path = join(temporaryFolder(), `dose-response-${version}.tar.gz`)
  writeFileSync(path, await packed(entries))
  return path
}

beforeAll(async () => {
  if (!python) return
  ;[server, browser] = await Promise.all([startServer({ env: { BIOCE_SLOTS: '2' } }), openBrowser()])
}, 240_000)

afterAll(async () => {
  await closePages()
  expect((await server?.stop()) ?? 0).toBe(0)
}, 240_000)

test.skipIf(!python)(
  `an example outside scattering, from its installation and its upload to its chart, its update and its end${python ? '' : because('python3 is not installed')}`,
  async () => {
    const page = await browser.newPage()
    const trouble = watchForTrouble(page, server.origin)
    await setUpAdministrator(page, server)
    const install = async (version: string) => {
      await page.goto(`${server.origin}/admin/methods`)
      await page.setInputFiles('[name=archive]', await archiveOf(version))
      await page.click('#install button[type=submit]')
      await page.waitForURL(/methods.dose-response$/)
      return (await page.textContent('main')) ?? ''
    }
    const confirm = async (verb: string) => {
      await page.click(`button:text-is("${verb}")`)
      await page.click(`.confirm-popover button[type=submit]:text-is("${verb}")`)
    }
    expect(await install('1.0')).toContain('off')
    await confirm('Switch on')
    await page.waitForSelector('#offer .badge-good')
    const bad = join(temporaryFolder(), 'bad.csv')
    writeFileSync(bad, 'dose,response\n1,2\n-1,3\n')
    const upload = async (name: string, file: string) => {
      await page.goto(`${server.origin}/studies/new`)
      await page.click('text=Upload files for “Dose and response”')
      await page.fill('[name=name]', name)
      await page.setInputFiles('[name=tables]', file)
      await page.click('main button[type=submit]')
      await page.waitForURL(/\/drafts\/\d+$/)
      await page.waitForSelector('#files')
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
    expect(await page.textContent('main')).toContain('Files for “Dose and response”')
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
    await page.waitForSelector('#downloads')
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
    const result = page.url()
    const archive = await page.request.get(`${result}/archive.zip`)
    expect(archive.status()).toBe(200)
    await page.click('text=Report')
    await page.waitForURL(`${result}/report`)
    expect(await page.textContent('main')).toContain('Hill AV (1910)')
    expect(await page.locator('.chart svg path').count()).toBeGreaterThan(3)

    expect(await install('2.0')).toContain('1 analysis')
    await confirm('Switch off')
    await page.waitForSelector('#offer .badge-quiet')
    await page.goto(`${server.origin}/studies/new`)
    expect(await page.textContent('main')).not.toContain('Dose and response')
    await page.goto(result)
    expect(await page.textContent('main')).toContain('dose-response 1.0')
    expect(trouble.filter(each => !each.includes('dynamically imported') && !each.includes('422'))).toEqual(
      [],
    )
    await page.close()
  },
  240_000,
)
