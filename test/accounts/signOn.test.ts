import { afterAll, expect, test } from 'bun:test'
import { deleteFactorsOf, insertFactor } from '#db/factors.ts'
import { findIdentity } from '#db/identities.ts'
import { listMailsTo } from '#db/mails.ts'
import { findSessionByHash, renewSession } from '#db/sessions.ts'
import { setSetting } from '#db/settings.ts'
import { findUserByEmail, updateUser } from '#db/users.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { createApp } from '#src/app.tsx'
import { readConfig } from '#src/config.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import { openProvider, type Persona } from '../support/oidcProvider.ts'
import { noon } from '../support/people.ts'

const provider = openProvider()
afterAll(() => provider.stop())
const { signOn } = readConfig({
  BIOCE_OIDC_ISSUER: provider.issuer,
  BIOCE_OIDC_CLIENT_ID: provider.clientId,
  BIOCE_OIDC_CLIENT_SECRET: provider.clientSecret,
  BIOCE_OIDC_NAME: 'the Institute',
})
const site = openSite({ config: { signOn } })
const { db, config } = site
const world = await makeWorld(site)
const { owner, unconfirmed, actors } = world

/** Follows the way through the provider as a browser does; `cookie` is what it has before. */
async function goThrough(persona: Persona, { cookie } = actors.anonymous, change = (back: string) => back) {
  provider.persona = persona
  const out = await ask(site, '/sign-in/with/oidc?next=/help', { headers: { cookie } })
  expect(out.status).toBe(303)
  const kept = out.headers.getSetCookie().find(each => each.startsWith('signon='))!
  expect(kept).toContain('HttpOnly')
  const atProvider = await fetch(out.headers.get('location')!, { redirect: 'manual' })
  const back = change(atProvider.headers.get('location')!.slice(config.origin.length))
  return await ask(site, back, { headers: { cookie: `${cookie}; ${kept.split(';')[0]}` } })
}

const sessionIn = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .find(each => each.startsWith('sid='))
    ?.split(';')[0]
const told = async (answer: Response) => [answer.status, await answer.text()] as const
const ada = {
  sub: 'ada-1',
  email: 'Ada.New@KU.dk',
  email_verified: true,
  given_name: 'Ada',
  family_name: 'New',
}

test('a person of an academic address gets an account, and the same one the next time', async () => {
  expect(await (await ask(site, '/sign-in', {})).text()).toContain('Sign in with the Institute')
  const first = await goThrough(ada)
  expect([first.status, first.headers.get('location')]).toEqual([303, '/help'])
  const user = await findUserByEmail(db.read, 'ada.new@ku.dk')
  expect(user).toMatchObject({
    firstName: 'Ada',
    lastName: 'New',
    country: 'DK',
    confirmedAt: noon,
    passwordHash: null,
  })
  const page = await ask(site, '/account/sign-ons', { headers: { cookie: sessionIn(first)! } })
  expect(await page.text()).toContain('<strong>the Institute</strong>')
  // Who somebody is follows from the subject: another address of theirs changes nothing.
  const second = await goThrough({ ...ada, email: 'ada.married@ku.dk' })
  expect(second.status).toBe(303)
  expect(await findUserByEmail(db.read, 'ada.married@ku.dk')).toBeUndefined()
  expect((await findIdentity(db.read, provider.issuer, 'ada-1'))?.userId).toBe(user!.id)
})

test('who may open an account by themselves may do so this way, and nobody else', async () => {
  const stranger = { sub: 'gmail-1', email: 'ada@gmail.com', email_verified: true }
  expect(await told(await goThrough(stranger))).toEqual([403, expect.stringContaining('Ask for an account')])
  await db.write(tx => setSetting(tx, 'registration', 'invitation', noon))
  const invited = { sub: 'ku-2', email: 'niels@ku.dk', email_verified: true }
  expect((await goThrough(invited)).status).toBe(403)
  await db.write(tx => setSetting(tx, 'registration', 'open', noon))
  expect((await goThrough(stranger)).status).toBe(303)
  await db.write(tx => setSetting(tx, 'registration', 'academic', noon))
})

