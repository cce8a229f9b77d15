import { describe, expect, test } from 'bun:test'
import { deleteTokensOf, insertToken } from '#db/tokens.ts'
import { type Scope, scopes } from '#src/accounts/apiTokens.ts'
import { hashSecret, mintSecret } from '#src/accounts/tokens.ts'
import { perMinute } from '#src/plugins/api.ts'
import { heardLogs } from '../support/logs.ts'
import { noon } from '../support/people.ts'
import { ask, makeWorld, openSite, type World } from './world.ts'

/** The API, each route for each scope of the owner's token and of a stranger's. */
const site = openSite()
const hour = 3_600_000

interface Row {
  needs: Scope
  answer: number
  /** Belongs to one person: to anyone else it is not there. */
  isOwn?: boolean
  path?: (world: World) => string
  body?: object
}

const study = (world: World) => `/api/v1/studies/${world.study.id}`
const analysis =
  (which: 'running' | 'done', more = '') =>
  (world: World) =>
    `/api/v1/analyses/${world[which].id}${more}`

const table: Record<string, Row> = {
  'GET /api/v1/account': { needs: 'read', answer: 200 },
  'GET /api/v1/studies': { needs: 'read', answer: 200 },
  'POST /api/v1/studies/example': { needs: 'submit', answer: 201 },
  'GET /api/v1/studies/:id': { needs: 'read', answer: 200, isOwn: true, path: study },
  'PATCH /api/v1/studies/:id': {
    needs: 'manage',
    answer: 200,
    isOwn: true,
    path: study,
    body: { name: 'Renamed' },
  },
  'DELETE /api/v1/studies/:id': { needs: 'manage', answer: 204, isOwn: true, path: study },
  'POST /api/v1/studies/:id/analyses': {
    needs: 'submit',
    answer: 201,
    isOwn: true,
    path: world => `${study(world)}/analyses`,
    body: { parameters: { chains: 4 } },
  },
  'GET /api/v1/analyses': { needs: 'read', answer: 200 },
  'GET /api/v1/analyses/:id': { needs: 'read', answer: 200, isOwn: true, path: analysis('running') },
  'DELETE /api/v1/analyses/:id': { needs: 'manage', answer: 204, isOwn: true, path: analysis('running') },
  'POST /api/v1/analyses/:id/cancellation': {
    needs: 'submit',
    answer: 200,
    isOwn: true,
    path: analysis('running', '/cancellation'),
  },
  'GET /api/v1/analyses/:id/files': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/files'),
  },
  'GET /api/v1/analyses/:id/files/:name': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/files/result.json'),
  },
}

async function tokenOf(userId: number, scope: Scope, expiresAt = noon + hour): Promise<string> {
  const secret = `bioce_${mintSecret().secret}`
  const facts = { purpose: 'api', hash: hashSecret(secret), data: { scope }, createdAt: noon } as const
  await site.db.write(tx => insertToken(tx, { ...facts, userId, expiresAt }))
  return secret
}

async function call(route: string, world: World, token?: string, headers: Record<string, string> = {}) {
  const row = table[route]!
  const [method, pattern] = route.split(' ') as [string, string]
  const body = row.body && JSON.stringify(row.body)
  const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {}
  const own: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const request = new Request(`${site.config.origin}${row.path?.(world) ?? pattern}`, {
    method,
    body,
    headers: { ...type, ...own, ...headers },
  })
  return await site.app.handle(request)
}

test('every route of the API has a row, and every row a route', () => {
  const routes = site.app.routes
    .filter(({ path }) => path.startsWith('/api/'))
    .map(({ method, path }) => `${method} ${path}`)
  expect([...new Set(routes)].toSorted()).toEqual(Object.keys(table).toSorted())
})

