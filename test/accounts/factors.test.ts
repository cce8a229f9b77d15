import { describe, expect, test } from 'bun:test'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { listFactorsOf } from '#db/factors.ts'
import { grantRole, revokeRole } from '#db/roles.ts'
import { findSessionByHash } from '#db/sessions.ts'
import { removeFactorsOf } from '#src/accounts/administer.ts'
import { hasFactor, removeFactor } from '#src/accounts/factors.ts'
import { checkAdministration, may, StepUpNeeded } from '#src/accounts/permissions.ts'
import { countRecoveryCodes } from '#src/accounts/recoveryCodes.ts'
import { checkCode } from '#src/accounts/secondFactor.ts'
import { findViewer } from '#src/accounts/sessions.ts'
import { findTicketHolder, signIn } from '#src/accounts/signIn.ts'
import { stepUp } from '#src/accounts/stepUp.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { confirmTotp, enrolTotp } from '#src/accounts/totp.ts'
import {
  browser,
  goodPassword,
  mailKindsTo,
  memberWithPassword,
  mistake,
  openAccounts,
  viewerOf,
} from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const opened = openAccounts()
const house = { ...opened, origin: opened.config.origin }
const { db } = house
const minute = 60_000

const codeAt = (secret: string, now: number) =>
  generateHOTP(decodeBase32IgnorePadding(secret), BigInt(Math.floor(now / 30_000)), 6)

/** A member with an app, its secret and the recovery codes. */
async function withApp(name: string) {
  const user = await memberWithPassword(db, name)
  const viewer = await viewerOf(db, user.id)
  const { secret, uri } = await enrolTotp(house, viewer, noon)
  const codes = await confirmTotp(house, viewer, codeAt(secret, noon), noon)
  return { user, viewer, secret, uri, codes }
}

describe('an authenticator app', () => {
  test('counts after its first right code, and brings ten recovery codes', async () => {
    const user = await memberWithPassword(db, 'ada')
    const viewer = await viewerOf(db, user.id)
    const { secret, uri } = await enrolTotp(house, viewer, noon)
    expect((await enrolTotp(house, viewer, noon)).secret).toBe(secret) // opening the page again changes nothing
    expect(decodeBase32IgnorePadding(secret).length * 8).toBeGreaterThanOrEqual(160)
    expect(uri).toStartWith('otpauth://totp/')
    expect(await hasFactor(db.read, user.id)).toBe(false)
    await mistake(confirmTotp(house, viewer, '000000', noon), 'invalid')
    const codes = await confirmTotp(house, viewer, codeAt(secret, noon), noon)
    expect(new Set(codes).size).toBe(10)
    expect(await hasFactor(db.read, user.id)).toBe(true)
    expect(await mailKindsTo(db, user.email)).toEqual(['factor_changed'])
  })

  test('lies encrypted in the database, and codes as hashes', async () => {
    const { user, secret, codes } = await withApp('amy')
    const stored = JSON.stringify(await listFactorsOf(db.read, user.id))
    expect(stored).not.toContain(secret)
    for (const code of codes) expect(stored).not.toContain(code)
    expect(stored).not.toContain(Buffer.from(decodeBase32IgnorePadding(secret)).toString('base64url'))
  })

  test('is asked for after the password; the ticket is good for five minutes and voided by a new password', async () => {
    const { user, secret } = await withApp('ann')
    const credentials = { email: user.email, password: goodPassword, remember: true }
    const signedIn = await signIn(house, credentials, browser, noon)
    if (signedIn.outcome !== 'second_factor') throw new Error('no second factor asked')
    const holder = await findTicketHolder(house, signedIn.ticket, noon + minute)
    expect([holder.user.id, holder.ticket.remember]).toEqual([user.id, true])
    await checkCode(house, user, codeAt(secret, noon + minute), noon + minute)
    await mistake(findTicketHolder(house, signedIn.ticket, noon + 6 * minute), 'forbidden')
    const [body, mac] = signedIn.ticket.split('.')
    const other = Buffer.from(JSON.stringify({ ...holder.ticket, userId: 1 })).toString('base64url')
    await mistake(findTicketHolder(house, `${other}.${mac}`, noon), 'forbidden')
    await mistake(findTicketHolder(house, body!, noon), 'forbidden')
  })

  test('each code is good once; one step of clock error either way is forgiven, two are not', async () => {
    const { user, secret } = await withApp('ari')
    const later = noon + 10 * minute
    await checkCode(house, user, codeAt(secret, later - 30_000), later)
    await mistake(checkCode(house, user, codeAt(secret, later - 30_000), later), 'invalid')
    await checkCode(house, user, codeAt(secret, later + 30_000), later)
    await mistake(checkCode(house, user, codeAt(secret, later), later), 'invalid') // older than the last one used
    await mistake(checkCode(house, user, codeAt(secret, later + 90_000), later), 'invalid')
  })

  test('of many uses of one code at once, one counts', async () => {
    const { user, secret } = await withApp('abe')
    const code = codeAt(secret, noon + 10 * minute)
    const uses = Array.from({ length: 5 }, () => checkCode(house, user, code, noon + 10 * minute))
    expect((await Promise.allSettled(uses)).filter(each => each.status === 'fulfilled')).toHaveLength(1)
  })

  test('allows five tries in five minutes', async () => {
    const { user } = await withApp('al')
    const later = noon + 10 * minute
    for (let tries = 0; tries < 5; tries++) await mistake(checkCode(house, user, '000000', later), 'invalid')
    await mistake(checkCode(house, user, '000000', later), 'too_many')
    await mistake(checkCode(house, user, '000000', later + 5 * minute), 'invalid')
  })
})

