import { afterAll, expect, test } from 'bun:test'
import { SMTPServer } from 'smtp-server'
import { listAudit } from '#db/audit.ts'
import { findSetting } from '#db/settings.ts'
import { checkFirstSteps } from '#src/admin/firstSteps.ts'
import { sendTestMail } from '#src/admin/testMail.ts'
import { readConfig } from '#src/config.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import { viewerOf } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { openPostbox } from '../support/postbox.ts'

const site = openSite()
const { db, config } = site
const { actors, owner } = await makeWorld(site)
const { cookie, csrf } = actors.administrator
const page = async (path: string) => await (await ask(site, path, { headers: { cookie } })).text()
const post = (path: string, fields: Record<string, string> = {}) =>
  ask(site, path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }), headers: { cookie } })

const postbox = await openPostbox()
afterAll(() => postbox.close())

const identity = { siteName: '', operator: '', hosting: '', contact: '' }

test('a change of a setting is undone, unless a later one stands on it', async () => {
  const accounts = { factorGraceDays: '7', idleMinutes: '60', retentionDays: '0' }
  await post('/admin/settings/accounts', accounts)
  const [first] = await listAudit(db.read, 1)
  expect(first).toMatchObject({ subject: 'settings:idleMinutes', details: { before: 240, after: 60 } })
  await post('/admin/settings/accounts', { ...accounts, idleMinutes: '90' })
  const refused = await post(`/admin/settings/changes/${first!.id}/undo`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('Undo the later change first.'),
  ])
  const [later] = await listAudit(db.read, 1)
  for (const { id } of [later!, first!])
    expect((await post(`/admin/settings/changes/${id}/undo`)).status).toBe(303)
  expect(await findSetting(db.read, 'idleMinutes')).toBe(240)
  const [undone] = await listAudit(db.read, 1)
  expect((await post(`/admin/settings/changes/${undone!.id - 1000}/undo`)).status).toBe(404)
  expect(await page('/admin/settings')).toContain('From 60 to 240')
})

test('the contact page leads to the address that administrators publish', async () => {
  expect(await page('/contact')).not.toContain('mailto:')
  expect((await post('/admin/settings', { ...identity, contact: ' SAXS@Lab.example.org' })).status).toBe(303)
  expect(await page('/contact')).toContain('href="mailto:saxs@lab.example.org"')
})

test('every variable is shown with what holds and where it comes from, and no password', () => {
  const env = {
    BIOCE_STUDIES: '12',
    BIOCE_SMTP_URL: 'smtp://postman:v3ry-s3cret@mail.example.org:587',
  }
  const { shown } = readConfig(env)
  const rowOf = (name: string) => shown.find(each => each.name === name)
  expect(rowOf('BIOCE_STUDIES')).toMatchObject({ value: '12', isSet: true })
  expect(rowOf('BIOCE_ANALYSES')).toMatchObject({ value: '100', isSet: false })
  expect(rowOf('BIOCE_SMTP_URL')?.value).toBe('smtp://postman:•••@mail.example.org:587')
  expect(JSON.stringify(shown)).not.toContain('v3ry-s3cret')
})

test('the first steps are done one by one', async () => {
  const administrator = await viewerOf(db, owner.id)
  const steps = () => checkFirstSteps(db.read, { ...config, smtpUrl: postbox.url }, administrator)
  const before = await steps()
  expect(before).toMatchObject({ address: false, mail: false, registration: false, factor: false })
  await sendTestMail({ db, config: { ...config, smtpUrl: postbox.url } }, administrator, noon)
  expect((await postbox.next(owner.email)).subject).toContain('Test mail')
  await post('/admin/registration', { mode: 'academic' }) // what holds by default is decided too
  expect(await steps()).toEqual({ ...before, mail: true, registration: true, contact: true })
  expect(await page('/admin')).toContain('First steps')
  await post('/admin/settings/first-steps')
  expect(await page('/admin')).not.toContain('First steps')
})

test('a mail server that refuses is heard, and the password is not', async () => {
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error('This mailbox is closed')),
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  const smtpUrl = `smtp://postman:v3ry-s3cret@127.0.0.1:${port}`
  const administrator = await viewerOf(db, owner.id)
  const { problem, dialogue } = await sendTestMail(
    { db, config: { ...config, smtpUrl } },
    administrator,
    noon,
  )
  await new Promise<void>(resolve => server.close(() => resolve()))
  expect(problem).toContain('This mailbox is closed')
  const said = dialogue.filter(line => /^[CS]: /.test(line)).map(line => line.slice(0, 7))
  expect([said[0], said[1], said.at(-2), said.at(-1)]).toEqual(['S: 220 ', 'C: EHLO', 'C: AUTH', 'S: 535 '])
  const secret = Buffer.from('\0postman\0v3ry-s3cret').toString('base64')
  expect(dialogue.join('\n')).not.toContain('v3ry-s3cret')
  expect(dialogue.join('\n')).not.toContain(secret)
})

test('a change of a choice is told in the words of the choice', async () => {
  const mode = await findSetting(db.read, 'registration')
  expect((await post('/admin/registration', { mode: 'open' })).status).toBe(303)
  const told = (await page('/admin/settings')).match(
    /<p>(From [^<]*) to “Everybody with an e-mail address”<\/p>/,
  )
  expect(told?.[1]).toMatch(/^From “[A-Z].*”$/)
  expect((await post('/admin/registration', { mode })).status).toBe(303)
})
