import { expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import { problemShape } from '#src/plugins/apiShapes.ts'
import { apiRoutesOf } from '#src/plugins/openApi.ts'
import { tokenOf } from './apiTable.ts'
import { makeWorld, openSite } from './world.ts'

/** Requests that follow the schemas of the API's routes, and such that nearly do: none is a fault of the server. */
const site = openSite()
const requests = Number(process.env.FUZZ_REQUESTS ?? 300)
const perToken = 25 // changes a minute are limited, and the clock stands still
const methods = ['GET', 'POST', 'PATCH', 'DELETE']

interface Schema {
  type?: string
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
}

/** Values of a schema, and now and then any others. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const { type, anyOf, properties, patternProperties } = schema
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('', null, -1, 1e308, '\u0000', '__proto__', '../..'))
  const right: fc.Arbitrary<unknown> =
    schema.const !== undefined
      ? fc.constant(schema.const)
      : anyOf
        ? fc.oneof(...anyOf.map(valuesOf))
        : type === 'string'
          ? fc.string({ maxLength: 60, unit: 'binary' })
          : type === 'number'
            ? fc.oneof(fc.integer(), fc.double())
            : type === 'boolean'
              ? fc.boolean()
              : patternProperties
                ? fc.dictionary(fc.constantFrom('chains', 'qMin', 'seed', 'prior', 'cut', 'other'), odd)
                : properties
                  ? fc.record(
                      Object.fromEntries(
                        Object.entries(properties).map(([name, each]) => [name, valuesOf(each)]),
                      ),
                      { requiredKeys: [] },
                    )
                  : odd
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: odd })
}

test('no request of the API is a fault of the server', async () => {
  const world = await makeWorld(site)
  const ids = [world.study, world.draft, world.running, world.done, world.failed].map(({ id }) => String(id))
  const word = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...ids) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('0', '-1', '1e400', 'NaN', '%00', '..', 'result.json', '9'.repeat(30)),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map(encodeURIComponent) },
  )
  const routes = apiRoutesOf(site.app)
  const request = fc.constantFrom(...routes).chain(({ method, path, hooks }) => {
    const { query, body } = hooks as { query?: Schema; body?: Schema }
    return fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom(...methods) },
      ),
      path: fc.array(word, { minLength: 3, maxLength: 3 }).map(words => {
        const left = [...words]
        return path.replace(/:\w+/g, () => left.pop()!)
      }),
      query: query ? valuesOf(query) : fc.constant({}),
      body: body ? valuesOf(body) : fc.string({ maxLength: 60, unit: 'binary' }),
      type: fc.constantFrom(
        'application/json',
        'application/json',
        'multipart/form-data; boundary=b',
        'text/plain',
        '',
      ),
      key: fc.constantFrom('', 'a', 'k'.repeat(201)),
    })
  })
  let count = 0
  let token = ''
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, body, type, key }) => {
      if (count++ % perToken === 0) token = await tokenOf(site, world.owner.id, 'manage')
      const pairs = Object.entries(Object(query)).map(([name, value]) => [name, String(value)])
      const asked = pairs.filter(([name]) => name !== 'wait') as [string, string][]
      const headers: Record<string, string> = { authorization: `Bearer ${token}` }
      if (type && method !== 'GET') headers['content-type'] = type
      if (key) headers['idempotency-key'] = key
      const sent = method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
      const url = `${site.config.origin}${path}?${new URLSearchParams(asked)}`
      const answer = await site.app.handle(new Request(url, { method, headers, body: sent }))
      seen.add(answer.status)
      expect(answer.status).toBeLessThan(500)
      const isProblem = answer.headers.get('content-type') === 'application/problem+json'
      if (answer.status >= 400) expect(isProblem && Value.Check(problemShape, await answer.json())).toBe(true)
      else await answer.body?.cancel()
    }),
    { numRuns: requests, seed: 20 },
  )
  expect([...seen]).toEqual(expect.arrayContaining([200, 404, 405, 422]))
})
