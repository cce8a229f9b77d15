import { describe, expect, test } from 'bun:test'
import { listMailsTo } from '#db/mails.ts'
import { setSetting } from '#db/settings.ts'
import { findUserByEmail, updateUser } from '#db/users.ts'
import { resolveRecipient } from '#src/accounts/accountMail.ts'
import { inviteAll } from '#src/accounts/administer.ts'
import { confirm, findConfirmation, resendConfirmation } from '#src/accounts/confirm.ts'
import { findInvitation, type RegistrationMode, register } from '#src/accounts/register.ts'
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
  viewerOf,
} from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const house = openAccounts()
const { db } = house
const hour = 3_600_000
const person = (email: string) => ({
  firstName: ' Ada ',
  lastName: 'Lovelace',
  email,
  password: goodPassword,
})
const credentials = (email: string, password = goodPassword) => ({ email, password, remember: false })
const from = (address: string) => ({ ...browser, address })
const setMode = (mode: RegistrationMode) => db.write(tx => setSetting(tx, 'registration', mode, noon))

describe('registration', () => {
  test('opens an account with institution and country, to be confirmed by mail', async () => {
    await register(db, person('Ada@Bio.KU.dk'), browser, noon)
    expect(await findUserByEmail(db.read, 'ada@bio.ku.dk')).toMatchObject({
      firstName: 'Ada',
      institution: 'Copenhagen University',
      country: 'DK',
      confirmedAt: null,
    })
    await mistake(signIn(house, credentials('ada@bio.ku.dk'), browser, noon), 'invalid')
    const link = await linkTo(db, 'ada@bio.ku.dk', 'confirm')
    expect((await findConfirmation(db.read, link, noon))?.needsPassword).toBe(false)
    await confirm(db, link, undefined, browser, noon)
    expect((await signIn(house, credentials('ada@bio.ku.dk'), browser, noon)).outcome).toBe('session')
  })

  test('a link confirms once, for a day, and only the newest one', async () => {
    await register(db, person('bob@ku.dk'), browser, noon)
    const old = await linkTo(db, 'bob@ku.dk', 'confirm')
    const link = await linkTo(db, 'bob@ku.dk', 'confirm')
    await mistake(confirm(db, old, undefined, browser, noon), 'not_found')
    await mistake(confirm(db, link, undefined, browser, noon + 25 * hour), 'not_found')
    await confirm(db, link, undefined, browser, noon + 23 * hour)
    await mistake(confirm(db, link, undefined, browser, noon + 23 * hour), 'not_found')
  })

  test('of many uses of one link at once, one counts', async () => {
    await register(db, person('dan@ku.dk'), browser, noon)
    const link = await linkTo(db, 'dan@ku.dk', 'confirm')
    const uses = Array.from({ length: 8 }, () => confirm(db, link, undefined, browser, noon))
    const settled = await Promise.allSettled(uses)
    expect(settled.filter(each => each.status === 'fulfilled')).toHaveLength(1)
  })

  test('of a taken address tells its owner by mail, and the visitor nothing', async () => {
    const owner = await memberWithPassword(db, 'owner', { email: 'owner@ku.dk' })
    await register(db, person('owner@ku.dk'), browser, noon)
    expect(await mailKindsTo(db, 'owner@ku.dk')).toEqual(['already_registered'])
    expect((await findUserByEmail(db.read, 'owner@ku.dk'))?.passwordHash).toBe(owner.passwordHash)
  })

  test('by somebody else first gives them nothing: the owner of the address chooses the password', async () => {
    await register(db, { ...person('eve@ku.dk'), password: otherPassword }, browser, noon)
    await register(db, person('eve@ku.dk'), browser, noon)
    const link = await linkTo(db, 'eve@ku.dk', 'confirm')
    expect((await findConfirmation(db.read, link, noon))?.needsPassword).toBe(true)
    await mistake(confirm(db, link, 'short', browser, noon), 'invalid')
    await confirm(db, link, goodPassword, browser, noon)
    await mistake(signIn(house, credentials('eve@ku.dk', otherPassword), browser, noon), 'invalid')
    expect((await signIn(house, credentials('eve@ku.dk'), browser, noon)).outcome).toBe('session')
  })

  test('names every fault at its field', async () => {
    const facts = { firstName: '', lastName: 'x\r\nBcc: y', email: 'ada@gmail.com', password: 'short' }
    const { fields } = await mistake(register(db, facts, browser, noon), 'invalid')
    expect(Object.keys(fields).sort()).toEqual(['email', 'firstName', 'lastName', 'password'])
    expect(fields.email).toContain('does not belong to a university')
  })

  test.each(['李', "O'Brien-Żółć", 'Ἀλέξανδρος', 'محمد', 'Ng'])('takes the name %p', async firstName => {
    const email = `${Bun.hash(firstName)}@ku.dk`
    await register(db, { ...person(email), firstName }, from(`198.51.100.${firstName.length}`), noon)
    expect((await findUserByEmail(db.read, email))?.firstName).toBe(firstName)
  })

  test('is limited to 20 an hour from one network', async () => {
    const tries = Array.from({ length: 21 }, () =>
      register(db, { ...person(''), password: '' }, from('203.0.113.9'), noon),
    )
    const kinds = (await Promise.allSettled(tries)).map(each => (each as PromiseRejectedResult).reason.kind)
    expect(kinds.filter(kind => kind === 'invalid')).toHaveLength(20)
    expect(kinds.filter(kind => kind === 'too_many')).toHaveLength(1)
  })
})

