import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { panelTables } from '#src/admin/tables.ts'
import { clientOf } from '#src/plugins/requestContext.ts'
import { networks } from '#src/settingTexts.ts'
import { goodPassword, memberWithPassword } from '../support/accounts.ts'
import { stories } from '../support/stories.tsx'
import { access } from './accessTable.ts'
import { ask, makeWorld, openSite, type Sending, send } from './world.ts'

const site = openSite()

describe('behind TLS', () => {
  const secure = openSite({ origin: 'https://bioce.example.org' })

  test('the session’s cookie is bound to this host, closed to scripts, small, and sent over TLS alone', async () => {
    const { email } = await memberWithPassword(secure.db, 'tilda')
    const fields = { email, password: goodPassword, remember: 'on' }
    const response = await send(secure, '/sign-in', fields)
    const cookies = response.headers.getSetCookie().filter(each => each.includes('sid='))
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(
      /^__Host-sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=2592000$/,
    )
  })

  test('browsers are told to come back by TLS alone, for a year', async () => {
    const { headers } = await ask(secure, '/', {})
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

test('every page says its character set and what browsers may not use', async () => {
  for (const path of [
    '/',
    '/sign-in',
    '/help',
    '/nowhere',
    '/static/app.css',
    '/static/site.js',
    '/robots.txt',
  ]) {
    const { headers } = await ask(site, path, {})
    expect(headers.get('content-type')).toContain('charset=utf-8')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('vary')).toMatch(/HX-Request|Accept-Encoding/)
  }
})

test.each([
  '/.git/config',
  '/.env',
  '/static/.env',
  '/static/../package.json',
  '/static/%2e%2e/package.json',
  '/static/..%2f..%2fpackage.json',
  '/package.json',
  '/userData/',
  '/logs/bioce.log',
  '/db/bioce.sqlite',
  '/static/site.js.map',
])('%s is not served', async path => {
  expect((await ask(site, path, {})).status).toBe(404)
})

test('static/ holds no source maps and no hidden files', () => {
  const names = readdirSync(join(import.meta.dir, '../../static'), { recursive: true }) as string[]
  expect(names.filter(name => /\.map$|(^|\/)\./.test(name))).toEqual([])
})

test('a fragment asked for after the session has ended leads to the sign-in page as a whole', async () => {
  const response = await ask(site, '/studies/3', { headers: { 'hx-request': 'true' } })
  expect([response.status, response.headers.get('hx-redirect')]).toEqual([
    200,
    '/sign-in?next=%2Fstudies%2F3',
  ])
  expect(await response.text()).toBe('')
})

test('the client’s address is believed from a configured proxy alone', () => {
  const from = (direct: string, forwarded: string, trustedProxies: string[]) => {
    const request = new Request('http://x/', { headers: { 'x-forwarded-for': forwarded } })
    return clientOf(request, direct, { isTrustedProxy: networks(trustedProxies.join(',')) })
  }
  expect(from('192.0.2.1', '203.0.113.9', [])).toBe('192.0.2.1')
  expect(from('192.0.2.1', '203.0.113.9', ['192.0.2.1'])).toBe('203.0.113.9')
  expect(from('192.0.2.1', '10.9.9.9, 203.0.113.9, 192.0.2.2', ['192.0.2.1', '192.0.2.2'])).toBe(
    '203.0.113.9',
  )
  expect(from('192.0.2.1', '', ['192.0.2.1'])).toBe('192.0.2.1')
  expect(from('172.18.0.5', '203.0.113.9', ['172.16.0.0/12'])).toBe('203.0.113.9')
  expect(from('172.32.0.5', '203.0.113.9', ['172.16.0.0/12'])).toBe('172.32.0.5')
  expect(from('::1', '2001:db8::7', ['fd00::/8', '::1'])).toBe('2001:db8::7')
  // As proxies write them that listen on IPv6, or tell the port: limits must still tell people apart.
  expect(from('::1', '::ffff:203.0.113.9', ['::1'])).toBe('203.0.113.9')
  expect(from('::1', '203.0.113.9:50123', ['::1'])).toBe('203.0.113.9')
  expect(from('::1', '[2001:db8::7]:50123', ['::1'])).toBe('2001:db8::7')
  expect(from('::1', '203.0.113.9, ::ffff:10.0.0.2', ['::1', '10.0.0.0/8'])).toBe('203.0.113.9')
})

describe('nobody makes themselves more than they are', () => {
  const forms = Object.entries(access).filter(
    ([route, row]) =>
      row.form && !row.multipart && !route.includes('/tables/') && !route.includes('/methods/'),
  )
  test.each(forms)('%s refuses fields that it does not have', async (route, row) => {
    const world = await makeWorld(site)
    const actor = world.actors[row.who === 'administrators' ? 'administrator' : 'owner']
    const id = String(row.id?.(world) ?? '')
    const path = row.path?.(id, world) ?? route.split(' ')[1]!
    for (const field of ['role', 'ownerId', 'limits'].filter(name => !(name in row.form!(world, id)))) {
      const body = new URLSearchParams({ csrf: actor.csrf, ...row.form!(world, id), [field]: '1' })
      const sending: Sending = { method: 'POST', body, headers: { cookie: actor.cookie } }
      expect((await ask(site, path, sending)).status).toBe(422)
    }
  })
})

test('no hash, seal of a password or secret of a link is on any page of the administration', async () => {
  const world = await makeWorld(site)
  const { cookie } = world.actors.administrator
  const rows = panelTables.filter(({ name }) => name !== 'audit').map(({ name }) => `/admin/tables/${name}`)
  const lists = [...rows, ...rows.map(path => `${path}/export.csv`)]
  const persons = [`/admin/tables/users/${world.owner.id}`, `/admin/users/${world.owner.id}/access`]
  for (const path of ['/admin', '/admin/registration', '/admin/outbox', ...lists, ...persons]) {
    const response = await ask(site, path, { headers: { cookie } })
    expect([path, response.status]).toEqual([path, 200])
    const text = await response.text()
    expect(text).not.toMatch(/\$argon2|\b[0-9a-f]{64}\b/)
    for (const secret of [world.confirmLink, world.resetLink, world.requestSecret])
      expect(text).not.toContain(secret)
  }
})

describe('when something breaks behind a door, the door stays shut', () => {
  const paths = ['/account', '/studies', '/admin', '/admin/tables/users', '/account/export.zip']
  test.each(['select', '$count'] as const)('with a database that fails at %s', async name => {
    const world = await makeWorld(site)
    const broken = { ...site.db.read, [name]: () => Promise.reject(new Error('broken')) }
    if (name === 'select')
      broken.select = (() => {
        throw new Error('broken')
      }) as never
    const failing = { ...site, app: openSite({ db: { ...site.db, read: broken as never } }).app }
    for (const path of paths) {
      const response = await ask(failing, path, { headers: { cookie: world.actors.administrator.cookie } })
      expect(response.status).toBeGreaterThanOrEqual(300)
      expect(await response.text()).not.toContain(world.owner.email)
    }
  })
})

test('password managers know every field: what is the name, the old, the new password and the code', async () => {
  const kinds: Record<string, RegExp> = {
    password: /^(current|new)-password$/,
    newPassword: /^new-password$/,
    code: /^one-time-code$/,
  }
  let seen = 0
  for (const [name, story] of Object.entries(stories))
    for (const [input] of String(await story()).matchAll(/<input[^>]*>/g)) {
      const attribute = (key: string) => input.match(new RegExp(` ${key}="([^"]*)"`))?.[1] ?? ''
      const wanted = kinds[attribute('name')]
      if (!wanted || attribute('type') === 'hidden') continue
      seen++
      expect([name, attribute('autocomplete')]).toEqual([name, expect.stringMatching(wanted)])
      expect(input).not.toContain('onpaste')
    }
  expect(seen).toBeGreaterThan(8)
})
