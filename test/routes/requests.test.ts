import { describe, expect, test } from 'bun:test'
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js'
import { Severity } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { listAudit } from '#db/audit.ts'
import { listMailsTo } from '#db/mails.ts'
import { setSetting } from '#db/settings.ts'
import { contentSecurityPolicy } from '#src/plugins/headers.ts'
import { ownPath } from '#views/route.ts'
import { goodPassword, memberWithPassword } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { makeWorld, openSite } from './world.ts'

const site = openSite()
const { app, db, config } = site
const { origin } = config
const get = (path: string, headers: Record<string, string> = {}) =>
  app.handle(new Request(`${origin}${path}`, { headers: { accept: 'text/html', ...headers } }))

/** Sends a form as a visitor's own page would. */
async function send(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  to = site,
) {
  const { anonymous } = (await makeWorld(to)).actors
  const body = new URLSearchParams({ csrf: anonymous.csrf, ...fields })
  const request = {
    accept: 'text/html',
    cookie: anonymous.cookie,
    'sec-fetch-site': 'same-origin',
    ...headers,
  }
  return await to.app.handle(new Request(`${origin}${path}`, { method: 'POST', headers: request, body }))
}

test('the files that the help page offers are those of the example study', async () => {
  const links = [...(await (await get('/help')).text()).matchAll(/\/help\/files\/[\w.-]+/g)].map(
    ([link]) => link,
  )
  const names = ['two-domains.dat', 'conformers.tar.gz', 'profiles.txt', 'energies.txt']
  expect(links).toEqual(
    [...names, 'properties.csv', 'observables.csv', 'shifts.txt', 'shiftx2.tar.gz'].map(
      name => `/help/files/${name}`,
    ),
  )
  const answers = await Promise.all(links.map(link => get(link)))
  expect(answers.map(({ status }) => status)).toEqual(links.map(() => 200))
  const [curve, library] = await Promise.all(answers.map(answer => answer.blob()))
  expect(await curve!.text()).toStartWith('# Simulated SAXS')
  expect((await new Bun.Archive(await library!.bytes()).files()).size).toBe(20)
  expect((await get('/help/files/passwords.txt')).status).toBe(404)
})

test('search engines are told what is open, and of nothing else', async () => {
  const robots = await (await get('/robots.txt')).text()
  expect(robots).toContain(`Sitemap: ${origin}/sitemap.xml`)
  const sitemap = await (await get('/sitemap.xml')).text()
  const addresses = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(match => match[1]!)
  expect(addresses.length).toBeGreaterThan(5)
  for (const address of addresses) expect((await get(address.slice(origin.length))).status).toBe(200)
})

test('public pages say what the program is in the words of schema.org', async () => {
  for (const path of ['/', '/citation']) {
    const page = await (await get(path)).text()
    const [, facts] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)!
    const { name, isAccessibleForFree, citation } = JSON.parse(facts!)
    expect([name, isAccessibleForFree]).toEqual(['BioCE Web', true])
    expect(citation.sameAs).toBe('https://doi.org/10.1371/journal.pcbi.1006641')
  }
})

test('whom to tell of a hole is told once the site has a contact', async () => {
  expect((await get('/.well-known/security.txt')).status).toBe(404)
  await db.write(tx => setSetting(tx, 'contact', 'saxs@lab.example.org', Date.now()))
  const text = await (await get('/.well-known/security.txt')).text()
  const [, contact, expires] = /^Contact: (.+)\nExpires: (.+)\n/.exec(text)!
  expect(contact).toBe('mailto:saxs@lab.example.org')
  expect(Date.parse(expires!) - noon).toBe(180 * 86_400_000)
})

/** High, errors of syntax, medium and what may be high; above are what may be medium, and notes. */
const worstOfMaybes = Severity.HIGH_MAYBE

