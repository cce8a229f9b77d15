import { expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { listMailsTo } from '#db/mails.ts'
import { updateStudy } from '#db/studies.ts'
import { findUser } from '#db/users.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'

const site = openSite()
const { db } = site
const { actors, owner, unconfirmed, study } = await makeWorld(site)
const { cookie, csrf } = actors.administrator
const text = async (path: string) => await (await ask(site, path, { headers: { cookie } })).text()
const post = (path: string, fields: Record<string, string> = {}) =>
  ask(site, path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }), headers: { cookie } })

test('the list of people shows roles, studies and storage, and so does its CSV', async () => {
  await db.write(tx => updateStudy(tx, study.id, { bytes: 3_000_000, cacheBytes: 250_000 }))
  const list = await text(`/admin/tables/users?search=${owner.email}`)
  for (const [title, value] of [
    ['Roles', 'user'],
    ['Studies', '1'],
    ['Storage', '3.3 MB'],
  ])
    expect(list).toMatch(new RegExp(`data-label="${title}"><span>${value}<`))
  expect(await text('/admin/tables/users?search=administrator')).toContain('>user, superuser<')
  expect(await text(`/admin/tables/users/${owner.id}`)).toContain('3.3 MB')
  const [head, row] = (await text(`/admin/tables/users/export.csv?search=${owner.email}`)).split('\r\n')
  expect(head).toEndWith(',roles,studies,storage')
  expect(row).toEndWith(',user,1,3250003') // with the open upload of three bytes
})

test('an address is edited, in small letters, its old links are void and its owner is told', async () => {
  const path = `/admin/tables/users/${owner.id}/edit`
  const form = await text(path)
  const fields = {
    firstName: owner.firstName,
    lastName: owner.lastName,
    notes: 'Guest of Max.\r\nLeaves in May.',
  }
  expect(form).toContain(`value="${owner.email}"`)
  expect((await post(path, { ...fields, email: 'no address' })).status).toBe(422)
  expect((await post(path, { ...fields, email: ' New.Owner@KU.dk ' })).status).toBe(303)
  const after = await findUser(db.read, owner.id)
  expect(after).toMatchObject({ email: 'new.owner@ku.dk', notes: 'Guest of Max.\nLeaves in May.' })
  expect(after?.confirmedAt).toBe(owner.confirmedAt)
  const [mail] = await listMailsTo(db.read, owner.email)
  expect(mail).toMatchObject({ kind: 'email_changed', facts: { newEmail: 'new.owner@ku.dk' } })
  const taken = await post(path, { ...fields, email: unconfirmed.email })
  expect([taken.status, await taken.text()]).toEqual([422, expect.stringContaining('Another row')])
  expect((await post('/admin/tables/users/new', { ...fields, notes: '' })).status).toBe(422)
  const added = { firstName: 'Max', lastName: 'Perutz', email: 'Max.Perutz@CAM.ac.uk' }
  expect((await post('/admin/tables/users/new', added)).status).toBe(303)
  expect(await text('/admin/tables/users?search=max.perutz@cam.ac.uk')).toContain('Perutz')
})

test('an address is confirmed by hand', async () => {
  const path = `/admin/tables/users/${unconfirmed.id}`
  expect(await text(path)).toContain('Take the address for confirmed')
  expect((await post(`${path}/actions/confirm`)).status).toBe(303)
  expect((await findUser(db.read, unconfirmed.id))?.confirmedAt).toBeNumber()
  expect(await text(path)).not.toContain('Take the address for confirmed')
  expect((await post(`${path}/actions/confirm`)).status).toBe(409)
})

test('a pasted list of people is invited, without those who have accounts', async () => {
  const list = [
    'Name\tAddress',
    'Ada Lovelace <Ada@example.org>; bob@example.org,',
    ...Array.from({ length: 28 }, (_, number) => `Student ${number}\tstudent${number}@example.org\tBSc`),
    unconfirmed.email,
    'ada@example.org',
  ].join('\n')
  const wrong = await post('/admin/registration/invitations', { emails: 'ada@example.org bob@' })
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('address: bob@')])
  expect(await listMailsTo(db.read, 'ada@example.org')).toEqual([])
  const done = await post('/admin/registration/invitations', { emails: list })
  const page = await done.text()
  expect(done.status).toBe(200)
  expect(page).toContain('30 invitations on the way.')
  expect(page).toContain(`These have accounts already: ${unconfirmed.email}.`)
  for (const email of ['ada@example.org', 'bob@example.org', 'student27@example.org'])
    expect((await listMailsTo(db.read, email)).map(mail => mail.kind)).toEqual(['invitation'])
  expect((await listAudit(db.read, 1))[0]).toMatchObject({ action: 'invited', details: { invitations: 30 } })
})
