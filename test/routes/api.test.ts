import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { findDraft, updateDraft } from '#db/drafts.ts'
import { deleteTokensOf } from '#db/tokens.ts'
import { scopes } from '#src/accounts/apiTokens.ts'
import { perMinute } from '#src/plugins/api.ts'
import { atOnce } from '#src/plugins/concurrencyLimits.ts'
import { checkFolder, runCheck, writeTask } from '#src/studies/check.ts'
import { checkLimits } from '#src/studies/drafts.ts'
import { heardLogs } from '../support/logs.ts'
import { noon } from '../support/people.ts'
import { apiTable, tokenOf, uploadForm } from './apiTable.ts'
import { ask, makeWorld, openSite, type World } from './world.ts'

/** The API, each route for each scope of the owner's token and of a stranger's. */
const site = openSite()

/** What of an answer is not as the description of the API says. */
function faultsOf(route: string, status: number, answer: unknown): string[] {
  const { detail } = site.app.routes.find(({ method, path }) => `${method} ${path}` === route)!.hooks as {
    detail: { responses: Record<string, { content: Record<string, { schema: TSchema }> }> }
  }
  const { schema } = detail.responses[status]!.content['application/json']!
  return [...Value.Errors(schema, answer)].map(({ path, message }) => `${path}: ${message}`)
}

async function call(route: string, world: World, token?: string, headers: Record<string, string> = {}) {
  const row = apiTable[route]!
  const [method, pattern] = route.split(' ') as [string, string]
  const body = row.form?.() ?? (row.body && JSON.stringify(row.body))
  const type: Record<string, string> = row.body ? { 'content-type': 'application/json' } : {}
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
  expect([...new Set(routes)].toSorted()).toEqual(Object.keys(apiTable).toSorted())
})

describe.each(Object.entries(apiTable))('%s', (route, row) => {
  test.each(scopes)('with a token that may %s', async scope => {
    const world = await makeWorld(site)
    const answer = await call(route, world, await tokenOf(site, world.owner.id, scope))
    const isEnough = scopes.indexOf(scope) >= scopes.indexOf(row.needs)
    expect(answer.status).toBe(isEnough || row.isOpen ? row.answer : 403)
    if (answer.headers.get('content-type') === 'application/json')
      expect(faultsOf(route, answer.status, await answer.json())).toEqual([])
    else await answer.body?.cancel()
  })

  if (row.isOpen) return

  test('without a token, with a spent one, and with the cookie of a browser alone', async () => {
    const world = await makeWorld(site)
    const spent = await tokenOf(site, world.owner.id, 'manage', noon)
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
      const token = await tokenOf(site, stranger.owner.id, 'manage')
      expect((await call(route, world, token, { cookie })).status).toBe(404)
    })
})

test('the same key submits once, and a token in a request is in no line of the log', async () => {
  const logged = heardLogs()
  const world = await makeWorld(site)
  const token = await tokenOf(site, world.owner.id, 'submit')
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
  expect(await (await submit({ parametres: {} })).json()).toMatchObject({
    status: 422,
    code: 'invalid',
    fields: { parametres: expect.any(String) },
  })
  const deep = await submit({ parameters: { a: [[[[[[[[[]]]]]]]]] } })
  expect([deep.status, await deep.text()]).toEqual([422, expect.stringContaining('nested deeper')])
  expect(logged('refused').length).toBeGreaterThan(0)
  expect(JSON.stringify(logged('refused'))).not.toContain(token)
})

test('an answer that is known is not sent again, and a token that asks too often waits', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(site, world.owner.id, 'read')
  const first = await call('GET /api/v1/studies', world, token)
  const headers = { 'if-none-match': first.headers.get('etag')! }
  expect((await call('GET /api/v1/studies', world, token, headers)).status).toBe(304)
  for (let i = 2; i < perMinute.all; i++) await call('GET /api/v1/account', world, token)
  const last = await call('GET /api/v1/account', world, token)
  expect([last.status, last.headers.get('retry-after')]).toEqual([429, '60'])
})

