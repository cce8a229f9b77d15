import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeZip } from 'client-zip'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

const inputs = resolve(import.meta.dir, '../../../shared/data/saxs/inputs')
const absent = !existsSync(inputs)
const skipped = absent ? ' (skipped: ../shared/data is not here)' : ''

let server: TestServer
let browser: Browser
let page: Page
let trouble: string[]
let library: string

beforeAll(async () => {
  if (absent) return
  ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
  const models = [1, 2, 3, 4, 5].map(k => ({
    name: `bioce${k}.pdb`,
    input: readFileSync(join(inputs, `bioce${k}.pdb`)),
  }))
  library = join(mkdtempSync(join(tmpdir(), 'bioce-zip-')), 'pdbs.zip')
  await Bun.write(library, new Response(makeZip(models)))
  page = await browser.newPage()
  trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function uploadAndAnalyse(name: string, files: Record<string, string>) {
  await page.goto(`${server.origin}/studies/new`)
  await page.fill('[name=name]', name)
  for (const [field, path] of Object.entries(files)) await page.setInputFiles(`[name=${field}]`, path)
  await page.click('main form#upload button[type=submit]')
  await page.waitForURL(/\/studies\/\d+$/)
  await page.click('[data-tour-step=analyse]')
  await page.fill('[name=name]', 'First')
  await page.fill('[name=threshold]', '0.01')
  await page.click('[data-tour-step=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector('#weights', { timeout: 60_000 })
}

test.skipIf(absent)(
  `a real curve and five real PDB files become weights and a fit without a reload${skipped}`,
  async () => {
    await uploadAndAnalyse('Hepatitis capsid', { curve: join(inputs, 'exp_test_10pts.dat'), library })
    expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(5)
    expect(await page.textContent('#weights')).toContain('bioce3')
    expect(trouble).toEqual([])
  },
  90_000,
)

test.skipIf(absent)(
  `the same curve with calculated profiles${skipped}`,
  async () => {
    const profiles = join(inputs, 'SimulatedIntensities_2f12016.txt')
    await uploadAndAnalyse('With profiles', { curve: join(inputs, 'exp_test_10pts.dat'), library, profiles })
    expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(5)
    expect(trouble).toEqual([])
  },
  90_000,
)

test.skipIf(absent)(
  `a broken file comes back with its line, what was typed is kept, and nothing is left behind${skipped}`,
  async () => {
    await page.goto(`${server.origin}/studies/new`)
    await page.fill('[name=name]', 'Broken')
    await page.setInputFiles('[name=curve]', {
      name: 'broken.dat',
      mimeType: 'text/plain',
      buffer: Buffer.from('0.01 1.0 0.1\n0.02 0.9 0.1\n0.03 abc 0.1\n0.04 0.7 0.1\n'),
    })
    await page.setInputFiles('[name=library]', library)
    await page.click('main form#upload button[type=submit]')
    await page.waitForSelector('.error-summary')
    expect(await page.textContent('main')).toContain('broken.dat, line 3')
    expect(await page.inputValue('[name=name]')).toBe('Broken')
    await page.goto(`${server.origin}/studies`)
    expect(await page.textContent('main')).not.toContain('Broken')
    expect([...new Bun.Glob('**/*').scanSync({ cwd: join(server.data, 'userData/.incoming') })]).toEqual([])
  },
  60_000,
)
