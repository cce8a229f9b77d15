import { describe, expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { isOnServer, openDatabase } from '#db/index.ts'
import { sessions } from '#db/schema.ts'
import { findUser, updateUser } from '#db/users.ts'
import { checkSignInRate, networkOf, waitInWords } from '#src/accounts/rateLimits.ts'
import { askForReset, resetPassword } from '#src/accounts/resetPassword.ts'
import { findViewer } from '#src/accounts/sessions.ts'
import { signIn } from '#src/accounts/signIn.ts'
import {
  browser,
  goodPassword,
  linkTo,
  mailKindsTo,
  memberWithPassword,
  mistake,
  openAccounts,
  otherPassword,
} from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const house = openAccounts()
const { db } = house
const credentials = (email: string, password = goodPassword) => ({ email, password, remember: false })
const wrong = (email: string) => credentials(email, 'this is not the password')
const minute = 60_000

async function enter(email: string, client = browser, now = noon): Promise<string> {
  const signedIn = await signIn(house, credentials(email), client, now)
  if (signedIn.outcome !== 'session') throw new Error('a second factor was asked for')
  return signedIn.secret
}

describe('signing in', () => {
  test('keeps count: how often, when and from where, this time and the last', async () => {
    const { id, email } = await memberWithPassword(db, 'ada')
    await enter(email, { address: '192.0.2.1', agent: 'A' }, noon)
    await enter(email, { address: '192.0.2.2', agent: 'A' }, noon + minute)
    expect(await findUser(db.read, id)).toMatchObject({
      signInCount: 2,
      signInAt: noon + minute,
      signInAddress: '192.0.2.2',
      lastSignInAt: noon,
      lastSignInAddress: '192.0.2.1',
    })
  })

  test('gives a new session each time', async () => {
    const { email } = await memberWithPassword(db, 'amy')
    const [first, second] = [await enter(email), await enter(email)]
    expect(first).not.toBe(second)
    expect(first).toHaveLength(43) // 256 bits
    expect((await findViewer(db.read, first, noon))?.user.email).toBe(email)
  })

  test('writes a mail about a device not seen before, but not about the first one', async () => {
    const { email } = await memberWithPassword(db, 'ann')
    await enter(email, { address: '192.0.2.1', agent: 'A' })
    await enter(email, { address: '192.0.2.1', agent: 'A' })
    expect(await mailKindsTo(db, email)).toEqual([])
    await enter(email, { address: '192.0.2.1', agent: 'B' })
    expect(await mailKindsTo(db, email)).toEqual(['new_device'])
  })

  test('says the same to a wrong password, an unknown address, a closed and an unconfirmed account', async () => {
    await memberWithPassword(db, 'ben')
    await memberWithPassword(db, 'bea', { confirmedAt: null })
    await memberWithPassword(db, 'bill', { disabledAt: noon })
    await memberWithPassword(db, 'bo', { passwordHash: null })
    const tries = [
      wrong('ben@uni.example'),
      credentials('nobody@uni.example'),
      credentials('bea@uni.example'),
      credentials('bill@uni.example'),
      credentials('bo@uni.example'),
      credentials('not an address'),
    ]
    const answers = await Promise.all(
      tries.map((each, index) =>
        mistake(signIn(house, each, { ...browser, address: `192.0.3.${index}` }, noon), 'invalid'),
      ),
    )
    expect(new Set(answers.map(each => JSON.stringify([each.message, each.fields]))).size).toBe(1)
    const refusals = (await listAudit(db.read, 50)).filter(each => each.action === 'sign_in_refused')
    expect(refusals).toHaveLength(6)
  })
})

describe('the throttle', () => {
  test('120 wrong tries at once cost at most 12 hashes, for a known and an unknown address', async () => {
    await memberWithPassword(db, 'cleo')
    for (const email of ['cleo@uni.example', 'unknown@uni.example']) {
      const before = (await listAudit(db.read, 1000)).filter(each => each.action === 'sign_in_refused').length
      const tries = Array.from({ length: 120 }, (_, index) =>
        signIn(house, wrong(email), { ...browser, address: `10.0.${index}.1` }, noon),
      )
      const kinds = (await Promise.allSettled(tries)).map(each => (each as PromiseRejectedResult).reason.kind)
      const refused = (await listAudit(db.read, 1000)).filter(
        each => each.action === 'sign_in_refused',
      ).length
      expect(kinds.filter(kind => kind === 'too_many').length).toBeGreaterThanOrEqual(108)
      expect(refused - before).toBeGreaterThanOrEqual(9)
      expect(refused - before).toBeLessThanOrEqual(12) // each of them was one hash
    }
  })

  test('makes the waits longer, up to 15 minutes, and never locks for good', async () => {
    const { email } = await memberWithPassword(db, 'cora')
    let now = noon
    const client = { address: null, agent: null }
    for (let tries = 0; tries < 10; tries++)
      await mistake(signIn(house, wrong(email), client, now), 'invalid')
    const waits: string[] = []
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      const error = await mistake(signIn(house, credentials(email), client, now), 'too_many')
      waits.push(error.message.match(/ in (\S+ \S+?\.)/)![1]!)
      now += seconds * 1000
      await mistake(signIn(house, wrong(email), client, now), 'invalid')
    }
    expect(waits.slice(0, 4)).toEqual(['1 second.', '2 seconds.', '4 seconds.', '8 seconds.'])
    expect(waits.at(-1)).toBe('15 minutes.')
    await enter(email, client, now + 15 * minute)
    await mistake(signIn(house, wrong(email), client, now + 15 * minute), 'invalid') // counted from one again
  })

  test('is over after a reset by mail', async () => {
    const { email } = await memberWithPassword(db, 'cyd')
    for (let tries = 0; tries < 10; tries++)
      await mistake(signIn(house, wrong(email), browser, noon), 'invalid')
    await mistake(signIn(house, credentials(email), browser, noon), 'too_many')
    await askForReset(db, email, browser, noon)
    await resetPassword(db, await linkTo(db, email, 'reset'), otherPassword, browser, noon)
    const again = await signIn(house, credentials(email, otherPassword), { ...browser, address: null }, noon)
    expect(again.outcome).toBe('session')
  })

  /** So many tries of others from each of the addresses, counted as the first thing of a sign-in. */
  async function tryFrom(addressOf: (index: number) => string, count: number): Promise<number> {
    const kinds: string[] = []
    for (let index = 0; index < count; index++) {
      const attempt = { email: `someone${index}@uni.example`, address: addressOf(index), device: undefined }
      kinds.push(
        await checkSignInRate(db, attempt, noon).then(
          () => 'admitted',
          error => error.kind,
        ),
      )
    }
    return kinds.filter(kind => kind === 'too_many').length
  }

  test('allows one network 100 wrong tries in ten minutes, whatever the account', async () => {
    expect(await tryFrom(index => `2001:db8:1:2::${index.toString(16)}`, 101)).toBe(1)
    const from = { agent: null, address: '2001:db8:1:2::1' }
    await mistake(signIn(house, wrong('x@uni.example'), from, noon), 'too_many')
    await mistake(signIn(house, wrong('x@uni.example'), from, noon + 10 * minute), 'invalid')
  })

  test('allows the 65,536 networks of one provider 300 of them together', async () => {
    expect(await tryFrom(index => `2001:db8:2:${index.toString(16)}::1`, 301)).toBe(1)
  })

  test('does not count right passwords against a network: a course may sign in at once', async () => {
    const { email } = await memberWithPassword(db, 'cass')
    const institute = { agent: 'A', address: '198.51.100.1' }
    expect(await tryFrom(() => institute.address, 99)).toBe(0)
    for (let student = 0; student < 3; student++) await enter(email, institute)
    await mistake(signIn(house, wrong(email), institute, noon), 'invalid')
    await mistake(signIn(house, wrong(email), institute, noon), 'too_many')
  })

  test('survives a restart', async () => {
    const { email } = await memberWithPassword(db, 'cat')
    const client = { address: null, agent: null }
    for (let tries = 0; tries < 10; tries++)
      await mistake(signIn(house, wrong(email), client, noon), 'invalid')
    const restarted = { ...house, db: await openDatabase(db.path) }
    await mistake(signIn(restarted, credentials(email), client, noon), 'too_many')
    restarted.db.close()
  })

  test('fails closed: when it cannot count, nobody gets in', async () => {
    const { email } = await memberWithPassword(db, 'cliff')
    const broken = { ...db, write: () => Promise.reject(new Error('no limits table')) }
    await expect(signIn({ ...house, db: broken }, credentials(email), browser, noon)).rejects.toThrow(
      'no limits table',
    )
  })

  test('speaks in words, and knows a household by its network', () => {
    expect(waitInWords(1)).toBe('in 1 second')
    expect(waitInWords(40_000)).toBe('in 40 seconds')
    expect(waitInWords(5 * minute)).toBe('in 5 minutes')
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
    for (const address of ['2001:db8::1', '2001:0db8:0:0:ffff::2', '2001:db8:0:0:1:2:3:4'])
      expect(networkOf(address)).toBe('2001:db8:0:0')
    expect(networkOf('::1')).toBe('0:0:0:0')
  })
})

describe('a session', () => {
  const hour = 60 * minute

  test('ends after four idle hours, or twelve in all', async () => {
    const { email } = await memberWithPassword(db, 'dee')
    const secret = await enter(email, { address: null, agent: null })
    const isIn = async (now: number) => (await findViewer(db.read, secret, now)) !== undefined
    expect(await isIn(noon + 3.9 * hour)).toBe(true)
    expect(await isIn(noon + 4.1 * hour)).toBe(false)
  })

  test('of a closed account is over at once', async () => {
    const { id, email } = await memberWithPassword(db, 'don')
    const secret = await enter(email, { address: null, agent: null })
    await db.write(tx => updateUser(tx, id, { disabledAt: noon }, noon))
    expect(await findViewer(db.read, secret, noon)).toBeUndefined()
  })

  test('is kept as a hash', async () => {
    const { email } = await memberWithPassword(db, 'dot')
    const secret = await enter(email, { address: null, agent: null })
    expect(JSON.stringify(await db.read.select().from(sessions))).not.toContain(secret)
    if (!isOnServer(db.path)) expect(await Bun.file(`${db.path}-wal`).text()).not.toContain(secret)
  })
})