test('an account is connected by its address only where the provider says that this is theirs', async () => {
  const mine = { sub: 'owner-1', email: owner.email }
  for (const claims of [mine, { ...mine, email_verified: false }, { ...mine, email_verified: 'true' }])
    expect(await told(await goThrough(claims))).toEqual([
      403,
      expect.stringContaining('connect it under Account'),
    ])
  expect(await findIdentity(db.read, provider.issuer, 'owner-1')).toBeUndefined()
  expect((await goThrough({ ...mine, email_verified: true })).status).toBe(303)
  const [mail] = await listMailsTo(db.read, owner.email)
  expect(mail).toMatchObject({ kind: 'identity_connected', facts: { provider: 'the Institute' } })
  // A password that somebody chose for an address that was not proved to be theirs is forgotten.
  const claimed = { sub: 'late-1', email: unconfirmed.email, email_verified: true }
  expect((await goThrough(claimed)).status).toBe(200) // and is asked for the second factor
  expect(await findUserByEmail(db.read, unconfirmed.email)).toMatchObject({
    confirmedAt: noon,
    passwordHash: null,
  })
  await db.write(tx => updateUser(tx, owner.id, { disabledAt: noon }, noon))
  expect((await goThrough({ ...mine, email_verified: true })).status).toBe(403)
  await db.write(tx => updateUser(tx, owner.id, { disabledAt: null }, noon))
})

test('a second factor is asked for all the same', async () => {
  const holder = { sub: 'late-1', email: unconfirmed.email, email_verified: true } // has a factor, see makeWorld
  const answer = await goThrough(holder)
  expect([answer.status, sessionIn(answer)]).toEqual([200, undefined])
  expect(await answer.text()).toContain('name="ticket"')
})

test('somebody who is signed in connects another account, and takes it away again', async () => {
  const { stranger } = actors
  const orcid = { sub: 'orcid-1' } // tells no address, as ORCID
  const done = await goThrough(orcid, stranger)
  expect(done.headers.get('location')).toBe('/help')
  const cookie = sessionIn(done)!
  expect((await goThrough(orcid)).status).toBe(303) // and signs in with it
  expect((await goThrough(orcid, actors.owner)).status).toBe(409)
  const page = await (await ask(site, '/account/sign-ons', { headers: { cookie } })).text()
  const [, path] = /action="(\/account\/sign-ons\/\d+\/removal)"/.exec(page)!
  const [, csrf] = /name="csrf" value="([^"]+)"/.exec(page)!
  const remove = (cookie: string) =>
    ask(site, path!, { method: 'POST', body: new URLSearchParams({ csrf: csrf! }), headers: { cookie } })
  expect((await remove(cookie)).status).toBe(303)
  expect((await goThrough(orcid)).status).toBe(403)
})

test('the word of a provider is a proof for who has no second factor, and for nobody else', async () => {
  const sessionOf = async (persona: Persona) => {
    const [, secret = ''] = (sessionIn(await goThrough(persona)) ?? '').split('=')
    return secret
  }
  const secret = await sessionOf(ada)
  await db.write(async tx => {
    const found = await findSessionByHash(tx, hashSecret(secret))
    await renewSession(tx, found!.session, { tokenHash: hashSecret(secret), strongAuthAt: null })
  })
  const proved = await goThrough(ada, { cookie: `sid=${secret}`, csrf: '' })
  const [, renewed = ''] = sessionIn(proved)!.split('=')
  expect(renewed).not.toBe(secret)
  const after = await findSessionByHash(db.read, hashSecret(renewed))
  expect(after?.session.strongAuthAt).toBe(noon)
  await db.write(async tx => {
    await insertFactor(tx, {
      userId: after!.user.id,
      kind: 'totp',
      secret: 'x',
      createdAt: noon,
      confirmedAt: noon,
    })
    await renewSession(tx, after!.session, { tokenHash: hashSecret(renewed), strongAuthAt: null })
  })
  const again = await goThrough(ada, { cookie: `sid=${renewed}`, csrf: '' })
  const [, last = ''] = sessionIn(again)!.split('=')
  expect((await findSessionByHash(db.read, hashSecret(last)))?.session.strongAuthAt).toBeNull()
  await db.write(tx => deleteFactorsOf(tx, after!.user.id, 'totp'))
})

