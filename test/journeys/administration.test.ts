import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import yauzl from 'yauzl'
import { findAnalysis } from '#db/analyses.ts'
import { listAudit } from '#db/audit.ts'
import { type Database, openDatabase } from '#db/index.ts'
import { listMailsTo } from '#db/mails.ts'
import { claim, enqueue, enqueueMail, settle } from '#db/queue.ts'
import { findSetting } from '#db/settings.ts'
import { findUserByEmail } from '#db/users.ts'
import { requestAccount } from '#src/accounts/requestAccount.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { analysisOf, member, studyOf } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

/** What administrators do most, each in at most four clicks from /admin. */
const clicksMax = 4

let server: TestServer
let browser: Browser
let db: Database
let page: Page
let trouble: string[]
let world: Awaited<ReturnType<typeof fillWorld>>

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  db = await openDatabase(join(server.data, 'db/bioce.sqlite'))
  page = await browser.newPage({ acceptDownloads: true })
  trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
  world = await fillWorld()
}, 240_000)
afterAll(async () => {
  await closePages()
  db?.close()
  await server?.stop()
}, 240_000)

/** Grace with an analysis that runs and one that failed, and somebody who asks for an account. */
async function fillWorld() {
  const now = Date.now()
  const person = { firstName: 'Cora', lastName: 'Small', email: 'cora@gmail.com', institution: '' }
  const client = { address: null, agent: null }
  await requestAccount(db, { ...person, message: 'I analyse data at home.' }, client, now)
  const parameters = parseParameters({}) as never
  const made = await db.write(async tx => {
    const grace = await member(tx, 'grace')
    const study = await studyOf(tx, grace, 'Lysozyme', { facts: { files: [] } })
    const running = await analysisOf(tx, study, 'Long one', { state: 'running', startedAt: now, parameters })
    const failed = await analysisOf(tx, study, 'Broken one', {
      state: 'failed',
      reason: 'no_fit',
      message: 'Nothing fits.',
      parameters,
      finishedAt: now,
    })
    const payload = { analysisId: failed.id }
    await enqueue(tx, { kind: 'analysis', payload, uniqueKey: `analysis:${failed.id}` }, now)
    const job = await claim(tx, { kinds: ['analysis'], worker: 'none' }, now)
    await settle(tx, job!, 'failed', now)
    await enqueueMail(tx, { kind: 'password_changed', userId: grace.id, email: grace.email, facts: {} }, now)
    return { grace, study, running, failed }
  })
  const kept = join(server.data, 'failedAnalyses', String(made.failed.id))
  mkdirSync(kept, { recursive: true })
  writeFileSync(join(kept, 'log.txt'), 'stage sampling\nNothing fits at all.\n')
  return made
}

/** One task: begins at /admin, counts its clicks. */
function task(name: string, does: (click: (what: Locator) => Promise<void>) => Promise<void>): void {
  test(name, async () => {
    let clicks = 0
    await page.goto(`${server.origin}/admin`)
    await does(async what => {
      clicks++
      await what.first().click()
    })
    expect(clicks).toBeLessThanOrEqual(clicksMax)
    expect(trouble).toEqual([])
  }, 240_000)
}

const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name, exact: true })
const desk = (name: string) =>
  page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name, exact: true })
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor()
/** The button that a question in a popover asks to press. */
const yes = (name: string) => page.locator('.confirm-popover:popover-open').getByRole('button', { name })
const card = (name: string) => page.getByRole('region', { name })

task('approve a request for an account', async click => {
  await click(link('Account requests'))
  await click(button('Approve the request'))
  await shows('No open requests')
  expect(await findUserByEmail(db.read, 'cora@gmail.com')).toBeDefined()
})

task('raise the limit of a user', async click => {
  await click(desk('Users'))
  await click(link('grace@uni.example'))
  await click(link('Edit'))
  await page.getByLabel('Limits: studies').fill('99')
  await click(button('Save the user'))
  await shows('Saved.')
  expect((await findUserByEmail(db.read, 'grace@uni.example'))!.limits).toEqual({ studiesMax: 99 })
})

task('see the site as a user sees it, and come back', async click => {
  await click(desk('Users'))
  await click(link('grace@uni.example'))
  await click(button('See the site as this person'))
  await shows('You are viewing the site as Grace Example and cannot change anything.')
  await link('Lysozyme').first().waitFor()
  await click(button('End session'))
  await shows('grace@uni.example')
})

task('stop a running analysis', async click => {
  await click(card('Running').getByRole('button', { name: 'Stop' }))
  await click(yes('Stop'))
  await shows('An administrator stopped this analysis.')
  expect((await findAnalysis(db.read, world.running.id))!.state).toBe('cancelled')
})

task('read the log of a failed analysis', async click => {
  await click(card('Last failures').getByRole('link', { name: 'Log' }))
  await shows('Nothing fits at all.')
})

