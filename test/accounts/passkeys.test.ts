import { describe, expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { listFactorsOf } from '#db/factors.ts'
import { grantRole } from '#db/roles.ts'
import { changePassword } from '#src/accounts/editAccount.ts'
import { hasFactor, removeFactor } from '#src/accounts/factors.ts'
import { addPasskey, askForPasskey, checkPasskey, offerPasskey } from '#src/accounts/passkeys.ts'
import { stepUp } from '#src/accounts/stepUp.ts'
import {
  browser,
  goodPassword,
  memberWithPassword,
  mistake,
  openAccounts,
  viewerOf,
} from '../support/accounts.ts'
import { makeAuthenticator, type Tampering } from '../support/authenticator.ts'
import { noon } from '../support/people.ts'

const opened = openAccounts()
const house = { ...opened, origin: opened.config.origin }
const { db } = house
const minute = 60_000

/** A member with a passkey on a device of theirs. */
async function withPasskey(name: string, tampering: Tampering = {}) {
  const user = await memberWithPassword(db, name)
  const viewer = await viewerOf(db, user.id)
  const device = makeAuthenticator(house.origin)
  const answer = device.create(await offerPasskey(house, viewer, noon), tampering)
  const codes = await addPasskey(house, viewer, answer, 'Laptop', noon)
  return { user, viewer, device, codes, answer }
}

const ask = (userId: number | null = null, now = noon) => askForPasskey(house, 'sign in', userId, now)
const show = (answer: string, now = noon) => checkPasskey(house, 'sign in', answer, now)

describe('adding a passkey', () => {
  test('brings recovery codes with the first factor, and keeps its public key alone', async () => {
    const { user, codes } = await withPasskey('ada')
    expect(codes).toHaveLength(10)
    expect(await hasFactor(db.read, user.id)).toBe(true)
    const options = await offerPasskey(house, await viewerOf(db, user.id), noon)
    expect(options.excludeCredentials).toHaveLength(1)
    expect(options.authenticatorSelection).toMatchObject({ userVerification: 'required' })
    expect(Buffer.from(options.challenge, 'base64url').length * 8).toBeGreaterThanOrEqual(128)
  })

  test('is refused from another origin or host, or without verifying the person', async () => {
    for (const tampering of [
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { verified: false },
    ])
      await mistake(withPasskey(`amy${JSON.stringify(tampering).length}`, tampering), 'invalid')
  })

  test('takes a challenge of the same person, once', async () => {
    const { viewer, answer } = await withPasskey('ann')
    await mistake(addPasskey(house, viewer, answer, 'Again', noon), 'invalid')
    const other = await viewerOf(db, (await memberWithPassword(db, 'abe')).id)
    const stolen = makeAuthenticator(house.origin).create(await offerPasskey(house, other, noon))
    await mistake(addPasskey(house, viewer, stolen, 'Stolen', noon), 'invalid')
  })
})

describe('showing a passkey', () => {
  test('says who it is', async () => {
    const { user, device } = await withPasskey('ben')
    expect((await show(device.get(await ask()))).id).toBe(user.id)
  })

  test('is good once, for five minutes, and for what was asked', async () => {
    const { device } = await withPasskey('bea')
    const answer = device.get(await ask())
    await show(answer)
    await mistake(show(answer), 'invalid')
    await mistake(show(device.get(await ask()), noon + 5 * minute), 'invalid')
    await show(device.get(await ask()), noon + 4 * minute)
    const forProof = await askForPasskey(house, 'step up', null, noon)
    await mistake(show(device.get(forProof)), 'invalid')
  })

  test('of many uses of one answer at once, one counts', async () => {
    const { device } = await withPasskey('bo')
    const answer = device.get(await ask())
    const uses = await Promise.allSettled(Array.from({ length: 6 }, () => show(answer)))
    expect(uses.filter(use => use.status === 'fulfilled')).toHaveLength(1)
  })

  test.each<[string, Tampering]>([
    ['from another origin', { origin: 'https://evil.example' }],
    ['for another host', { rpId: 'evil.example' }],
    ['without verifying the person', { verified: false }],
    ['to a challenge that we did not make', { challenge: Buffer.alloc(40).toString('base64url') }],
    ['to a challenge of another length', { challenge: 'AAAA' }],
  ])('is refused %s', async (name, tampering) => {
    const { device } = await withPasskey(`b${name.length}`)
    await mistake(show(device.get(await ask(), tampering)), 'invalid')
  })

  test('with a counter that went back was copied, and is written down', async () => {
    const { device } = await withPasskey('bill', { counter: 5 })
    await show(device.get(await ask(), { counter: 6 }))
    await mistake(show(device.get(await ask(), { counter: 6 })), 'invalid')
    await mistake(show(device.get(await ask(), { counter: 3 })), 'invalid')
    expect((await listAudit(db.read, 1))[0]!.action).toBe('passkey_copied')
    await show(device.get(await ask(), { counter: 7 }))
  })

  test('signed by another key is refused', async () => {
    await withPasskey('bud')
    const stranger = makeAuthenticator(house.origin)
    await mistake(show(stranger.get(await ask())), 'invalid')
  })

  test.each([
    '',
    '{}',
    'null',
    '[]',
    '{"response":{}}',
    '{"response":{"clientDataJSON":"AAAA"}}',
    'x'.repeat(9999),
  ])('is refused for %j', async answer => void (await mistake(show(answer), 'invalid')))
})

describe('a proof by passkey', () => {
  test('counts for its own person alone', async () => {
    const { viewer, device } = await withPasskey('cleo')
    const other = await withPasskey('cyd')
    const later = noon + 60 * minute
    const asked = async () => device.get(await askForPasskey(house, 'step up', viewer.id, later))
    expect(await stepUp(house, viewer, { passkey: await asked() }, later)).toHaveLength(43)
    await mistake(stepUp(house, other.viewer, { passkey: await asked() }, later), 'invalid')
  })

  test('the last factor of an administrator stays', async () => {
    const { user } = await withPasskey('dora')
    await db.write(tx => grantRole(tx, user.id, 'superuser'))
    const viewer = await viewerOf(db, user.id)
    const [passkey] = (await listFactorsOf(db.read, user.id)).filter(factor => factor.kind === 'passkey')
    await mistake(removeFactor({ db }, viewer, passkey!.id, goodPassword, noon), 'conflict')
    expect(await hasFactor(db.read, user.id)).toBe(true)
  })

  test('a short password cannot be left alone', async () => {
    const { viewer } = await withPasskey('dan')
    const short = 'x7Kq2mZp'
    const change = { password: goodPassword, newPassword: short, endOthers: false }
    await changePassword({ db }, viewer, change, browser, noon)
    const now = await viewerOf(db, viewer.id)
    const [passkey] = (await listFactorsOf(db.read, viewer.id)).filter(factor => factor.kind === 'passkey')
    await mistake(removeFactor({ db }, now, passkey!.id, short, noon), 'conflict')
  })
})
