import { describe, expect, test } from 'bun:test'
import { findUser, setPasswordHash } from '#db/users.ts'
import { deviceCookieOf, findDevice, issueDevice, knownMsMax } from '#src/accounts/device.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import {
  goodPassword,
  memberWithPassword,
  mistake,
  openAccounts,
  otherPassword,
} from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const house = openAccounts()
const { db, keys } = house
const home = { address: '192.0.2.7', agent: 'Test browser' }
const enter = (email: string, password: string, device?: string, client = home, now = noon) =>
  signIn(house, { email, password, remember: false, device }, client, now)

/** Somebody who knows an address tries 25 passwords, each from another place. */
async function besiege(email: string, now = noon): Promise<string[]> {
  const kinds: string[] = []
  for (let index = 0; index < 25; index++)
    kinds.push(
      (await enter(email, 'wrong', undefined, { ...home, address: `203.0.113.${index}` }, now).catch(e => e))
        .kind,
    )
  return kinds
}

describe('25 wrong passwords from 25 addresses', () => {
  test('keep nobody out of a browser where they signed in before', async () => {
    const ada = await memberWithPassword(db, 'ada')
    const cookie = issueDevice(keys.proofs, ada, noon)
    const kinds = await besiege(ada.email)
    expect([kinds.filter(kind => kind === 'invalid').length, kinds.at(-1)]).toEqual([10, 'too_many'])
    expect(await enter(ada.email, goodPassword, cookie)).toMatchObject({ outcome: 'session', userId: ada.id })
  })

  test('let an unknown browser hear how long, and which ways there are meanwhile', async () => {
    const { email } = await memberWithPassword(db, 'amy')
    await besiege(email)
    const { message, retryAfterMs } = await mistake(enter(email, goodPassword), 'too_many')
    expect(message).toMatch(/again in \d+ seconds?\..*passkey.*by mail/)
    expect(retryAfterMs).toBeGreaterThan(0)
    await besiege('nobody@uni.example')
    expect((await mistake(enter('nobody@uni.example', goodPassword), 'too_many')).message).toBe(message)
  })

  test('from one network keep nobody in it out of a known browser', async () => {
    const ann = await memberWithPassword(db, 'ann')
    const cookie = issueDevice(keys.proofs, ann, noon)
    for (let index = 0; index < 101; index++)
      await enter(`x${index}@uni.example`, 'wrong', undefined, { ...home, address: '198.51.100.9' }).catch(
        () => {},
      )
    const there = { ...home, address: '198.51.100.9' }
    await mistake(enter(ann.email, goodPassword, undefined, there), 'too_many')
    expect((await enter(ann.email, goodPassword, cookie, there)).outcome).toBe('session')
  }, 60_000)
})

describe('a known browser', () => {
  test('has ten tries of its own, then waits like any other', async () => {
    const bea = await memberWithPassword(db, 'bea')
    const cookie = issueDevice(keys.proofs, bea, noon)
    for (let tries = 0; tries < 10; tries++) await mistake(enter(bea.email, 'wrong', cookie), 'invalid')
    await mistake(enter(bea.email, goodPassword, cookie), 'too_many')
    expect((await enter(bea.email, goodPassword)).outcome).toBe('session') // and keeps no other from coming in
  })

  test('is known to one account, with one password, for a year, by a seal of ours', async () => {
    const [cleo, cora] = [await memberWithPassword(db, 'cleo'), await memberWithPassword(db, 'cora')]
    const cookie = issueDevice(keys.proofs, cleo, noon)
    const found = (user = cleo, now = noon, text = cookie) => findDevice(keys.proofs, text, user, now)
    expect(found()).toBeString()
    expect(found(cora)).toBeUndefined()
    expect(found(cleo, noon + knownMsMax)).toBeUndefined()
    const [nonce, at, seal] = cookie.split('.') as [string, string, string]
    for (const text of [
      '',
      'x',
      '..',
      `${nonce}x.${at}.${seal}`,
      `${nonce}.zzzzzzzzz.${seal}`,
      `${nonce}.${at}.`,
    ])
      expect(found(cleo, noon, text)).toBeUndefined()
    expect(findDevice(openAccounts().keys.proofs, cookie, cleo, noon)).toBeUndefined()
    expect(findDevice(keys.proofs, cookie, undefined, noon)).toBeUndefined()
    await db.write(tx => setPasswordHash(tx, cleo.id, 'another', noon))
    expect(found((await findUser(db.read, cleo.id))!)).toBeUndefined()
  })
})

describe('over HTTP', () => {
  const site = openSite()

  /** Posts a form as an unsigned visitor. */
  async function post(
    path: string,
    fields: Record<string, string>,
    { cookie, csrf }: { cookie: string; csrf: string },
  ) {
    const body = new URLSearchParams({ csrf, ...fields })
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    return await ask(site, path, { method: 'POST', body: body.toString(), headers })
  }
  const deviceIn = (answer: Response) =>
    answer.headers.getSetCookie().find(each => each.startsWith('device-')) ?? ''

  test('the cookie comes with a sign-in, a changed password and a reset, and is sent back for its account', async () => {
    const { owner, resetLink, actors } = await makeWorld(site)
    const { email } = owner
    const signedIn = await post('/sign-in', { email, password: goodPassword }, actors.anonymous)
    expect(deviceIn(signedIn)).toMatch(
      /^device-[0-9a-f]{12}=[\w-]+\.\w+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/,
    )
    expect(deviceIn(signedIn)).toStartWith(`${deviceCookieOf(` ${email.toUpperCase()}`)}=`)
    const reset = await post(
      '/password-reset',
      { token: resetLink, password: otherPassword },
      actors.anonymous,
    )
    const known = {
      ...actors.anonymous,
      cookie: `${actors.anonymous.cookie}; ${deviceIn(reset).split(';')[0]}`,
    }
    for (let tries = 0; tries < 12; tries++)
      await post('/sign-in', { email, password: 'wrong' }, actors.anonymous)
    const right = { email, password: otherPassword }
    expect((await post('/sign-in', right, actors.anonymous)).status).toBe(429)
    expect(
      (
        await post('/sign-in', right, {
          ...actors.anonymous,
          cookie: `${actors.anonymous.cookie}; ${deviceIn(signedIn).split(';')[0]}`,
        })
      ).status,
    ).toBe(429)
    const entered = await post('/sign-in', right, known)
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/studies'])
  })
})
