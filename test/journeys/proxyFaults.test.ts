import { afterAll, beforeAll, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { closePages, openBrowser } from '../support/browser.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { setUpAdministrator } from './world.ts'

const fixtures = resolve(import.meta.dir, '../fixtures/uploads/good')

/** A proxy that hands everything on but uploads, which it answers itself as nginx does. */
let proxy: Bun.Server<unknown>
let fault = 413
let server: TestServer
let page: Page

beforeAll(async () => {
  let behind = ''
  proxy = Bun.serve({
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      if (request.method === 'POST' && pathname === '/drafts') {
        await request.arrayBuffer()
        const title = `<title>${fault} Some Fault</title>`
        const text = `<html><head>${title}</head><body><center><h1>${fault} Some Fault</h1></center><hr></body></html>`
        return new Response(text, { status: fault, headers: { 'content-type': 'text/html' } })
      }
      const { method, headers, body } = request
      return await fetch(behind + pathname + search, {
        method,
        headers,
        body,
        redirect: 'manual',
        decompress: false,
      })
    },
  })
  const origin = `http://localhost:${proxy.port}`
  const command = [...program, 'web']
  server = await startServer({ command, env: { BIOCE_ORIGIN: origin } })
  behind = server.origin
  page = await (await openBrowser()).newPage()
  await setUpAdministrator(page, { ...server, origin })
}, 240_000)

afterAll(async () => {
  await closePages()
  await proxy?.stop(true)
  expect(await server?.stop()).toBe(0)
}, 240_000)

test.each([
  [
    413,
    'rejects uploads of this size. Ask the administrators to raise its body limit (client_max_body_size in nginx)',
  ],
  [502, 'could not reach it. Nothing was saved; try again in a minute.'],
  [504, 'timed out before the server answered.'],
  [507, 'The server refused the upload (status 507) and gave no reason.'],
])(
  'an upload that a proxy answers with %d says so, and can be sent again',
  async (status, words) => {
    fault = status
    await page.goto(`http://localhost:${proxy.port}/studies/new`)
    await page.fill('[name=name]', 'Behind a proxy')
    await page.setInputFiles('[name=curve]', `${fixtures}/plain.dat`)
    await page.setInputFiles('[name=library]', `${fixtures}/model.pdb`)
    await page.click('form#upload button[type=submit]')
    await page.locator('[data-upload-text]', { hasText: words }).waitFor()
    expect(await page.locator('form#upload button[type=submit]').isEnabled()).toBe(true)
    expect(await page.inputValue('[name=name]')).toBe('Behind a proxy')
  },
  240_000,
)
