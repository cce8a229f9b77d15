import { expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { grantRole, revokeRole } from '#db/roles.ts'
import { disableUser } from '#src/accounts/administer.ts'
import {
  endImpersonation,
  impersonationMsMax,
  startImpersonation,
  sweepImpersonations,
} from '#src/accounts/impersonate.ts'
import { admit, endSession, findViewer, startSession } from '#src/accounts/sessions.ts'
import { browser, memberWithPassword, mistake, openAccounts } from '../support/accounts.ts'
import { noon } from '../support/people.ts'

async function openSite() {
  const { db } = openAccounts()
  const ada = await memberWithPassword(db, 'ada')
  const grace = await memberWithPassword(db, 'grace')
  await db.write(tx => grantRole(tx, ada.id, 'superuser'))
  const secret = await db.write(tx => startSession(tx, ada.id, browser, false, noon))
  const viewer = async (at = noon) => (await findViewer(db.read, secret, at))!
  const start = async (id: number) => await startImpersonation(db, await viewer(), id, noon)
  const end = async () => {
    const { session } = await viewer()
    return await db.write(tx => endImpersonation(tx, session, noon))
  }
  return { db, ada, grace, secret, viewer, start, end }
}

test('an administrator becomes another person for half an hour, with their rights and no other', async () => {
  const { db, ada, grace, viewer, start } = await openSite()
  await start(grace.id)
  const seen = await viewer()
  expect([seen.id, seen.user.email, seen.roles]).toEqual([grace.id, grace.email, ['user']])
  expect([seen.session.userId, seen.impersonator]).toEqual([ada.id, { endsAt: noon + impersonationMsMax }])
  expect((await viewer(noon + impersonationMsMax - 1)).id).toBe(grace.id)
  expect((await viewer(noon + impersonationMsMax)).id).toBe(ada.id)
  const [written] = await listAudit(db.read, 1)
  expect(written).toMatchObject({
    actorId: ada.id,
    action: 'impersonation_started',
    subject: `user:${grace.id}`,
  })
})

test('it ends by the button, and with the role or the account', async () => {
  const { db, ada, grace, viewer, start, end } = await openSite()
  await start(grace.id)
  expect(await end()).toBe(grace.id)
  expect((await viewer()).id).toBe(ada.id)
  expect(await end()).toBeUndefined()
  const [written] = await listAudit(db.read, 1)
  expect(written).toMatchObject({ actorId: ada.id, action: 'impersonation_ended' })
  await start(grace.id)
  await db.write(tx => revokeRole(tx, ada.id, 'superuser'))
  expect((await viewer()).id).toBe(ada.id)
  await db.write(tx => grantRole(tx, ada.id, 'superuser'))
  expect((await viewer()).id).toBe(grace.id)
  await disableUser(db, await viewer(), grace.id, noon)
  expect((await viewer()).id).toBe(ada.id)
})

test('its end is written down, once, when its time runs out or its administrator leaves', async () => {
  const { db, ada, grace, secret, viewer, start } = await openSite()
  const over = noon + impersonationMsMax
  const ends = async () =>
    (await listAudit(db.read, 9))
      .filter(({ action }) => action === 'impersonation_ended')
      .map(({ at, actorId, subject }) => ({ at, actorId, subject }))
  const end = { actorId: ada.id, subject: `user:${grace.id}` }
  await start(grace.id)
  await admit(db, secret, over - 1)
  expect(await ends()).toEqual([])
  await Promise.all([admit(db, secret, over), admit(db, secret, over)])
  expect(await ends()).toEqual([{ at: over, ...end }])
  await start(grace.id)
  await db.write(tx => sweepImpersonations(tx, over - 1))
  expect(await ends()).toHaveLength(1)
  await db.write(tx => sweepImpersonations(tx, over))
  await db.write(tx => sweepImpersonations(tx, over))
  expect(await ends()).toHaveLength(2)
  await start(grace.id)
  await endSession(db, await viewer(), noon)
  expect(await ends()).toHaveLength(3)
})

test('nobody becomes an administrator, a closed account or themselves', async () => {
  const { db, ada, grace, start } = await openSite()
  await mistake(start(ada.id), 'conflict')
  await mistake(start(999), 'not_found')
  const boss = await memberWithPassword(db, 'boss')
  await db.write(tx => grantRole(tx, boss.id, 'superuser'))
  await mistake(start(boss.id), 'conflict')
  await db.write(tx => grantRole(tx, grace.id, 'user'))
  const closed = await memberWithPassword(db, 'closed', { disabledAt: noon })
  await mistake(start(closed.id), 'conflict')
})
