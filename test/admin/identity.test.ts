import { expect, test } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listMailsTo } from '#db/mails.ts'
import { listUsersWithRole } from '#db/users.ts'
import { createApp } from '#src/app.tsx'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import { temporaryFolder } from '../support/database.ts'
import { noon } from '../support/people.ts'

const folder = temporaryFolder()
let time = noon
const opened = openSite({ config: { site: folder } })
const site = { ...opened, app: createApp({ ...opened, now: () => time }) }
const { actors, owner, study } = await makeWorld(site)
const [administrator] = await listUsersWithRole(site.db.read, 'superuser')

const get = (path: string, { cookie } = actors.anonymous) => ask(site, path, { headers: { cookie } })
const text = async (path: string, actor = actors.anonymous) => await (await get(path, actor)).text()
const post = (path: string, fields: Record<string, string>, { cookie, csrf } = actors.administrator) =>
  ask(site, path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }), headers: { cookie } })
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)

test('the site says what it is called and who runs it, on every page, with an imprint', async () => {
  expect((await get('/imprint')).status).toBe(404)
  const identity = { operator: 'Institute of <Biology>, Hamburg', hosting: 'Germany', contact: '' }
  expect((await post('/admin/settings', { siteName: 'Beamline P12', ...identity })).status).toBe(303)
  const home = await text('/')
  expect(home).toContain('· Beamline P12</title>')
  expect(home).toContain('Run by Institute of &lt;Biology&gt;, Hamburg.')
  expect(home).toContain('href="/imprint"')
  expect(await text('/imprint')).toContain('Institute of &lt;Biology&gt;, Hamburg')
  expect(await text('/privacy')).toContain('Germany')
  const long = await post('/admin/settings', { siteName: 'x'.repeat(61), ...identity })
  expect([long.status, await long.text()]).toEqual([422, expect.stringContaining('at most 60 characters')])
})

test('a logo of the operator is shown, and nothing in it runs', async () => {
  expect((await get('/site/logo')).status).toBe(404)
  write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const [, path] = /<img src="(\/site\/logo\?v=\d+)"/.exec(await text('/'))!
  const logo = await get(path!)
  expect(logo.headers.get('content-type')).toBe('image/svg+xml')
  expect(logo.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
})

test('people agree to the terms of the operator before they open their studies, and again when these change', async () => {
  const mine = `/studies/${study.id}`
  const opens = async (actor = actors.owner) => {
    const answer = await get(mine, actor)
    return answer.status === 303 ? answer.headers.get('location') : answer.status
  }
  const asked = `/agreement?next=${encodeURIComponent(mine)}`
  expect(await opens()).toBe(200)
  write('terms.md', '# Who may use it\n\nMembers <script>alert(1)</script> only.')
  expect(await text('/terms')).toContain('<h2>Who may use it</h2><p>Members &lt;script')
  expect(await opens()).toBe(asked)
  expect(await opens(actors['administrator as the owner'])).toBe(200)
  // What is open already goes on, and so does whatever else belongs to the account.
  const { cookie } = actors.owner
  expect((await ask(site, mine, { headers: { cookie, 'hx-request': 'true' } })).status).toBe(200)
  expect((await get('/account', actors.owner)).status).toBe(200)
  expect((await post('/agreement', { next: mine }, actors.owner)).headers.get('location')).toBe(mine)
  expect(await opens()).toBe(200)
  time += 60_000
  write('terms.md', '# Who may use it\n\nEverybody.')
  expect(await text('/admin/settings', actors.administrator)).toContain('your own, since')
  expect(await opens()).toBe(asked)
  time += 60_000
  await post('/agreement', {}, actors.owner)
  // A file that cannot be read, and one that is taken away, ask nobody.
  write('terms.md', Uint8Array.of(0xff, 0xfe, 0x41))
  expect(await text('/terms')).toContain('<p>Everybody.</p>')
  expect(await text('/admin/settings', actors.administrator)).toContain(
    'The file is not used. It is not UTF-8.',
  )
  rmSync(join(folder, 'terms.md'))
  expect(await text('/terms')).toContain('No warranty')
  expect(await opens()).toBe(200)
  expect(await text('/admin/tables/site_texts', actors.administrator)).toContain('Members')
})

test('without an address the contact page brings questions to the administrators', async () => {
  expect(await text('/contact')).toContain('action="/contact"')
  const question = 'May I use it for my thesis?\nI am at home.'
  const wrong = await post('/contact', { email: 'ada', question: 'Hi' }, actors.anonymous)
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('10 to 2,000 characters')])
  expect((await post('/contact', { email: 'Ada@ku.dk', question }, actors.anonymous)).status).toBe(303)
  const [mail] = await listMailsTo(site.db.read, administrator!.email)
  expect(mail).toMatchObject({ kind: 'question', facts: { from: 'ada@ku.dk', question } })
  expect(await listMailsTo(site.db.read, owner.email)).toEqual([])
})

test('where no mail can be sent, people ask for an account and see where their request stands', async () => {
  const page = await text('/register')
  expect(page).toContain('action="/account-requests"')
  expect(page).toContain('cannot send mails yet')
})