test('what does not fit is refused: state, signature, audience, issuer, nonce, time, another browser', async () => {
  const signsNobodyIn = async (change?: (back: string) => string, actor = actors.anonymous) => {
    const answer = await goThrough(ada, actor, change)
    expect([answer.status, sessionIn(answer)]).toEqual([403, undefined])
  }
  await signsNobodyIn(back => back.replace(/state=[^&]+/, 'state=forged'))
  await signsNobodyIn(back => back.replace(/code=[^&]+/, 'code=forged'))
  await signsNobodyIn(() => '/sign-in/with/oidc/return?error=access_denied')
  provider.hasWrongKey = true
  await signsNobodyIn()
  provider.hasWrongKey = false
  const past = Math.floor(Date.now() / 1000) - 4000
  for (const wrong of [
    { aud: 'other' },
    { iss: 'https://evil.example' },
    { nonce: 'old' },
    { exp: past, iat: past },
  ]) {
    provider.spoil = claims => ({ ...claims, ...wrong })
    await signsNobodyIn()
  }
  provider.spoil = claims => claims
  const bare = await ask(site, '/sign-in/with/oidc/return?code=x&state=y', {})
  expect([bare.status, sessionIn(bare)]).toEqual([403, undefined])
  expect((await ask(site, '/sign-in/with/elsewhere', {})).status).toBe(404)
  expect((await ask(site, '/sign-in/with/orcid', {})).status).toBe(404)
})

test('while an administrator looks at the site as somebody, nothing is connected', async () => {
  const as = actors['administrator as the owner']
  const answer = await ask(site, '/sign-in/with/oidc', { headers: { cookie: as.cookie } })
  expect(answer.status).toBe(403)
})

test('the word of a proxy counts where the proxy is trusted, and nowhere else', async () => {
  let trusted = ''
  const isTrustedProxy = (address: string) => address === trusted
  const app = createApp({
    ...site,
    config: { ...config, isTrustedProxy, proxyEmailHeader: 'x-forwarded-email' },
    now: () => noon,
  })
  app.listen({ port: 0, hostname: '127.0.0.1' })
  const get = (path: string, email?: string) =>
    fetch(`http://127.0.0.1:${app.server!.port}${path}`, {
      redirect: 'manual',
      headers: { host: new URL(config.origin).host, ...(email ? { 'x-forwarded-email': email } : {}) },
    })
  try {
    expect((await get('/sign-in/with/proxy', 'rosa@ku.dk')).status).toBe(404)
    trusted = '127.0.0.1'
    expect((await get('/sign-in/with/proxy')).status).toBe(404)
    expect(await (await get('/sign-in', 'Rosa@ku.dk')).text()).toContain('Sign in with Rosa@ku.dk')
    const done = await get('/sign-in/with/proxy?next=/help', 'Rosa@ku.dk')
    expect([done.status, done.headers.get('location')]).toEqual([303, '/help'])
    expect(sessionIn(done)).toStartWith('sid=')
    expect(await findUserByEmail(db.read, 'rosa@ku.dk')).toMatchObject({ confirmedAt: noon })
    expect((await get('/sign-in/with/proxy', 'rosa@gmail.com')).status).toBe(403)
  } finally {
    await app.stop(true)
  }
})

test('settings that belong together come together', () => {
  const wrong = (env: Record<string, string>) => () => readConfig(env)
  expect(wrong({ BIOCE_OIDC_ISSUER: 'https://x.example' })).toThrow('BIOCE_OIDC_CLIENT_ID is missing')
  expect(wrong({ BIOCE_OIDC_ISSUER: 'http://x.example' })).toThrow('must be an https address')
  expect(wrong({ BIOCE_PROXY_EMAIL_HEADER: 'X-User' })).toThrow('BIOCE_TRUSTED_PROXIES')
  const { signOn, shown } = readConfig({
    BIOCE_ORCID_CLIENT_ID: 'APP-1',
    BIOCE_ORCID_CLIENT_SECRET: 'hush-hush',
  })
  expect(signOn).toMatchObject([{ key: 'orcid', issuer: 'https://orcid.org', scope: 'openid' }])
  expect(JSON.stringify(shown)).not.toContain('hush-hush')
})