test('a body too large, or one that is no JSON, is refused before it is read', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(site, world.owner.id, 'submit')
  const post = (headers: Record<string, string>) =>
    call('POST /api/v1/studies/:id/analyses', world, token, headers)
  expect((await post({ 'content-length': '64001' })).status).toBe(413)
  expect((await post({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(422)
})

test('a wait ends when the state changes, and at once when the token is revoked', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(site, world.owner.id, 'submit')
  const other = await tokenOf(site, world.owner.id, 'read')
  const wait = (secret: string) =>
    ask(site, `/api/v1/analyses/${world.running.id}?wait=60`, {
      headers: { authorization: `Bearer ${secret}` },
    })
  const revoked = wait(other)
  await site.db.write(tx => deleteTokensOf(tx, world.owner.id, 'api'))
  expect((await revoked).status).toBe(401)
  expect((await wait(token)).status).toBe(401)
  const again = await tokenOf(site, world.owner.id, 'submit')
  const waiting = wait(again)
  expect((await call('POST /api/v1/analyses/:id/cancellation', world, again)).status).toBe(200)
  expect(await (await waiting).json()).toMatchObject({ state: 'cancelled', problem: { reason: 'cancelled' } })
})

/** Does what the worker would. */
async function check(userId: number, id: number) {
  const draft = (await findDraft(site.db.read, id))!
  const folder = checkFolder(site.files.draft(userId, id), draft.round)
  await writeTask(folder, draft.details!, checkLimits(1e6))
  await runCheck(folder, () => {})
  await site.db.write(tx => updateDraft(tx, id, { state: 'done' }))
}

test('files become a study, and the study an analysis, from one program', async () => {
  const { owner } = await makeWorld(site)
  const authorization = `Bearer ${await tokenOf(site, owner.id, 'manage')}`
  const headers = { authorization, 'content-type': 'application/json' }
  const json = async (answer: Response) => (await answer.json()) as Record<string, unknown> & { id: number }
  const post = async (path: string, body: object) =>
    await ask(site, path, { method: 'POST', headers, body: JSON.stringify(body) })
  const send = async () =>
    await ask(site, '/api/v1/uploads', {
      method: 'POST',
      headers: { authorization, 'idempotency-key': 'files' },
      body: uploadForm(),
    })
  const upload = await json(await send())
  expect((await json(await send())).id).toBe(upload.id)
  await check(owner.id, upload.id)
  const checked = await ask(site, `/api/v1/uploads/${upload.id}?wait=60`, { headers })
  expect(await json(checked)).toMatchObject({
    state: 'done',
    isUsable: true,
    unit: '1/A',
    findings: expect.arrayContaining([expect.objectContaining({ code: 'library.one_model', level: 'note' })]),
  })
  const acceptance = `/api/v1/uploads/${upload.id}/acceptance`
  const nameless = await post(acceptance, { name: ' ' })
  expect([nameless.status, await json(nameless)]).toMatchObject([
    422,
    { code: 'invalid', fields: { name: expect.any(String) } },
  ])
  const kept = await json(await post(acceptance, {}))
  expect(kept).toMatchObject({ name: 'Sent', models: 1, points: 10 })
  const analyses = `/api/v1/studies/${kept.id}/analyses`
  const started = await json(await post(analyses, { parameters: { seed: 7, chains: 2 } }))
  expect(started).toMatchObject({ method: 'bioce', parameters: { seed: 7 }, queue: { hold: null } })
  const other = await json(await post(analyses, { method: 'average' }))
  expect((await post(analyses, { method: 'average', parameters: { strange: 1 } })).status).toBe(422)
  expect((await post(analyses, { method: 'none' })).status).toBe(404)
  const list = async (query: string) =>
    ((await json(await ask(site, `/api/v1/analyses?${query}`, { headers }))).items as { id: number }[]).map(
      ({ id }) => id,
    )
  expect(await list(`study=${kept.id}`)).toEqual([other.id, started.id])
  expect(await list(`study=${kept.id}&state=done`)).toEqual([])
  expect(await list(`study=${kept.id}&after=${other.id}`)).toEqual([started.id])
})

test('a person waits for so much at a time and no more', async () => {
  const world = await makeWorld(site)
  const token = await tokenOf(site, world.owner.id, 'manage')
  const wait = (seconds: number) =>
    ask(site, `/api/v1/analyses/${world.running.id}?wait=${seconds}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  const waits = Array.from({ length: atOnce.stream.own + 1 }, () => wait(60))
  const over = await Promise.race(waits)
  expect([over.status, await over.json()]).toEqual([429, expect.objectContaining({ code: 'too_many' })])
  expect((await wait(0)).status).toBe(200)
  await call('POST /api/v1/analyses/:id/cancellation', world, token)
  const answers = await Promise.all(waits.map(async each => (await each).status))
  expect(answers.toSorted()).toEqual([...Array(atOnce.stream.own).fill(200), 429])
  expect((await wait(1)).status).toBe(200)
})

test('the description of the API refers to nothing that it lacks', async () => {
  const answer = await site.app.handle(new Request(`${site.config.origin}/api/v1/openapi.json`))
  const text = await answer.text()
  const { openapi, paths, components } = JSON.parse(text)
  expect(openapi).toBe('3.1.0')
  const operations = Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, said]) => ({ path, method, said })),
  )
  expect(operations.length).toBe(Object.keys(apiTable).length)
  expect(new Set(operations.map(({ said }) => said.operationId)).size).toBe(operations.length)
  for (const { path, method, said } of operations) {
    const row = apiTable[`${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ':$1')}`]!
    expect(said.security).toEqual(row.isOpen ? [] : [{ token: [row.needs] }])
    const inPath = said.parameters.filter(each => each.in === 'path').map(({ name }) => name)
    expect(inPath).toEqual([...path.matchAll(/{(\w+)}/g)].map(([, name]) => name!))
    expect(Object.keys(said.responses)).toContain(String(row.answer === 409 ? 201 : row.answer))
  }
  const page = await site.app.handle(new Request(`${site.config.origin}/help/api`))
  const listed = await page.text()
  for (const { path, method, said } of operations)
    expect(listed).toContain(
      `<code>${method.toUpperCase()} ${path}</code><br/><span>${said.summary.replaceAll('`', '')}</span>`,
    )
  for (const name of Object.keys(components.schemas)) expect(listed).toContain(`<code>${name}</code>`)
  expect(listed).not.toMatch(/undefined|\[object/)
  const documentation = await Bun.file(join(import.meta.dir, '../../docs/api.md')).text()
  for (const { path, method, said } of operations) {
    const route = `${method.toUpperCase()} ${path.replace(/{id}/, 'ID').replace(/{name}/, 'NAME')}`
    const scope = apiTable[`${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ':$1')}`]!
    expect(documentation).toContain(`| ${route} | ${scope.isOpen ? '-' : scope.needs} | ${said.summary} |`)
  }
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
    expect(Object.keys(components[kind!])).toContain(name!)
  expect(text).not.toContain('numeric')
})

interface Operation {
  operationId: string
  summary: string
  security: unknown[]
  parameters: { name: string; in: string }[]
  responses: object
}
