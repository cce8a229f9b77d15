import { expect, test } from 'bun:test'
import { type Access, setMaintenance } from '#src/admin/maintenance.ts'
import { viewerOf } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { type ActorName, makeWorld, openSite } from './world.ts'

async function openMaintained(banner: string, access: Access, bannerEndsAt = 0) {
  const site = openSite()
  const world = await makeWorld(site)
  const administrator = await viewerOf(site.db, world.owner.id)
  await setMaintenance(site.db, administrator, { banner, access, bannerEndsAt }, noon - 1)
  async function ask(actor: ActorName, path: string, form?: Record<string, string>) {
    const { cookie, csrf } = world.actors[actor]
    const headers = { accept: 'text/html', cookie, 'sec-fetch-site': 'same-origin' }
    const body = form && new URLSearchParams({ csrf, ...form })
    const init = { headers, body, method: form ? 'POST' : 'GET' }
    const answer = await site.app.handle(new Request(`${site.config.origin}${path}`, init))
    return { status: answer.status, text: await answer.text(), wait: answer.headers.get('retry-after') }
  }
  return { ask, world }
}

test('the line stands over every page until its time', async () => {
  const open = await openMaintained('Down <tonight>', 'open', noon + 60_000)
  const { status, text } = await open.ask('anonymous', '/about')
  expect([status, text]).toEqual([
    200,
    expect.stringContaining('Down &lt;tonight&gt; Until 1 Jan 2026, 12:01'),
  ])
  const over = await openMaintained('Down tonight', 'open', noon)
  expect((await over.ask('anonymous', '/about')).text).not.toContain('Down tonight')
})

test('while it is read-only people look and change nothing, administrators do both', async () => {
  const { ask, world } = await openMaintained('Moving house.', 'read-only')
  expect((await ask('owner', '/studies')).status).toBe(200)
  const refused = await ask('owner', `/studies/${world.study.id}/deletion`, {})
  expect([refused.status, refused.wait]).toEqual([503, '5'])
  expect(refused.text).toContain('Moving house. Until then you can read everything but change nothing.')
  expect((await ask('anonymous', '/sign-in', { email: world.owner.email, password: 'wrong' })).status).toBe(
    422,
  )
  expect((await ask('administrator', '/admin/queue', { paused: 'no' })).status).toBe(303)
})

test('while it is closed people see the maintenance page, and administrators find the way in', async () => {
  const { ask } = await openMaintained('Moving house.', 'closed')
  for (const actor of ['anonymous', 'owner'] as const) {
    const { status, text } = await ask(actor, '/')
    expect([status, text]).toEqual([503, expect.stringContaining('Moving house.')])
  }
  expect((await ask('anonymous', '/sign-in')).status).toBe(200)
  expect((await ask('administrator', '/admin')).status).toBe(200)
  expect((await ask('anonymous', '/healthz')).status).not.toBe(503)
})
