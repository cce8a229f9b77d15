import { afterAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listAudit } from '#db/audit.ts'
import { findSetting } from '#db/settings.ts'
import { checkRate, rateLimits } from '#src/accounts/rateLimits.ts'
import { gatherFacts } from '#src/admin/doctor/gatherFacts.ts'
import { createApp } from '#src/app.tsx'
import { openLog } from '#src/log.ts'
import { noon } from '../support/people.ts'
import { until } from '../support/until.ts'
import { makeWorld, openSite, type Sending } from './world.ts'

const site = openSite()
const world = await makeWorld(site)
let trusted = ''
const isTrustedProxy = (address: string) => address === trusted
const app = createApp({ ...site, config: { ...site.config, isTrustedProxy }, now: () => noon })
app.listen({ port: 0, hostname: '127.0.0.1' })
afterAll(() => app.stop(true))
const logs = join(site.folder, 'logs')
openLog(logs, 'info', 'bioce', false)

/** Over a real socket, where the server can see who is at its other end. */
function ask(path: string, { headers, ...rest }: Sending = {}) {
  const told = { host: new URL(site.config.origin).host, 'sec-fetch-site': 'same-origin', ...headers }
  return fetch(`http://127.0.0.1:${app.server!.port}${path}`, { ...rest, redirect: 'manual', headers: told })
}

/** What the audit says of an administrator's look at a person; the first look at each is written down. */
const look = async (userId: number, headers: Record<string, string> = {}) => {
  const { cookie } = world.actors.administrator
  await ask(`/admin/tables/users/${userId}`, { headers: { cookie, ...headers } })
  const [entry] = await listAudit(site.db.read, 1)
  expect(entry).toMatchObject({ action: 'looked_at', subject: `users:${userId}` })
  return entry!.address
}

test('the audit names the client’s address', async () => {
  expect(await look(world.owner.id)).toBe('127.0.0.1')
})

test('what a client says of its address counts when a trusted proxy passed it on', async () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  expect(await look(world.unconfirmed.id, forwarded)).toBe('127.0.0.1')
  trusted = '127.0.0.1'
  expect(await look(world.owner.id + 1, forwarded)).toBe('203.0.113.9')
  trusted = ''
})

test('the log names the client’s address', async () => {
  expect((await ask('/account/names', { method: 'POST', body: new URLSearchParams() })).status).toBe(422)
  const lines = readFileSync(join(logs, 'bioce.log'), 'utf8').trim().split('\n')
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ properties: { status: 422, address: '127.0.0.1' } })
})

test('limits count by the client’s address', async () => {
  const { cookie, csrf } = world.actors.anonymous
  const register = async () => {
    const fields = { csrf, firstName: 'Ada', lastName: 'King', email: 'ada@ku.dk', password: 'short' }
    return (
      await ask('/register', { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) })
    ).status
  }
  expect(await register()).toBe(422)
  for (let i = 1; i < rateLimits.registerByAddress.most; i++)
    await site.db.write(tx => checkRate(tx, rateLimits.registerByAddress, '127.0.0.1', noon))
  expect(await register()).toBe(429)
})

test('the doctor tells of a proxy near by that is not trusted', async () => {
  const { config, db } = site
  await ask('/about', { headers: { 'x-forwarded-for': '203.0.113.9' } })
  await until(async () => (await findSetting(db.read, 'untrustedProxy')) === '127.0.0.1')
  const told = async (now: number, changes: Partial<typeof config> = {}) =>
    (await gatherFacts({ ...config, ...changes }, db, now)).address.untrustedProxy
  expect(await told(noon)).toBe('127.0.0.1')
  expect(await told(noon, { isTrustedProxy: () => true })).toBe('')
  expect(await told(noon + 25 * 3_600_000)).toBe('')
})
