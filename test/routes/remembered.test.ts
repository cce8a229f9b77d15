import { expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { findAccountSettings } from '#src/accounts/accountSettings.ts'
import { startSession } from '#src/accounts/sessions.ts'
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

/** The cookie of somebody who did nothing for so long. */
async function sessionIdleFor(minutes: number): Promise<string> {
  const { owner } = await makeWorld(site)
  const at = noon - minutes * 60_000
  return `sid=${await site.db.write(tx => startSession(tx, owner.id, browser, false, at))}`
}