describe('every answer', () => {
  test.each([
    '/',
    '/sign-in',
    '/register',
    '/nowhere',
    '/account',
    '/static/app.css',
    '/healthz',
    '/admin/account-requests',
  ])('%s carries the headers that keep it in its place', async path => {
    const { headers } = await get(path)
    expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy(''))
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
  })

  test('the policy allows nothing inline, evaluated or from elsewhere', () => {
    expect(contentSecurityPolicy('')).toContain("default-src 'none'")
    expect(contentSecurityPolicy('')).not.toMatch(/unsafe|https?:|\*/)
  })

  test('the policy has no weakness that an evaluator of policies knows, high or medium', async () => {
    const weaknesses = (policy: string) =>
      new CspEvaluator(new CspParser(policy).csp)
        .evaluate()
        .filter(({ severity }) => severity <= worstOfMaybes)
    for (const path of ['/', '/sign-in', '/nowhere', '/static/app.css']) {
      const { headers } = await get(path)
      expect(weaknesses(headers.get('content-security-policy')!)).toEqual([])
    }
    expect(weaknesses("script-src 'self' 'unsafe-inline'").length).toBeGreaterThan(1)
  })

  test('htmx stays on this site, keeps no page in the browser, and puts no error into one', async () => {
    const response = await get('/')
    const told = (await response.text()).match(/name="htmx-config" content="([^"]*)"/)![1]!
    const config = JSON.parse(told.replaceAll('&#34;', '"').replaceAll('&quot;', '"'))
    expect(config).toMatchObject({ mode: 'same-origin', history: 'reload', includeIndicatorCSS: false })
    expect(config.noSwap).toEqual(expect.arrayContaining([401, 403, 404, 413, 429, '5xx']))
    expect(response.headers.get('vary')).toContain('HX-Request')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('pages with a secret in their address do not pass it on', async () => {
    const world = await makeWorld(site)
    for (const path of [
      `/confirmation?token=${world.confirmLink}`,
      `/password-reset?token=${world.resetLink}`,
      `/email-change?token=${world.changeLink}`,
      `/account-requests/${world.requestSecret}`,
    ]) {
      const response = await get(path)
      expect([response.status, response.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
      expect(response.headers.get('cache-control')).toContain('no-store')
    }
  })

  test('looking at a link uses nothing up: mail scanners follow links', async () => {
    const world = await makeWorld(site)
    for (let looks = 0; looks < 3; looks++)
      expect((await get(`/confirmation?token=${world.confirmLink}`)).status).toBe(200)
    expect((await send('/confirmation', { token: world.confirmLink })).status).toBe(303)
    expect((await get(`/confirmation?token=${world.confirmLink}`)).status).toBe(404)
  })

  test('another host is told that it has the wrong address', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(421)
    const poisoned = await send('/password-resets/new', { email: 'ada@ku.dk' }, { host: 'evil.example' })
    expect(poisoned.status).toBe(421)
  })

  test('no secret column ever reaches a page', async () => {
    const { actors } = await makeWorld(site)
    for (const path of [
      '/account',
      '/account/factors',
      '/account/sessions',
      '/account/deletion',
      '/admin/account-requests',
    ]) {
      const text = await (await get(path, { cookie: actors.administrator.cookie })).text()
      expect(text).not.toMatch(/\$argon2|\b[0-9a-f]{64}\b/)
    }
  })
})

describe('forms', () => {
  test('with a field that the page does not have are refused: nobody makes themselves an administrator', async () => {
    const person = { firstName: 'Ada', lastName: 'L', email: 'ada@ku.dk', password: goodPassword }
    for (const field of ['role', 'roles', 'isAdmin', 'limits', 'confirmedAt'])
      expect((await send('/register', { ...person, [field]: '1' })).status).toBe(422)
    expect(await listMailsTo(db.read, 'ada@ku.dk')).toEqual([])
  })

  test('keep what was typed, but never a password', async () => {
    const fields = {
      firstName: 'Ada "Countess"',
      lastName: '<script>',
      email: 'ada@gmail.com',
      password: 'secret secret secret',
    }
    const mailing = openSite({ config: { smtpUrl: 'smtp://127.0.0.1:9' } })
    const response = await send('/register', fields, {}, mailing)
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(text).toContain('Ada &#34;Countess&#34;')
    expect(text).not.toContain('><script>')
    expect(text).not.toContain('secret secret')
    expect(text).toContain('You can ask for an account')
    expect(text).toContain('formaction="/account-requests"')
  })

  test('that lead to a mail tell who has it where no mail server is set', async () => {
    for (const path of ['/confirmations/sent', '/password-resets/sent'])
      expect(await (await get(path)).text()).toContain('an administrator passes mails on')
  })

  test('answer the same for a known and an unknown address', async () => {
    const { email } = await memberWithPassword(db, 'known', { email: 'known@ku.dk' })
    const seen = async (path: string, fields: (address: string) => Record<string, string>) => {
      const answers = await Promise.all(
        [email, 'unknown@ku.dk'].map(async address => {
          const response = await send(path, fields(address))
          const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
          const text = (await response.text())
            .replaceAll(address, '')
            .replace(/value="[^"]*"|data-options="[^"]*"/g, '')
          return JSON.stringify([response.status, headers, text])
        }),
      )
      return answers[0] === answers[1]
    }
    const person = { firstName: 'Ada', lastName: 'Lovelace', password: goodPassword }
    expect(await seen('/register', address => ({ ...person, email: address }))).toBe(true)
    expect(await seen('/sign-in', address => ({ email: address, password: 'wrong' }))).toBe(true)
    expect(await seen('/password-resets/new', address => ({ email: address }))).toBe(true)
    expect(await seen('/confirmations/new', address => ({ email: address }))).toBe(true)
  })
})

describe('a session', () => {
  async function signIn(email: string, headers: Record<string, string> = {}) {
    const response = await send('/sign-in', { email, password: goodPassword, next: '/account' }, headers)
    const cookies = response.headers.getSetCookie()
    return { response, sid: cookies.find(each => each.startsWith('sid='))! }
  }

  test('lies in a cookie that scripts cannot read and other sites cannot send', async () => {
    const { email } = await memberWithPassword(db, 'cook')
    const { response, sid } = await signIn(email)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account'])
    expect(sid).toMatch(/^sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('is not taken over from before the sign-in', async () => {
    const { email } = await memberWithPassword(db, 'fix')
    const fixed = 'A'.repeat(43)
    const { sid } = await signIn(email, { cookie: `sid=${fixed}; visitor=v1` }).catch(() => ({ sid: '' }))
    expect(sid ?? '').not.toContain(fixed)
    expect((await get('/account', { cookie: `sid=${fixed}` })).status).toBe(303)
  })

  test('is dead after signing out, whoever kept the cookie', async () => {
    const { actors } = await makeWorld(site)
    const { cookie, csrf } = actors.owner
    expect((await get('/account', { cookie })).status).toBe(200)
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const out = await app.handle(
      new Request(`${origin}/sign-out`, { method: 'POST', headers, body: new URLSearchParams({ csrf }) }),
    )
    expect([out.status, out.headers.get('clear-site-data')]).toEqual([303, '"cache"'])
    const replay = await get('/account', { cookie })
    expect([replay.status, replay.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount'])
    expect((await get('/sign-out')).status).toBe(405)
  })

  test('refusals are written down, without what was typed', async () => {
    const { email } = await memberWithPassword(db, 'rita')
    await send('/sign-in', { email, password: 'my other password' })
    const [entry] = await listAudit(db.read, 1)
    expect(entry!.action).toBe('sign_in_refused')
    expect(JSON.stringify(entry)).not.toMatch(/rita|my other/)
  })
})

describe('the way on after signing in', () => {
  const away = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'http:evil',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '',
    ' /studies',
    '/\t/evil',
    '/%09/evil',
    '/%5Cevil.example',
    '/%5cevil',
    '/%2Fevil.example',
    '/%2f%2fevil',
    '/\nevil',
    '/a\r\nSet-Cookie: x',
    '/%0d%0aSet-Cookie:x',
    '/a%00b',
    '/\u0000',
    '/\u0085/evil',
    '.',
    '..',
    '../evil',
    '?x',
    '#x',
    '@evil',
    ':evil',
    '/\\/evil',
    '/\\\\evil',
    '/a\\b',
    '\t//evil',
    '/%7f',
    '/\\evil.example/..',
    '\\/evil.example',
    '//evil.example/%2f..',
    '/\v/evil',
    '\u2028/evil',
    'mailto:x@evil.example',
    'vbscript:x',
    '////evil.example',
  ]
  test.each(away)('%j leads home', next => expect(ownPath(next, '/home')).toBe('/home'))

  test.each([
    '/',
    '/studies',
    '/studies/3?fit=kratky',
    '/analyses/5#fit',
    '/a//b',
    '/a/%20b',
    '/ü',
    '/a:b',
    '/@x',
  ])('%j stays ours', next => {
    expect(ownPath(next, '/home')).toBe(next)
    expect(new URL(next, 'https://site.example').origin).toBe('https://site.example')
  })
})

describe('the character U+0000, which PostgreSQL does not store, is refused', () => {
  test('in a form, by the name of the field', async () => {
    const answer = await send(
      '/sign-in',
      { email: 'a\0@b.example', password: 'x' },
      { accept: 'application/json' },
    )
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: object }).fields).toEqual({
      email: 'This contains a character that cannot be stored (U+0000). Type it again.',
    })
  })

  test('in a form with files', async () => {
    const { owner } = (await makeWorld(site)).actors
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf: owner.csrf, name: 'a\0b' })) body.append(name, value)
    body.append('curve', new File(['1 2 3'], 'curve.dat'))
    const headers = { accept: 'text/html', cookie: owner.cookie, 'sec-fetch-site': 'same-origin' }
    const answer = await app.handle(new Request(`${origin}/drafts`, { method: 'POST', headers, body }))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('cannot be stored (U+0000)')
  })

  test('in an address', async () => {
    for (const path of ['/studies%00', '/sign-in?next=%00']) expect((await get(path)).status).toBe(422)
  })
})