describe('registration modes', () => {
  test('open takes every address', async () => {
    await setMode('open')
    await register(db, person('carl@gmail.com'), from('192.0.2.20'), noon)
    expect(await mailKindsTo(db, 'carl@gmail.com')).toEqual(['confirm'])
  })

  test.each(['approval', 'invitation'] as const)('%s takes none', async mode => {
    await setMode(mode)
    await mistake(register(db, person('dora@ku.dk'), from('192.0.2.21'), noon), 'forbidden')
    expect(await findUserByEmail(db.read, 'dora@ku.dk')).toBeUndefined()
  })

  test('an invitation opens a confirmed account in every mode, once, for its address alone', async () => {
    await setMode('invitation')
    const admin = await viewerOf(db, (await memberWithPassword(db, 'admin')).id)
    await inviteAll(db, admin, 'guest@gmail.com', noon)
    const invitation = await linkTo(db, 'guest@gmail.com', 'invitation')
    expect(await findInvitation(db.read, invitation, noon)).toBe('guest@gmail.com')
    expect(await findInvitation(db.read, invitation, noon + 7 * 24 * hour)).toBeUndefined()
    await mistake(register(db, { ...person('other@gmail.com'), invitation }, browser, noon), 'invalid')
    await register(db, { ...person('guest@gmail.com'), invitation }, browser, noon)
    expect((await signIn(house, credentials('guest@gmail.com'), browser, noon)).outcome).toBe('session')
    await mistake(register(db, { ...person('guest@gmail.com'), invitation }, browser, noon), 'not_found')
    await setMode('academic')
  })
})

describe('a new confirmation link', () => {
  test('goes to whoever waits for one, three times an hour; others are told that they have an account', async () => {
    await register(db, person('fay@ku.dk'), from('192.0.2.30'), noon)
    for (let time = 0; time < 5; time++) await resendConfirmation(db, 'fay@ku.dk', browser, noon)
    expect(await mailKindsTo(db, 'fay@ku.dk')).toEqual(Array(4).fill('confirm'))
    await resendConfirmation(db, 'fay@ku.dk', browser, noon + hour)
    expect(await mailKindsTo(db, 'fay@ku.dk')).toHaveLength(5)
    await resendConfirmation(db, 'owner@ku.dk', browser, noon)
    expect((await addressedTo('owner@ku.dk'))?.kind).toBe('already_registered')
    await resendConfirmation(db, 'nobody@ku.dk', browser, noon)
    expect(await addressedTo('nobody@ku.dk')).toBeUndefined()
  })

  /** What the worker makes of the newest mail to an address. */
  const addressedTo = async (email: string) => {
    const [mail] = await listMailsTo(db.read, email)
    return await db.write(tx => resolveRecipient(tx, mail!, noon))
  }

  test('does not open a closed account', async () => {
    await register(db, person('gus@ku.dk'), from('192.0.2.31'), noon)
    const link = await linkTo(db, 'gus@ku.dk', 'confirm')
    const { id } = (await findUserByEmail(db.read, 'gus@ku.dk'))!
    await db.write(tx => updateUser(tx, id, { disabledAt: noon }, noon))
    await resendConfirmation(db, 'gus@ku.dk', browser, noon)
    expect(await addressedTo('gus@ku.dk')).toBeUndefined()
    await confirm(db, link, undefined, browser, noon)
    await mistake(signIn(house, credentials('gus@ku.dk'), browser, noon), 'invalid')
  })
})
