import { afterAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { findUserByEmail } from '#db/users.ts'
import { readConfig } from '#src/config.ts'
import { paths } from '#views/paths.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'

/** Sign-on through a provider that OpenID has certified, with a session and a consent of its own. */
const server = createServer().listen(0, '127.0.0.1')
afterAll(() => void server.close())
await once(server, 'listening')
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const secret = 'of the site, and long enough to be one'
const { signOn } = readConfig({
  BIOCE_OIDC_ISSUER: issuer,
  BIOCE_OIDC_CLIENT_ID: 'bioce',
  BIOCE_OIDC_CLIENT_SECRET: secret,
})
const site = openSite({ config: { signOn } })
const { actors } = await makeWorld(site)

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'bioce',
      client_secret: secret,
      redirect_uris: [`${site.config.origin}${paths.signOnReturn('oidc')}`],
    },
  ],
  claims: { email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
  cookies: { keys: ['of the test'] },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      email: `${accountId}@ku.dk`,
      email_verified: true,
      given_name: 'Grace',
      family_name: 'Hopper',
    }),
  }),
})
server.on('request', provider.callback())

/** A browser at the provider: follows every redirect there, fills in its pages, and stops where it leads back to the site. */
async function passProvider(start: string): Promise<string> {
  const cookies = new Map<string, string>()
  async function visit(url: string, form?: Record<string, string>): Promise<string> {
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: form && new URLSearchParams(form),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    const to = answer.headers.get('location')
    if (to) {
      const next = new URL(to, url).href
      return next.startsWith(issuer) ? await visit(next) : next
    }
    const page = await answer.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (!prompt) throw new Error(`${answer.status} ${page.replace(/.*<body>/s, '')}`)
    return await visit(url, prompt === 'login' ? { prompt, login: 'grace', password: 'any' } : { prompt })
  }
  return await visit(start)
}

test('a certified provider signs a person on, with code, PKCE, consent and claims from userinfo', async () => {
  const out = await ask(site, '/sign-in/with/oidc?next=/help', {
    headers: { cookie: actors.anonymous.cookie },
  })
  expect(out.status).toBe(303)
  const kept = out.headers
    .getSetCookie()
    .find(each => each.startsWith('signon='))!
    .split(';')[0]!
  const back = await passProvider(out.headers.get('location')!)
  expect(back).toStartWith(site.config.origin)
  const answer = await ask(site, back.slice(site.config.origin.length), { headers: { cookie: kept } })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/help'])
  expect(await findUserByEmail(site.db.read, 'grace@ku.dk')).toMatchObject({
    firstName: 'Grace',
    lastName: 'Hopper',
    passwordHash: null,
  })
}, 60_000)
