import { afterAll, expect, test } from 'bun:test'
import { listIdentitiesOf } from '#db/identities.ts'
import { grantRole } from '#db/roles.ts'
import { setSetting } from '#db/settings.ts'
import { findUserByEmail, updateUser } from '#db/users.ts'
import { deleteAccount } from '#src/accounts/deleteAccount.ts'
import { proveByDirectory } from '#src/accounts/directory.ts'
import { askToChangeEmail } from '#src/accounts/editAccount.ts'
import { checkOwnPassword } from '#src/accounts/ownPassword.ts'
import { findViewer } from '#src/accounts/sessions.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { readConfig } from '#src/config.ts'
import { openAccounts } from '../support/accounts.ts'
import { member, noon } from '../support/people.ts'
import { startSlapd, unlessSlapd } from '../support/slapd.ts'

const email = 'ada@ku.dk'
const person = {
  uid: 'ada',
  cn: 'Ada King',
  sn: 'King',
  givenName: 'Ada',
  mail: email,
  userPassword: 'enchantress',
}
const slapd = unlessSlapd ? undefined : await startSlapd(person)
afterAll(() => slapd?.stop())
const accounts = openAccounts()
const { db, keys } = accounts
const { directory } = readConfig({
  BIOCE_LDAP_URL: slapd?.url ?? 'ldap://localhost',
  BIOCE_LDAP_BASE: 'dc=example,dc=org',
  BIOCE_LDAP_BIND_DN: slapd?.reader.dn ?? 'cn=a',
  BIOCE_LDAP_BIND_PASSWORD: slapd?.reader.password ?? 'b',
  BIOCE_LDAP_NAME: 'the Institute',
})
const client = { address: '192.0.2.1', agent: null }
const enter = (typed: string, password: string) =>
  signIn({ db, keys, config: { directory } }, { email: typed, password, remember: false }, client, noon)
const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => 'admitted',
    error => error.message as string,
  )
const wrong = 'The address or the password is wrong. Check both and try again.'

test.skipIf(unlessSlapd !== '')(
  `a person of the directory gets an account, and the same one the next time${unlessSlapd}`,
  async () => {
    const first = await enter('Ada@KU.dk', 'enchantress')
    expect(first.outcome).toBe('session')
    const user = (await findUserByEmail(db.read, email))!
    expect(user).toMatchObject({
      firstName: 'Ada',
      lastName: 'King',
      country: 'DK',
      confirmedAt: noon,
      passwordHash: null,
    })
    expect(await listIdentitiesOf(db.read, user.id)).toMatchObject([
      { issuer: slapd!.url, subject: expect.stringMatching(/^[\da-f-]{36}$/) },
    ])
    expect(await enter(email, 'enchantress')).toMatchObject({ userId: user.id })
    expect(await listIdentitiesOf(db.read, user.id)).toHaveLength(1)
  },
)

test.skipIf(unlessSlapd !== '')(
  `nobody else does, and nothing is told of who is there${unlessSlapd}`,
  async () => {
    for (const [typed, password] of [
      [email, 'wrong'],
      ['bob@ku.dk', 'enchantress'],
      ['*@ku.dk', 'enchantress'],
    ] as const)
      expect(await refusal(enter(typed, password))).toBe(wrong)
    expect(await proveByDirectory(directory!, email, '')).toBeUndefined()
    expect(await proveByDirectory(directory!, '*)(uid=*', 'enchantress')).toBeUndefined()
    const gone = { ...directory!, url: 'ldap://127.0.0.1:1' }
    expect(await refusal(proveByDirectory(gone, email, 'enchantress'))).toStartWith(
      'the Institute does not answer',
    )
  },
)

test.skipIf(unlessSlapd !== '')(
  `an account that is there is connected by its address, and a closed one stays closed${unlessSlapd}`,
  async () => {
    const user = (await findUserByEmail(db.read, email))!
    await db.write(tx => updateUser(tx, user.id, { disabledAt: noon }, noon))
    expect(await refusal(enter(email, 'enchantress'))).toContain('This account is closed')
    await db.write(tx => updateUser(tx, user.id, { disabledAt: null }, noon))
    await db.write(tx => setSetting(tx, 'registration', 'invitation', noon))
    expect((await enter(email, 'enchantress')).outcome).toBe('session')
  },
)

test.skipIf(unlessSlapd !== '')(
  `the password of the directory proves again that it is them, and no other person${unlessSlapd}`,
  async () => {
    const signedIn = await enter(email, 'enchantress')
    const secret = signedIn.outcome === 'session' ? signedIn.secret : ''
    const viewer = (await findViewer(db.read, secret, noon))!
    const deps = { db, config: { directory } }
    expect(await checkOwnPassword(deps, viewer, 'enchantress', noon)).toBe('directory')
    expect(await refusal(checkOwnPassword(deps, viewer, 'wrong', noon))).toBe('This password is wrong.')
    const other = await db.write(tx => member(tx, 'other'))
    const posing = { ...viewer, id: other.id, user: { ...other, email, passwordHash: null } }
    expect(await refusal(checkOwnPassword(deps, posing, 'enchantress', noon))).toBe('This password is wrong.')
  },
)

test.skipIf(unlessSlapd !== '')(
  `a person of the directory changes their address and deletes their account with its password${unlessSlapd}`,
  async () => {
    const signedIn = await enter(email, 'enchantress')
    const viewer = (await findViewer(db.read, signedIn.outcome === 'session' ? signedIn.secret : '', noon))!
    await db.write(async tx => {
      await grantRole(tx, (await member(tx, 'root')).id, 'superuser')
    })
    const deps = { ...accounts, config: { ...accounts.config, directory } }
    await askToChangeEmail(deps, viewer, { email: 'king@ku.dk', password: 'enchantress' }, noon)
    await deleteAccount(deps, viewer, { typed: email, password: 'enchantress' }, client, noon)
    expect(await findUserByEmail(db.read, email)).toBeUndefined()
  },
)

test('what belongs together is set together, and an address is one of LDAP', () => {
  expect(() => readConfig({ BIOCE_LDAP_URL: 'ldaps://ldap.ku.dk' })).toThrow('BIOCE_LDAP_BASE is missing')
  expect(() => readConfig({ BIOCE_LDAP_BIND_DN: 'cn=a' })).toThrow('BIOCE_LDAP_BIND_PASSWORD is missing')
  expect(() => readConfig({ BIOCE_LDAP_URL: 'https://ldap.ku.dk', BIOCE_LDAP_BASE: 'dc=dk' })).toThrow(
    'must be an address such as ldaps://',
  )
  expect(readConfig({}).directory).toBeUndefined()
})
