import { afterAll, beforeAll, expect } from 'bun:test'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openDatabase } from '#db/index.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { atEnd } from '../support/atEnd.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { member } from '../support/people.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'

interface Journeys {
  server: TestServer
  browser: Browser
  /** A member's; each file has one of its own. */
  page: Page
  /** The same person with JavaScript switched off. */
  plain: Page
  /** What went wrong in a page with a script. */
  trouble: string[]
}

/** What all journeys of a file share, there before the first of them. */
export function openJourneys(): Journeys {
  const journeys = {} as Journeys
  beforeAll(async () => {
    running ??= startServer({ env: { BIOCE_SLOTS: '2' } })
    const [server, browser] = await Promise.all([running, openBrowser()])
    const cookies = [{ name: 'sid', value: await signIn(server), url: server.origin }]
    const [context, without] = await Promise.all(
      [true, false].map(javaScriptEnabled => browser.newContext({ javaScriptEnabled })),
    )
    for (const each of [context!, without!]) await each.addCookies(cookies)
    // The first visit's tour, which covers the page, has a test of its own.
    await context!.addInitScript("localStorage.setItem('toured', 'before')")
    const [page, plain] = await Promise.all([context!.newPage(), without!.newPage()])
    const trouble = watchForTrouble(page, server.origin)
    Object.assign(journeys, { server, browser, page, plain, trouble })
  }, 240_000)
  afterAll(closePages, 240_000)
  return journeys
}

/** The one server of a run for journeys that need no settings of their own. It goes with the run. */
let running: Promise<TestServer> | undefined
atEnd.push(async () => {
  const code = await (await running)?.stop()
  if (code) throw new Error(`The server of the journeys ended with ${code}.`)
})

/** @returns the secret of a session of a new member */
async function signIn({ data }: TestServer): Promise<string> {
  const db = await openDatabase(join(data, 'db/bioce.sqlite'))
  const secret = await db.write(async tx => {
    const { id } = await member(tx, `ada${crypto.randomUUID()}`)
    return await startSession(tx, id, { address: null, agent: null }, false, Date.now())
  })
  db.close()
  return secret
}

export const admin = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.org',
  password: 'correct horse battery staple',
}

/** Follows the one-time link and makes the first administrator's account; ends on the studies page. */
export async function setUpAdministrator(page: Page, server: TestServer): Promise<void> {
  // The first visit's tour, which covers the page, has a test of its own.
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  await page.goto(server.setupLink)
  for (const [name, value] of Object.entries(admin)) await page.fill(`[name=${name}]`, value)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${server.origin}/studies`)
}

/** Uploads files by the form and waits for what the check says of them. */
export async function uploadFiles(
  page: Page,
  origin: string,
  name: string,
  files: Record<string, string | string[]>,
) {
  await page.goto(`${origin}/studies/new`)
  await page.fill('[name=name]', name)
  for (const [field, path] of Object.entries(files)) await page.setInputFiles(`[name=${field}]`, path)
  await page.click('form#upload button[type=submit]')
  await page.waitForURL(/\/drafts\/\d+$/)
  await page.waitForSelector('#findings')
}

/** Says which unit q has, and keeps the study. */
export async function keepStudy(page: Page, unit: '1/A' | '1/nm') {
  await page.check(`[name=unit][value="${unit}"]`)
  await page.click('[data-tour-step=accept]')
  await page.waitForURL(/\/studies\/\d+$/)
}

/** On the form of an analysis: a seed, so that what the data say by chance is the same each time. */
async function chooseSeed(page: Page) {
  await page.click('details:has([name=seed]) > summary')
  await page.fill('[name=seed]', '1')
}

/** On the form of an analysis: two short chains, the least that there is, and a seed. */
export async function sampleLittle(page: Page) {
  await chooseSeed(page)
  await page.fill('[name=iterations]', '100')
  await page.fill('[name=chains]', '2')
}

/** Submits the form of an analysis, and waits for its result. @param part what its page shows, of the built-in method its weights */
export async function submitAnalysis(page: Page, part = '#weights') {
  await page.click('[data-tour-step=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector(part, { timeout: 240_000 })
}

/** Runs the archive of a result again, as it can be anywhere. @returns the folder of its outputs */
export async function runAgain(zip: string): Promise<string> {
  const again = Bun.spawn([...program, 'run', zip, '--threads', '2'], { stdout: 'ignore' })
  expect(await again.exited).toBe(0)
  return join(zip.replace(/\.zip$/, ''), 'output')
}

/** Fails the test on a script error, a broken request or anything the content security policy refused. */
export function watchForTrouble(page: Page, origin: string): string[] {
  const trouble: string[] = []
  page.on('pageerror', error => trouble.push(`script error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' && !/status of (404|422)/.test(message.text()))
      trouble.push(message.text())
  })
  page.on('request', request => {
    const { url } = { url: request.url() }
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) trouble.push(`left the site: ${url}`)
  })
  return trouble
}
