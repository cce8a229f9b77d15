import { describe, expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { listFactorsOf } from '#db/factors.ts'
import { grantRole, insertRole, listRolesOf } from '#db/roles.ts'
import { listSessionsOf } from '#db/sessions.ts'
import { updateUser } from '#db/users.ts'
import { endSessionsOf, removeFactorsOf, sendReset, setRole } from '#src/accounts/administer.ts'
import { renewRecoveryCodes } from '#src/accounts/recoveryCodes.ts'
import { resetPassword } from '#src/accounts/resetPassword.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { auditRowView } from '#src/admin/auditRowView.ts'
import {
  browser,
  goodPassword,
  linkTo,
  mailKindsTo,
  memberWithPassword,
  mistake,
  openAccounts,
  otherPassword,
  viewerOf,
} from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const house = openAccounts()
const { db } = house
const minute = 60_000

async function administrator(name: string) {
  const user = await memberWithPassword(db, name)
  await db.write(tx => grantRole(tx, user.id, 'superuser'))
  return await viewerOf(db, user.id)
}

const ada = await administrator('ada')
const lastEntry = async () => (await listAudit(db.read, 1))[0]!

describe('roles', () => {
  const set = (userId: number, role: string, isHeld: boolean) =>
    setRole(db, ada, userId, { role, isHeld }, noon)

  test('are given and taken back: told by mail, written down, and every session ends', async () => {
    const grace = await memberWithPassword(db, 'grace')
    await viewerOf(db, grace.id)
    await set(grace.id, 'superuser', true)
    expect(await listRolesOf(db.read, grace.id)).toEqual(['user', 'superuser'])
    expect(await listSessionsOf(db.read, grace.id)).toEqual([])
    const written = { actorId: ada.id, subject: `user:${grace.id}`, details: 'superuser' }
    expect(await lastEntry()).toMatchObject({ action: 'role_granted', ...written })
    await set(grace.id, 'superuser', false)
    expect(await lastEntry()).toMatchObject({ action: 'role_revoked', ...written })
    expect(await mailKindsTo(db, grace.email)).toEqual(['role_changed', 'role_changed'])
  })

  test('that an administrator adds are given like those that come with the program', async () => {
    const gert = await memberWithPassword(db, 'gert')
    await db.write(tx => insertRole(tx, 'beamline', 'May start the beamline’s own analysis'))
    await set(gert.id, 'beamline', true)
    expect((await viewerOf(db, gert.id)).roles).toEqual(['user', 'beamline'])
    await mistake(set(gert.id, 'no such role', true), 'not_found')
  })

  test('pressed twice, or on a page that is out of date, change nothing', async () => {
    const gus = await memberWithPassword(db, 'gus')
    await mistake(set(gus.id, 'user', true), 'conflict')
    await mistake(set(gus.id, 'superuser', false), 'conflict')
    expect(await mailKindsTo(db, gus.email)).toEqual([])
  })

  test('of the last administrator stay, also when another one is closed', async () => {
    const gina = await administrator('gina')
    await db.write(tx => updateUser(tx, gina.id, { disabledAt: noon }, noon))
    await mistake(set(ada.id, 'superuser', false), 'conflict')
    expect(await listRolesOf(db.read, ada.id)).toContain('superuser')
  })
})

describe('for a person in need', () => {
  test('second factors are removed with their codes; the person is told who did it', async () => {
    const hal = await memberWithPassword(db, 'hal')
    await db.write(tx => renewRecoveryCodes(tx, hal.id, noon))
    await removeFactorsOf(db, ada, hal.id, noon)
    expect(await listFactorsOf(db.read, hal.id)).toEqual([])
    expect(await mailKindsTo(db, hal.email)).toEqual(['factor_changed'])
    expect(await lastEntry()).toMatchObject({ action: 'factors_removed', actorId: ada.id })
    await mistake(removeFactorsOf(db, ada, ada.id, noon), 'forbidden')
  })

  test('a link for a new password goes by mail: the administrator neither sees nor sets one', async () => {
    const ida = await memberWithPassword(db, 'ida')
    expect(await sendReset(db, ada, ida.id, noon)).toBeUndefined()
    expect(await lastEntry()).toMatchObject({ action: 'reset_sent', actorId: ada.id, details: null })
    const link = await linkTo(db, ida.email, 'reset')
    await resetPassword(db, link, otherPassword, browser, noon)
    const enter = (password: string) =>
      signIn(house, { email: ida.email, password, remember: false }, browser, noon)
    expect((await enter(otherPassword)).outcome).toBe('session')
    await mistake(enter(goodPassword), 'invalid')
  })

  test('every session is ended', async () => {
    const { id } = await memberWithPassword(db, 'ivy')
    await viewerOf(db, id)
    await endSessionsOf(db, ada, id, noon)
    expect(await listSessionsOf(db.read, id)).toEqual([])
    expect(await lastEntry()).toMatchObject({ action: 'sessions_ended', subject: `user:${id}` })
  })
})

test('a look at a person is written down, once in a quarter of an hour', async () => {
  const looks = async () =>
    (await listAudit(db.read, 1000)).filter(
      ({ action, subject }) => action === 'looked_at' && subject === 'user:7',
    )
  for (const at of [noon, noon + minute, noon + 16 * minute]) await auditRowView(db, ada, 'user:7', at)
  expect((await looks()).map(({ actorId }) => actorId)).toEqual([ada.id, ada.id])
})
