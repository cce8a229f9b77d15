import { describe, expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { contentSecurityPolicy } from '#src/plugins/headers.ts'
import { heardLogs } from '../support/logs.ts'
import { ask, makeWorld, openSite, send } from './world.ts'

/** What HTTP promises: methods, sizes, waiting times, errors that programs can read, reports of the content policy. */
const site = openSite()
const logged = heardLogs()

describe('a path that exists', () => {
  test.each([
    ['DELETE', '/account', 'GET, HEAD'],
    ['PUT', '/sign-in', 'GET, HEAD, POST'],
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/sign-out', 'POST'],
    ['PATCH', '/studies/3', 'GET, HEAD'],
    ['OPTIONS', '/static/app.css', 'GET, HEAD'],
  ])('answers to %s %s with the methods that it has', async (method, path, allow) => {
    const response = await ask(site, path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  })

  test('under /admin is not told from one that does not', async () => {
    for (const path of ['/admin/registration', '/admin/nothing'])
      expect((await ask(site, path, { method: 'PUT' })).status).toBe(404)
  })
})

test('whoever must wait is told how long, in words and as Retry-After', async () => {
  const fields = { email: 'hasty@ku.dk', password: 'wrong' }
  for (let tries = 0; tries < 10; tries++) await send(site, '/sign-in', fields)
  const response = await send(site, '/sign-in', fields)
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
  expect(await response.text()).toContain('try again in 1 second')
  expect(logged('limit reached')).toContainEqual(expect.objectContaining({ limit: 'sign_in:wait' }))
})

describe('a form', () => {
  test('larger than any of the site is refused before it is read', async () => {
    const response = await send(site, '/register', { firstName: 'x'.repeat(70_000) }, { length: true })
    expect(response.status).toBe(413)
    const upload = { method: 'POST', headers: { 'content-length': '70000' }, body: new FormData() }
    expect((await ask(site, '/drafts', upload)).status).toBe(303) // streamed, and to the sign-in page here
  })

  test('with a field twice, or of a kind that nobody asked for, is refused', async () => {
    const twice = new URLSearchParams([
      ['csrf', 'x'],
      ['email', 'a@ku.dk'],
      ['email', 'b@ku.dk'],
    ])
    for (const body of [twice, '{"email":["a"]}', '<x/>', '%00%ff=&&&==', '[]'])
      expect((await ask(site, '/password-resets/new', { method: 'POST', body })).status).toBe(422)
  })
})

test('programs are told of a mistake in a form that they can read', async () => {
  const response = await ask(site, '/account', { headers: { accept: 'application/json' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
  expect(await response.json()).toEqual({ status: 401, detail: 'Sign in to see this page.' })
})

test('a bug tells a reference that the log knows, and nothing of itself', async () => {
  const broken = openSite({ db: { read: new Proxy({}, { get: () => explode }) as never } })
  const response = await ask(broken, '/sign-in', {})
  const text = await response.text()
  const [line] = logged('bug')
  expect(response.status).toBe(500)
  expect(text).toContain(String(line!.reference))
  expect(text).not.toMatch(/explode|at \w+ \(|select|\.tsx?:/)
  expect(JSON.stringify(line)).toContain('the table of secrets')
})

function explode(): never {
  throw new Error('select * from the table of secrets')
}

test('what one request did is noted under one id, with where it came from', async () => {
  await send(site, '/sign-in', { email: 'nobody@ku.dk', password: 'wrong' })
  const [entry] = await listAudit(site.db.read, 1)
  expect(entry!.action).toBe('sign_in_refused')
  expect(entry!.requestId).toMatch(/^[0-9a-f]{12}$/)
})

describe('refusals are logged as security events', () => {
  test.each<[string, number, () => Promise<Response>]>([
    ['without its token', 403, () => send(site, '/sign-out', { csrf: 'forged' })],
    ['with a field that is not there', 422, () => send(site, '/sign-out', { role: 'superuser' })],
    ['of another host', 421, () => ask(site, '/', { headers: { host: 'evil.example' } })],
  ])('a request %s', async (_, status, sending) => {
    expect((await sending()).status).toBe(status)
    const [line] = logged('refused').slice(-1)
    expect(line).toMatchObject({ status, requestId: expect.stringMatching(/^[0-9a-f]{12}$/) })
  })

  test('of an administrator without a fresh proof, with who it was', async () => {
    const { actors } = await makeWorld(site)
    await ask(site, '/admin', { headers: { cookie: actors['stale administrator'].cookie } })
    expect(logged('refused').at(-1)).toMatchObject({ status: 403, route: '/admin', user: expect.any(Number) })
  })
})

describe('a report of the content policy', () => {
  const report = (body: string) =>
    ask(site, '/policy-reports', { method: 'POST', body, headers: { 'sec-fetch-site': 'cross-site' } })

  test('is where the policy sends it', async () => {
    const { headers } = await ask(site, '/', {})
    expect(contentSecurityPolicy).toContain('report-uri /policy-reports; report-to policy')
    expect(headers.get('reporting-endpoints')).toBe('policy="/policy-reports"')
  })

  test('is logged in either form, without secrets of the address', async () => {
    const documentURL = `http://localhost:3000/account-requests/${'s'.repeat(43)}?token=${'t'.repeat(43)}`
    const body = {
      documentURL,
      effectiveDirective: 'script-src-elem',
      blockedURL: 'https://evil.example/x.js',
    }
    await report(JSON.stringify([{ type: 'csp-violation', body }]))
    const old = {
      'document-uri': documentURL,
      'violated-directive': 'img-src\n{"fake":1}',
      'blocked-uri': 'inline',
    }
    expect((await report(JSON.stringify({ 'csp-report': old }))).status).toBe(204)
    const [first, second] = logged('content policy broken')
    expect(first).toMatchObject({ directive: 'script-src-elem', blocked: 'https://evil.example/x.js' })
    expect(second).toMatchObject({ blocked: 'inline' })
    expect(JSON.stringify([first, second])).not.toMatch(/sssss|ttttt/)
  })

  test('that is none is passed over; a long one and the twenty-first in a minute are refused', async () => {
    for (const body of ['', '{}', '[1]', 'null', 'x']) expect((await report(body)).status).toBe(204)
    expect((await report('x'.repeat(10_001))).status).toBe(413)
    const statuses: number[] = []
    for (let sent = 0; sent < 20; sent++) statuses.push((await report('{}')).status)
    expect(statuses.at(-1)).toBe(429)
    expect((await report('{}')).headers.get('retry-after')).toBe('60')
  })
})