describe('recovery', () => {
  test('a code is good once, however it is typed, and its owner is told', async () => {
    const { user, codes } = await withApp('bea')
    await checkCode(house, user, ` ${codes[0]!.toUpperCase().replaceAll('-', ' ')} `, noon + minute)
    await mistake(checkCode(house, user, codes[0]!, noon + minute), 'invalid')
    expect(await countRecoveryCodes(db.read, user.id)).toBe(9)
    expect(await mailKindsTo(db, user.email)).toEqual(['factor_changed', 'factor_changed'])
  })

  test("one person's code is nothing to another", async () => {
    const { codes } = await withApp('bob')
    const { user } = await withApp('bo')
    await mistake(checkCode(house, user, codes[0]!, noon + minute), 'invalid')
  })

  test('the codes go with the last factor', async () => {
    const { user, viewer } = await withApp('ben')
    const [app] = (await listFactorsOf(db.read, user.id)).filter(factor => factor.kind === 'totp')
    await mistake(removeFactor({ db }, viewer, app!.id, 'wrong', noon), 'invalid')
    await removeFactor({ db }, viewer, app!.id, goodPassword, noon)
    expect(await listFactorsOf(db.read, user.id)).toEqual([])
  })

  test('without codes needs another administrator', async () => {
    const { user, viewer } = await withApp('bess')
    await mistake(removeFactorsOf(db, viewer, user.id, noon), 'forbidden')
    const admin = await viewerOf(db, (await memberWithPassword(db, 'admin')).id)
    await removeFactorsOf(db, admin, user.id, noon)
    expect(await hasFactor(db.read, user.id)).toBe(false)
  })

  test('nobody removes what is not theirs', async () => {
    const { user } = await withApp('bud')
    const [app] = await listFactorsOf(db.read, user.id)
    const other = await viewerOf(db, (await memberWithPassword(db, 'carl')).id)
    await mistake(removeFactor({ db }, other, app!.id, goodPassword, noon), 'not_found')
  })
})

describe('administration', () => {
  async function administrator(name: string, createdAt = noon) {
    const user = await memberWithPassword(db, name, { createdAt })
    await db.write(tx => grantRole(tx, user.id, 'superuser'))
    return user
  }
  const check = async (userId: number, signedInAt: number, now: number) =>
    await checkAdministration(db.read, await viewerOf(db, userId, signedInAt), now)

  test('does not exist for anyone else', async () => {
    const { id } = await memberWithPassword(db, 'dan')
    await mistake(check(id, noon, noon), 'not_found')
    await mistake(checkAdministration(db.read, null, noon), 'not_found')
  })

  test('asks again 15 minutes after the last proof', async () => {
    const { id } = await administrator('dora')
    expect((await check(id, noon, noon + 15 * minute)).id).toBe(id)
    const error = await mistake(check(id, noon, noon + 16 * minute), 'forbidden')
    expect(error).toBeInstanceOf(StepUpNeeded)
  })

  test('needs a second factor a week after the account was made', async () => {
    const { id } = await administrator('drew')
    const day = 24 * 60 * minute
    expect((await check(id, noon + 6 * day, noon + 6 * day)).id).toBe(id)
    const error = (await mistake(check(id, noon + 8 * day, noon + 8 * day), 'forbidden')) as StepUpNeeded
    expect(error.need).toBe('factor')
  })

  test('ends with the role, at the next request', async () => {
    const { id } = await administrator('duke')
    const viewer = await viewerOf(db, id)
    expect(may(viewer, 'administer')).toBe(true)
    await db.write(tx => revokeRole(tx, id, 'superuser'))
    await mistake(check(id, noon, noon), 'not_found')
  })

  test('a proof gives the session a new secret; the old one is dead', async () => {
    const { id } = await administrator('dirk')
    const viewer = await viewerOf(db, id)
    const later = noon + 60 * minute
    await mistake(stepUp(house, viewer, { password: 'wrong' }, later), 'invalid')
    const secret = await stepUp(house, viewer, { password: goodPassword }, later)
    expect(await findSessionByHash(db.read, viewer.session.tokenHash)).toBeUndefined()
    const renewed = await findViewer(db.read, secret, later)
    expect(renewed?.session.id).toBe(viewer.session.id)
    expect((await checkAdministration(db.read, renewed!, later)).id).toBe(id)
    expect(renewed?.session.tokenHash).toBe(hashSecret(secret))
  })

  test('the password is no proof for a person with a second factor', async () => {
    const { viewer, secret } = await withApp('dolf')
    const later = noon + 60 * minute
    await mistake(stepUp(house, viewer, { password: goodPassword }, later), 'invalid')
    await stepUp(house, viewer, { code: codeAt(secret, later) }, later)
  })
})
