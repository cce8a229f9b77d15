import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { makeZip } from 'client-zip'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { keepStudy, setUpAdministrator, uploadFiles, watchForTrouble } from './world.ts'

const inputs = resolve(import.meta.dir, '../../../shared/data/saxs/inputs')
const models = [1, 2, 3, 4, 5].map(k => join(inputs, `bioce${k}.pdb`))
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
  library = join(mkdtempSync(join(tmpdir(), 'bioce-zip-')), 'pdbs.zip')
  const packed = models.map(path => ({ name: basename(path), input: readFileSync(path) }))
  await Bun.write(library, new Response(makeZip(packed)))
  page = await browser.newPage()
  trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function uploadAndAnalyse(name: string, files: Record<string, string | string[]>) {
  await uploadFiles(page, server.origin, name, files)
  await keepStudy(page, '1/A')
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
    await uploadAndAnalyse('Hepatitis capsid', { curve: join(inputs, 'exp_test_10pts.dat'), library: models })
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
  `a broken file comes back with its line, is mended in place, and nothing is left of what is thrown away${skipped}`,
  async () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'bioce-curve-')), 'broken.dat')
    await Bun.write(broken, '0.01 1.0 0.1\n0.02 0.9 0.1\n0.03 abc 0.1\n0.04 0.7 0.1\n')
    await uploadFiles(page, server.origin, 'Broken', { curve: broken, library })
    expect(await page.textContent('#findings')).toContain('broken.dat, line 3')
    expect(await page.locator('#keep').count()).toBe(0)
    await page.setInputFiles('#mend [name=curve]', join(inputs, 'exp_test_10pts.dat'))
    await page.click('#mend form:has([name=curve]) button[type=submit]')
    await page.waitForSelector('#keep', { timeout: 30_000 })
    expect(await page.inputValue('[name=name]')).toBe('Broken')
    await page.click('[popovertarget=throw-away]')
    await page.click('#throw-away button[type=submit]')
    await page.waitForURL(`${server.origin}/studies`)
    expect(await page.textContent('main')).not.toContain('Broken')
    expect([...new Bun.Glob('**/*').scanSync({ cwd: join(server.data, 'userData/.incoming') })]).toEqual([])
  },
  60_000,
)
