import { describe, expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { grantRole } from '#db/roles.ts'
import { findSessionByHash, markSessionSeen } from '#db/sessions.ts'
import { setSetting } from '#db/settings.ts'
import { findAccountSettings } from '#src/accounts/accountSettings.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { browser } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { type Actor, ask, makeWorld, openSite } from './world.ts'

const site = openSite()

test('what administrators decide about accounts is saved, shown again and holds from then on', async () => {
  const { actors } = await makeWorld(site)
  const { cookie, csrf } = actors.administrator
  const save = (changes: Record<string, string>) => {
    const fields = { csrf, factorGraceDays: '3', idleMinutes: '30', retentionDays: '0', ...changes }
    const body = new URLSearchParams(fields)
    return ask(site, '/admin/settings/accounts', { method: 'POST', body, headers: { cookie } })
  }
  const settings = () => findAccountSettings(site.db.read)
  const first = await settings()
  for (const [name, value] of Object.entries({
    idleMinutes: '29',
    factorGraceDays: '-1',
    retentionDays: '29',
  })) {
    const answer = await save({ [name]: value })
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringMatching(/Use (a whole|30 days)/),
    ])
  }
  expect(await settings()).toEqual(first)
  expect((await save({ retentionDays: '365' })).status).toBe(303)
  expect(await settings()).toEqual({ factorGraceDays: 3, idleMinutes: 30, retentionDays: 365 })
  const page = await (await ask(site, '/admin/settings', { headers: { cookie } })).text()
  for (const [name, value] of Object.entries(await settings()))
    expect(page).toMatch(new RegExp(`<input[^>]*name="${name}"[^>]*value="${value}"`))
  const [change] = await listAudit(site.db.read, 1)
  expect(change).toMatchObject({ action: 'setting_changed', details: { after: 365 } })
  for (const [minutes, status] of [
    [29, 200],
    [31, 303],
  ] as const) {
    const idle = { cookie: await sessionIdleFor(minutes) }
    expect((await ask(site, '/account', { headers: idle })).status).toBe(status)
  }
})

test('the tour of the first visit starts once for an account, and never for who looks at it', async () => {
  const { actors } = await makeWorld(site)
  const starts = async ({ cookie }: Actor) =>
    (await (await ask(site, '/studies', { headers: { cookie } })).text()).includes(' data-tour-starts')
  expect([await starts(actors.owner), await starts(actors['administrator as the owner'])]).toEqual([
    true,
    false,
  ])
  const body = new URLSearchParams({ csrf: actors.owner.csrf, tour: 'profile' })
  await ask(site, '/account/tours', { method: 'POST', body, headers: { cookie: actors.owner.cookie } })
  expect([await starts(actors.owner), await starts(actors.stranger)]).toEqual([false, true])
})

describe('the administration', () => {
  const poll = { 'hx-request': 'true' }
  const hour = 3_600_000
  const seenAgo = async (cookie: string, ms: number) => {
    const found = await findSessionByHash(site.db.read, hashSecret(cookie.replace('sid=', '')))
    await site.db.write(tx => markSessionSeen(tx, { ...found!.session, strongAuthAt: noon }, noon - ms))
  }
  const remembered = async () => {
    const { owner } = await makeWorld(site)
    await site.db.write(tx => grantRole(tx, owner.id, 'superuser'))
    return `sid=${await site.db.write(tx => startSession(tx, owner.id, browser, true, noon - 9 * hour))}`
  }

  test('is read without a new proof while the session is in use, and not after eight hours without', async () => {
    const cookie = await remembered()
    await seenAgo(cookie, 7 * hour)
    expect((await ask(site, '/admin', { headers: { cookie } })).status).toBe(200)
    await seenAgo(cookie, 8 * hour + 1)
    const refused = await ask(site, '/admin', { headers: { cookie } })
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('next=%2Fadmin')])
    // The visit that was refused does not bring the proof back.
    expect((await ask(site, '/admin', { headers: { cookie } })).status).toBe(403)
  })

  test('keeps no session in use by a page that is left open, which is shown anew when it may not look', async () => {
    const cookie = await remembered()
    await seenAgo(cookie, 7 * hour)
    expect((await ask(site, '/admin', { headers: { cookie, ...poll } })).status).toBe(200)
    const { session } = (await findSessionByHash(site.db.read, hashSecret(cookie.slice(4))))!
    expect(session.seenAt).toBe(noon - 7 * hour)
    await seenAgo(cookie, 9 * hour)
    const answer = await ask(site, '/admin', { headers: { cookie, ...poll } })
    expect([answer.status, answer.headers.get('hx-refresh')]).toEqual([200, 'true'])
  })

  test('asks for a new proof before a change, and leads back to the page with its form', async () => {
    await site.db.write(tx => setSetting(tx, 'idleMinutes', 240, noon))
    const { actors } = await makeWorld(site)
    const { cookie, csrf } = actors['stale administrator']
    const change = async (referer: string) => {
      const body = new URLSearchParams({
        csrf,
        siteName: '',
        operator: '',
        hosting: '',
        contact: 'a@example.org',
      })
      const headers = { cookie, referer: site.config.origin + referer }
      const answer = await ask(site, '/admin/settings', { method: 'POST', body, headers })
      expect(answer.status).toBe(403)
      return (await answer.text()).match(/href="(\/account\/proof[^"]*)"/)?.[1]
    }
    expect(await change('/admin/settings')).toBe('/account/proof?next=%2Fadmin%2Fsettings')
    expect(await change('/admin/settings/accounts')).toBe('/account/proof') // no page is there
  })
})

/** The cookie of somebody who did nothing for so long. */
async function sessionIdleFor(minutes: number): Promise<string> {
  const { owner } = await makeWorld(site)
  const at = noon - minutes * 60_000
  return `sid=${await site.db.write(tx => startSession(tx, owner.id, browser, false, at))}`
}
