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

describe('what every object has is no value of ours:', () => {
  const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty']

  test.each(words)('%s as a unit, a cookie, a role, a filter', async word => {
    const { actors, study } = await makeWorld(site)
    const { cookie, csrf } = actors.owner
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf, name: 'Lysozyme', unit: word })) body.set(name, value)
    body.set('curve', new Blob(['0.1 1 0.1']), 'curve.dat')
    body.set('library', new Blob(['ATOM']), 'models.pdb')
    const upload = await ask(site, '/drafts', { method: 'POST', body, headers: { cookie } })
    expect([upload.status, await upload.text()]).toEqual([422, expect.stringContaining('one of the units')])
    const page = await ask(site, '/studies', {
      headers: { cookie: `${cookie}; flash=${word}; theme=${word}` },
    })
    expect(page.status).toBe(200)
    for (const json of [`{"${word}":1}`, `{"iterations":{"${word}":1}}`]) {
      const form = new FormData()
      for (const [name, value] of Object.entries({ csrf, json })) form.set(name, value)
      const path = `/studies/${study.id}/analyses/parameters`
      expect((await ask(site, path, { method: 'POST', body: form, headers: { cookie } })).status).toBe(422)
    }
    const admin = { cookie: actors.administrator.cookie }
    for (const path of [`/admin/${word}`, `/admin/users?sort=${word}`, `/admin/users?${word}=x`])
      expect((await ask(site, path, { headers: admin })).status).toBeLessThan(500)
  })
})

test.each(['{"iterations":{"toString":1}}', '{"cut":[]}', '{"chains":{}}'])(
  'a parameter that is no plain value is refused by its name: %s',
  async json => {
    const { actors, study } = await makeWorld(site)
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf: actors.owner.csrf, json })) body.set(name, value)
    const sending = { method: 'POST', body, headers: { cookie: actors.owner.cookie } }
    const answer = await ask(site, `/studies/${study.id}/analyses/parameters`, sending)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('must be a number, a text or null.')
  },
)

test('no form is taken as JSON, whatever it holds and whoever sends it', async () => {
  const { actors } = await makeWorld(site)
  const { cookie, csrf } = actors.owner
  const headers = { cookie, 'content-type': 'application/json' }
  for (const route of site.app.routes.filter(({ method }) => method === 'POST'))
    for (const fields of [{}, { name: { toString: 1 } }]) {
      const sending = { method: 'POST', headers, body: JSON.stringify({ csrf, ...fields }) }
      const { status } = await ask(site, route.path.replaceAll(/:\w+/g, '1'), sending)
      expect({ route: route.path, isRefused: status === 204 || (status >= 400 && status < 500) }).toEqual({
        route: route.path,
        isRefused: true,
      })
    }
})

test('a path that cannot be is not there, and a value that a page does not take is named', async () => {
  const { cookie } = (await makeWorld(site)).actors.owner
  for (const path of ['/analyses/abc', '/studies/1.5', '/studies/-1', '/drafts/x'])
    expect((await ask(site, path, { headers: { cookie } })).status).toBe(404)
  const answer = await ask(site, '/studies/check?field=nonsense', { headers: { cookie } })
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('field')])
  const page = await ask(site, '/studies/check?bytes=-5', { headers: { cookie } })
  expect([page.status, await page.text()]).toEqual([422, expect.stringContaining('bytes')])
  const headers = { cookie, accept: 'application/json' }
  const problem = await ask(site, '/studies/check?field=nonsense', { headers })
  expect(await problem.json()).toMatchObject({
    title: 'Unprocessable Entity',
    status: 422,
    fields: { field: 'This value is not allowed here.' },
    reference: expect.stringMatching(/^[0-9a-f]{12}$/),
  })
})

test('programs are told of a mistake in a form that they can read', async () => {
  const response = await ask(site, '/account', { headers: { accept: 'application/json' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
  expect(await response.json()).toMatchObject({ status: 401, detail: 'Sign in to see this page.' })
})

describe('a form that is refused within its route tells a program why, by field, and a browser by the form again:', () => {
  type World = Awaited<ReturnType<typeof makeWorld>>
  test.each<[string, (world: World) => string, Record<string, string>, string, boolean?]>([
    ['an analysis', ({ study }) => `/studies/${study.id}/analyses`, { name: 'A', cut: '9' }, 'cut', true],
    ['an upload', () => '/drafts', { name: 'x' }, 'curve', true],
    ['parameters', ({ study }) => `/studies/${study.id}/analyses/parameters`, { json: '{' }, '', true],
    ['a name', ({ study }) => `/studies/${study.id}/name`, { name: 'x' }, 'name'],
    ['an account', () => '/account/names', { firstName: '', lastName: 'B' }, 'firstName'],
  ])('%s', async (_, pathOf, fields, wrong, hasFiles = false) => {
    const world = await makeWorld(site)
    const { cookie, csrf } = world.actors.owner
    const entries = Object.entries({ csrf, ...fields })
    const form = () => {
      const body = hasFiles ? new FormData() : new URLSearchParams()
      for (const [name, value] of entries) body.set(name, value)
      return body
    }
    const answerTo = (accept: string) =>
      ask(site, pathOf(world), { method: 'POST', body: form(), headers: { cookie, accept } })
    const problem = await answerTo('application/json')
    expect([problem.status, problem.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    const told = (await problem.json()) as { detail: string; fields: Record<string, string> }
    expect(told.detail).not.toBe('')
    if (wrong !== '') expect(told.fields[wrong]).toBeString()
    const page = await answerTo('text/html')
    expect([page.status, page.headers.get('content-type')]).toEqual([422, 'text/html; charset=utf-8'])
    const text = await page.text()
    expect(text).toContain('<form')
    if (wrong !== '') expect(text).toContain(Bun.escapeHTML(told.fields[wrong]!))
  })

  test('who tries too often, and when to try again', async () => {
    const fields = { email: 'hasty.program@ku.dk', password: 'wrong' }
    const headers = { accept: 'application/json' }
    const answers = []
    for (let tries = 0; tries <= 10; tries++)
      answers.push(await send(site, '/sign-in', fields, { headers: { ...headers } }))
    expect(answers.map(({ status }) => status).slice(0, 3)).toEqual([422, 422, 422])
    const last = answers.at(-1)!
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect(await last.json()).toMatchObject({ status: 429, detail: expect.stringContaining('try again') })
  })
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
    await ask(site, '/admin/audit.jsonl', { headers: { cookie: actors['stale administrator'].cookie } })
    expect(logged('refused').at(-1)).toMatchObject({
      status: 403,
      route: '/admin/audit.jsonl',
      user: expect.any(Number),
    })
  })
})

describe('a report of the content policy', () => {
  const report = (body: string) =>
    ask(site, '/policy-reports', { method: 'POST', body, headers: { 'sec-fetch-site': 'cross-site' } })

  test('is where the policy sends it', async () => {
    const { headers } = await ask(site, '/', {})
    expect(contentSecurityPolicy('')).toContain('report-uri /policy-reports; report-to policy')
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