task('try a failed analysis again', async click => {
  await click(card('Last failures').getByRole('button', { name: 'Try again' }))
  await shows('Done.')
  const subject = `analyses:${world.failed.id}`
  const written = await listAudit(db.read, 5)
  expect(written.some(each => each.action === 'analysis_retried' && each.subject === subject)).toBe(true)
})

task('read a mail and send it again', async click => {
  const mails = () => listMailsTo(db.read, 'grace@uni.example')
  await until(async () => (await mails()).some(({ state }) => state === 'sent'))
  const { id } = (await mails()).find(({ kind }) => kind === 'password_changed')!
  await click(desk('Mails'))
  await click(link(String(id)))
  await click(link('Read it'))
  await shows('Dear Grace')
  await click(button('Send again'))
  await shows('Done.')
  expect((await mails()).filter(({ kind }) => kind === 'password_changed').length).toBe(2)
})

task('pause the queue and let it go on', async click => {
  await click(button('Pause the queue'))
  await shows('The queue is paused.')
  expect(await findSetting(db.read, 'queuePaused')).toBe(true)
  await click(button('Resume the queue'))
  await shows('The queue is resumed.')
})

task('announce maintenance over every page', async click => {
  await click(desk('Maintenance'))
  await page.fill('[name=banner]', 'Tonight we move.')
  await click(button('Save the settings'))
  await page.goto(server.origin)
  await shows('Tonight we move.')
})

task('back up now and take the backup along', async click => {
  await click(desk('Backups'))
  await click(button('Back up now'))
  await link('Download').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), click(link('Download'))])
  const archive = await yauzl.openPromise(await download.path())
  const names: string[] = []
  for await (const entry of archive.eachEntry()) names.push(entry.fileName.replace(/^[^/]+\//, ''))
  archive.close()
  expect(names).toEqual(expect.arrayContaining(['backup.json', 'bioce.sqlite', 'secrets.json']))
})

task('find the line of the log that a reference names', async click => {
  await click(desk('Log'))
  await page.getByLabel('Text').fill('web started')
  await click(button('Show'))
  await shows('web started')
})

task('ask the doctor', async click => {
  await click(desk('Doctor'))
  await shows('1 study has no files: 1.')
})

task('say what the site is called and who runs it', async click => {
  await click(desk('Settings'))
  await page.locator('[name=siteName]').fill('Beamline P12')
  await page.locator('[name=operator]').fill('Institute of Biology, Hamburg')
  await click(card('This site').getByRole('button', { name: 'Save the settings' }))
  await shows('Saved.')
  await shows('Run by Institute of Biology, Hamburg.')
  await page.goto(`${server.origin}/imprint`)
  expect(await page.title()).toBe('Imprint · Beamline P12')
})

task('invite a class', async click => {
  await click(desk('Registration'))
  const emails = Array.from({ length: 30 }, (_, number) => `student${number}@uni.example`)
  await page.locator('[name=emails]').fill(emails.join('\n'))
  await click(button('Send invitations'))
  await shows('30 invitations on the way.')
  await until(async () =>
    (await listMailsTo(db.read, 'student29@uni.example')).some(mail => mail.state === 'sent'),
  )
})

task('correct the address of a user, and note why', async click => {
  await click(desk('Users'))
  await click(link('grace@uni.example'))
  await click(link('Edit'))
  await page.locator('[name=email]').fill('Grace.Hopper@uni.example')
  await page.locator('[name=notes]').fill('Married in May.')
  await click(button('Save the user'))
  await shows('Married in May.')
  await page.goto(`${server.origin}/admin/tables/users/${world.grace.id}/edit`)
  await page.locator('[name=email]').fill('grace@uni.example')
  await button('Save the user').click()
  await shows('Saved.')
})

task('take the statistics along', async click => {
  await click(desk('Statistics'))
  await shows('Failures by reason')
  const csv = page.getByRole('link', { name: 'By month as CSV' })
  const [download] = await Promise.all([page.waitForEvent('download'), click(csv)])
  expect(await Bun.file(await download.path()).text()).toStartWith('month,analyses,failed')
})

task('close the account of a user', async click => {
  await click(desk('Users'))
  await click(link('grace@uni.example'))
  await click(button('Close the account'))
  await click(yes('Close the account'))
  await shows('Open the account again')
  expect((await findUserByEmail(db.read, 'grace@uni.example'))!.disabledAt).not.toBeNull()
})

task('delete several studies with all that goes along', async click => {
  await click(desk('Studies'))
  await click(page.getByLabel('Select Lysozyme'))
  await page.getByLabel('Do', { exact: true }).selectOption('Delete')
  await click(button('Apply'))
  await shows('Analyses: 2')
  await click(button('Delete 1 study'))
  await shows('Done.')
  expect(await findAnalysis(db.read, world.failed.id)).toBeUndefined()
})
