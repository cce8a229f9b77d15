import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { keepStudy, setUpAdministrator, uploadFiles, watchForTrouble } from './world.ts'

const python = Bun.which('python3')
const uploads = resolve(import.meta.dir, '../fixtures/uploads/good')
const guide = readFileSync(resolve(import.meta.dir, '../../docs/methods.md'), 'utf8')
const written = [...guide.matchAll(/<!-- example: ([\w.]+) -->\n```\w+\n(.*?)```/gs)]

const methods = temporaryFolder()
chmodSync(methods, 0o755) // where the server runs as root, its methods run as nobody
let server: TestServer | undefined

beforeAll(async () => {
  if (python) server = await startServer({ env: { BIOCE_METHODS: methods } })
}, 240_000)
afterAll(async () => {
  await closePages()
  expect((await server?.stop()) ?? 0).toBe(0)
}, 240_000)

test('the method of the guide is two files of thirty lines', () => {
  expect(written.map(([, name]) => name)).toEqual(['slope.json', 'slope.py'])
  expect(written.flatMap(([, , text]) => text!.trimEnd().split('\n')).length).toBeLessThanOrEqual(30)
})

test.skipIf(!python)(
  `what the guide says, from an empty folder to form, queue, chart, mail and API${python ? '' : because('python3 is not installed')}`,
  async () => {
    const { origin } = server!
    const page = await (await openBrowser()).newPage()
    const trouble = watchForTrouble(page, origin)
    await setUpAdministrator(page, server!)
    const files = { curve: join(uploads, 'plain.dat'), library: join(uploads, 'model.pdb') }
    await uploadFiles(page, origin, 'Tiny', files)
    await keepStudy(page, '1/A')

    // The server runs: the method is there as soon as its files are.
    for (const [, name, text] of written) writeFileSync(join(methods, name!), text!)
    await page.goto(page.url())
    await page.click('.page-header a.button')
    await page.click('text=Slope of a curve')
    await page.fill('[name=name]', 'First slope')
    await page.fill('[name=points]', '1')
    await page.click('main button[type=submit]')
    expect(await page.locator('[name=points]:invalid').count()).toBe(1)
    await page.fill('[name=points]', '5')
    await page.click('main button[type=submit]')
    await page.waitForURL(/\/analyses\/\d+$/)
    await page.waitForSelector('#downloads')
    expect(await page.textContent('#numbers .figure-value')).toBe('−569')
    expect(await page.locator('.chart svg path').count()).toBeGreaterThan(2)
    const [, id] = page.url().match(/(\d+)$/)!

    await until(async () => {
      await page.goto(`${origin}/admin/outbox`)
      return (await page.content()).includes('First slope')
    }, 30_000)

    await page.goto(`${origin}/account/tokens`)
    await page.fill('[name=tokenName]', 'script')
    await page.click('text=Make the token')
    const token = await page.textContent('main code')
    const headers = { authorization: `Bearer ${token}` }
    const result = await (await fetch(`${origin}/api/v1/analyses/${id}/result`, { headers })).json()
    expect(result).toMatchObject({
      numbers: [{ name: 'slope', label: 'Slope', value: expect.closeTo(-568.95, 2) }],
      shown: [{ kind: 'chart', columns: ['q', 'I'], rows: 5 }],
    })
    expect(trouble.filter(each => !each.includes('dynamically imported'))).toEqual([])
    await page.close()
  },
  240_000,
)
