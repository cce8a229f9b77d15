import { expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { because } from '../support/skips.ts'
import { access } from './accessTable.ts'
import { apiTable, tokenOf } from './apiTable.ts'
import { boundOf, streams } from './bodyTable.ts'
import { type HostileBody, hostileForms, hostileJson, hostileUploads } from './hostileBodies.ts'
import { ask, makeWorld, openSite } from './world.ts'

/**
 * Every body that a route takes, as large as it may be and as dear as it can be made: what reading it costs the web
 * server in time of a processor and in memory stands in bodyTable.ts.
 */
const site = openSite()
const world = await makeWorld(site)
const routes = site.app.routes
  .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  .map(({ method, path }) => `${method} ${path}`)
  // One reads its body as POST /drafts does, the other takes none and makes its study whatever comes.
  .filter(route => !['POST /api/v1/uploads', 'POST /api/v1/studies/example'].includes(route))

const status = '/proc/self/status'
const missing = (await Bun.file(status).exists()) ? '' : because('the most memory is told by Linux alone')
const megabytesOf = (name: 'VmHWM' | 'VmRSS') =>
  Number(readFileSync(status, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))![1]) / 1000

/** What it takes until the answer to a request is whole. */
async function costOf(send: () => Promise<Response>) {
  writeFileSync('/proc/self/clear_refs', '5') // the most so far is what there is now
  const memoryBefore = megabytesOf('VmRSS')
  const before = process.cpuUsage()
  const answer = await send()
  await answer.arrayBuffer()
  const { user, system } = process.cpuUsage(before)
  return {
    status: answer.status,
    cpuSeconds: (user + system) / 1e6,
    memoryMb: megabytesOf('VmHWM') - memoryBefore,
  }
}

test.skipIf(missing !== '').each(routes)(`%s${missing}`, async route => {
  const bound = boundOf(route)
  const row = access[route]
  const [method, path] = route.split(' ') as [string, string]
  const id = String(row?.id?.(world) ?? '')
  const ofApi = apiTable[route]
  const to = ofApi?.path?.(world) ?? row?.path?.(id, world) ?? path.replace(':id', id)
  const actor = { everyone: 'anonymous', holders: 'anonymous', members: 'owner', owner: 'owner' } as const
  const { cookie, csrf } =
    world.actors[row && row.who in actor ? actor[row.who as keyof typeof actor] : 'administrator']
  const fields = Object.entries(row?.form?.(world, id) ?? {})
  const start = new URLSearchParams({ csrf, ...Object.fromEntries(fields.slice(0, -1)) })
  const last = fields.at(-1)?.[0] ?? 'name'
  const makeBodies = (): HostileBody[] =>
    route === 'POST /policy-reports'
      ? hostileForms(bound.bytes, '[{"body":{"blockedURL":"').map(each => ({
          ...each,
          type: 'application/reports+json',
        }))
      : ofApi
        ? hostileJson(bound.bytes)
        : streams[route]
          ? hostileUploads(bound.bytes, { csrf, name: 'Hostile', skipVariational: 'on' }, 'curve')
          : hostileForms(bound.bytes, `${start}&${last}=`)
  for (const [place, { kind, type }] of makeBodies().entries()) {
    const token = await tokenOf(site, world.owner.id, 'submit') // one each: changes a minute are limited
    const who: Record<string, string> = ofApi ? { authorization: `Bearer ${token}` } : { cookie }
    const headers = { ...who, 'content-type': type, 'content-length': String(bound.bytes) }
    // What else the process frees or keeps meanwhile counts too: the least of three tries is what the body costs. What was there
    // before is put away for another try alone, which takes longer than most bodies.
    let seen: unknown[] = []
    for (let tries = 0; tries < 3; tries++) {
      if (tries > 0) Bun.gc(true)
      const { body } = makeBodies()[place]!
      const cost = await costOf(() => ask(site, to, { method, body, headers }))
      expect(cost.status).toBeLessThan(500)
      seen = [kind, cost.cpuSeconds < bound.cpuSeconds, cost.memoryMb < bound.memoryMb]
      if (!seen.includes(false)) break
    }
    expect(seen).toEqual([kind, true, true])
  }
})

test('all of that was read for somebody who is signed in', async () => {
  for (const actor of ['owner', 'administrator'] as const) {
    const headers = { cookie: world.actors[actor].cookie }
    expect((await ask(site, '/account', { headers })).status).toBe(200)
  }
})