describe.each(Object.entries(table))('%s', (route, row) => {
  test.each(scopes)('with a token that may %s', async scope => {
    const world = await makeWorld(site)
    const answer = await call(route, world, await tokenOf(world.owner.id, scope))
    const isEnough = scopes.indexOf(scope) >= scopes.indexOf(row.needs)
    expect(answer.status).toBe(isEnough ? row.answer : 403)
  })

  test('without a token, with a spent one, and with the cookie of a browser alone', async () => {
    const world = await makeWorld(site)
    const spent = await tokenOf(world.owner.id, 'manage', noon)
    const { cookie } = world.actors.owner
    for (const answer of [
      await call(route, world),
      await call(route, world, `bioce_${'x'.repeat(43)}`),
      await call(route, world, spent),
      await call(route, world, undefined, { cookie, 'sec-fetch-site': 'same-origin' }),
    ]) {
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
  })

  if (row.isOwn)
    test("it is not there for a stranger's token", async () => {
      const world = await makeWorld(site)
      const { cookie } = world.actors.owner
      const stranger = await makeWorld(site)
      const token = await tokenOf(stranger.owner.id, 'manage')
      expect((await call(route, world, token, { cookie })).status).toBe(404)
    })
})

test('the same key submits once, and a token in a request is in no line of the log', async () => {
  const logged = heardLogs()
  const world = await makeWorld(site)
  const token = await tokenOf(world.owner.id, 'submit')
  const started = await call('POST /api/v1/studies/example', world, token)
  const { studyId } = (await started.json()) as { studyId: number }
  const submit = async (body: object) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'once',
    }
    return await ask(site, `/api/v1/studies/${studyId}/analyses`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
  }
  const answers = [await submit({}), await submit({})]
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  const [first, second] = await Promise.all(answers.map(each => each.json() as Promise<{ id: number }>))
  expect(second!.id).toBe(first!.id)
  expect((await submit({ parameters: { chains: 8 } })).status).toBe(409)
  const strange = await submit({ parameters: { nonsense: 1 } })
  expect([strange.status, await strange.text()]).toEqual([422, expect.stringContaining('nonsense')])
  expect((await submit({ parametres: {} })).status).toBe(422)
  expect(logged('refused').length).toBeGreaterThan(0)
  expect(JSON.stringify(logged('refused'))).not.toContain(token)
})

test('an answer that is known is not sent again, and a token that asks too often waits', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(world.owner.id, 'read')
  const first = await call('GET /api/v1/studies', world, token)
  const headers = { 'if-none-match': first.headers.get('etag')! }
  expect((await call('GET /api/v1/studies', world, token, headers)).status).toBe(304)
  for (let i = 2; i < perMinute.all; i++) await call('GET /api/v1/account', world, token)
  const last = await call('GET /api/v1/account', world, token)
  expect([last.status, last.headers.get('retry-after')]).toEqual([429, '60'])
})

test('a body too large, or one that is no JSON, is refused before it is read', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(world.owner.id, 'submit')
  const post = (headers: Record<string, string>) =>
    call('POST /api/v1/studies/:id/analyses', world, token, headers)
  expect((await post({ 'content-length': '64001' })).status).toBe(413)
  expect((await post({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(422)
})

test('a wait ends when the state changes, and at once when the token is revoked', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(world.owner.id, 'submit')
  const other = await tokenOf(world.owner.id, 'read')
  const wait = (secret: string) =>
    ask(site, `/api/v1/analyses/${world.running.id}?wait=60`, {
      headers: { authorization: `Bearer ${secret}` },
    })
  const revoked = wait(other)
  await site.db.write(tx => deleteTokensOf(tx, world.owner.id, 'api'))
  expect((await revoked).status).toBe(401)
  expect((await wait(token)).status).toBe(401)
  const again = await tokenOf(world.owner.id, 'submit')
  const waiting = wait(again)
  expect((await call('POST /api/v1/analyses/:id/cancellation', world, again)).status).toBe(200)
  expect(await (await waiting).json()).toMatchObject({ state: 'cancelled', problem: { reason: 'cancelled' } })
})
