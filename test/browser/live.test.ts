import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { setAnalysisProgress, setAnalysisState } from '#db/analyses.ts'
import { insertDraft, updateDraft } from '#db/drafts.ts'
import { checkpointIn } from '#src/method/checkpoint.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { settlingFile } from '#src/method/resultFile.ts'
import { openWebWorld } from '../faults/webWorld.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { analysisOf, detailsOfCurve, studyOf } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { settling } from '../support/storyData.ts'
import { until } from '../support/until.ts'

let browser: Browser
let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer

beforeAll(async () => {
  browser = await openBrowser()
  world = await openWebWorld()
  web = await world.startWeb()
}, 240_000)
afterAll(async () => {
  await closePages()
  await web?.stop()
  await world?.close()
}, 240_000)

const ways = {
  'the stream': undefined,
  'polling, where the stream is refused': 'refused',
  'polling, behind a proxy that holds the stream back': 'held',
}

test.each(Object.entries(ways))(
  'a running analysis goes on before its reader by %s (F25)',
  async (way, trouble) => {
    const analysis = await world.db.write(async tx => {
      const study = await studyOf(tx, world.ada, way.slice(0, 20), { facts: { files: [], warnings: [] } })
      const parameters = { ...parseParameters(defaultFields) }
      return await analysisOf(tx, study, way.slice(0, 20), {
        state: 'running',
        parameters,
        startedAt: Date.now(),
      })
    })
    const report = (done: number) =>
      world.db.write(tx =>
        setAnalysisProgress(tx, analysis.id, {
          stage: 'profiles',
          done,
          total: 1000,
          message: 'Calculating',
          at: Date.now(),
          share: done / 1000,
          secondsLeft: 1000 - done,
        }),
      )
    const { cookie } = await world.signIn()
    const context = await browser.newContext()
    const [name, value] = cookie.split('=') as [string, string]
    await context.addCookies([{ name, value, url: web.origin }])
    const page = await context.newPage()
    await page.addInitScript("localStorage.setItem('toured', 'before')")
    if (trouble === 'refused') await page.route('**/live', route => route.abort())
    if (trouble === 'held') await page.route('**/live', () => {})
    await report(100)
    await page.goto(`${web.origin}/analyses/${analysis.id}`)
    await page.waitForSelector('text=Calculating (100 of 1,000)')
    await report(500)
    await page.waitForSelector('text=Calculating (500 of 1,000)')
    expect(await page.title()).toContain('50 %')
    expect(await page.textContent('#live')).toContain('about 8 min')
    await world.db.write(tx =>
      setAnalysisState(tx, analysis.id, 'cancelled', {
        finishedAt: Date.now(),
        message: 'You cancelled this.',
      }),
    )
    await page.waitForSelector('text=You cancelled this.')
    await context.close()
  },
  240_000,
)

test('the posterior so far comes anew while chains are sampled, and a fold that is open stays open', async () => {
  const analysis = await world.db.write(async tx => {
    const study = await studyOf(tx, world.ada, 'Settling', { facts: { files: [], warnings: [] } })
    const parameters = { ...parseParameters(defaultFields) }
    return await analysisOf(tx, study, 'Settling', { state: 'running', parameters, startedAt: Date.now() })
  })
  const folder = checkpointIn(world.files.analysis(world.ada.id, analysis.studyId, analysis.id))
  mkdirSync(folder, { recursive: true })
  const say = (agreement: string) =>
    writeFileSync(join(folder, 'settling.json'), settlingFile.textOf({ ...settling, agreement }))
  let done = 0
  const report = () =>
    world.db.write(tx =>
      setAnalysisProgress(tx, analysis.id, {
        ...{ stage: 'sampling', done: ++done, total: 1000, message: `Sampling, iteration ${done}` },
        ...{ at: Date.now(), share: done / 1000, secondsLeft: 1000 },
      }),
    )
  say('The chains do not agree yet.')
  await report()
  const { cookie } = await world.signIn()
  const context = await browser.newContext()
  const [name, value] = cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: web.origin }])
  const page = await context.newPage()
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  await page.goto(`${web.origin}/analyses/${analysis.id}`)
  await page.waitForSelector('text=The chains do not agree yet.')
  await page.click('#settling-chains summary')
  say('The chains agree so far.')
  // It is asked for every five seconds at most, when the progress changes.
  await until(async () => {
    await report()
    await page.waitForSelector(`text=Sampling, iteration ${done}`)
    return (await page.textContent('#settling-card'))!.includes('The chains agree so far.')
  }, 240_000)
  expect(await page.getAttribute('#settling-chains', 'open')).not.toBeNull()
  await context.close()
}, 240_000)

test('the page that a check leads to comes, also where it takes longer than a look at the check', async () => {
  const draft = await world.db.write(tx =>
    insertDraft(tx, {
      userId: world.ada.id,
      name: 'Slow page',
      details: detailsOfCurve,
      bytes: 3,
      state: 'running',
      createdAt: Date.now(),
      expiresAt: Date.now() + 3_600_000,
    }),
  )
  const { cookie } = await world.signIn()
  const context = await browser.newContext()
  const [name, value] = cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: web.origin }])
  const page = await context.newPage()
  await page.goto(`${web.origin}/drafts/${draft.id}`)
  await page.waitForSelector('#checking')
  let asked = 0
  await page.route(`**/drafts/${draft.id}`, async route => {
    asked++
    await Bun.sleep(3000)
    await route.continue().catch(() => {}) // where the page has gone on without it
  })
  await world.db.write(tx => updateDraft(tx, draft.id, { state: 'failed', message: 'It was too large.' }))
  await page.waitForSelector('text=It was too large.')
  expect(asked).toBe(1)
  await context.close()
}, 240_000)
