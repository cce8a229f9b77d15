import { expect, test } from 'bun:test'
import { makeWorld, openSite } from '../routes/world.ts'

/** What administrators see of a table `beam_times`: run by test/admin/newTable.test.ts in a copy that has one. */
test('the new table is listed, filled, linked both ways, exported and deleted', async () => {
  const site = openSite()
  const world = await makeWorld(site)
  const { cookie, csrf } = world.actors.administrator
  const headers = { accept: 'text/html', cookie, 'sec-fetch-site': 'same-origin' }
  const ask = (path: string, init: RequestInit = {}) =>
    site.app.handle(new Request(`${site.config.origin}${path}`, { headers, ...init }))
  const get = async (path: string) => await (await ask(path)).text()
  const post = (path: string, fields: Record<string, string>) =>
    ask(path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) })

  const table = '/admin/tables/beam_times'
  expect(await get('/admin')).toContain('Beam times')
  const form = await get(`${table}/new`)
  expect(form).toMatch(/<option value="\d+">Owner\d+ Example/)
  expect(form).toMatch(/<option value="sans">/)
  expect(form).toContain('type="datetime-local"')
  const userId = String(world.owner.id)
  const typed = { station: 'Hamburg P12', userId, kind: 'sans', granted: 'on', startsAt: '2026-01-01T12:00' }
  const refused = await post(`${table}/new`, { ...typed, hours: '0' })
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Use 1 or more.')])
  const nobody = await post(`${table}/new`, { ...typed, hours: '8', userId: '9999' })
  expect([nobody.status, await nobody.text()]).toEqual([422, expect.stringContaining('does not exist')])
  const created = await post(`${table}/new`, { ...typed, hours: '8' })
  const row = created.headers.get('location')!
  expect(created.status).toBe(303)
  expect(await get(`${table}?kind=sans&sort=hours`)).toContain('Hamburg P12')
  expect(await get(`${table}?kind=saxs`)).not.toContain('Hamburg P12')
  const page = await get(row)
  expect(page).toContain('1 Jan 2026, 12:00:00 UTC')
  expect(page).toContain(`/admin/tables/users/${userId}`)
  expect(await get(`/admin/tables/users/${userId}`)).toContain(`${table}?userId=${userId}`)
  const csv = await get(`${table}/export.csv`)
  expect(csv).toContain('Hamburg P12,sans,8,true,2026-01-01T12:00:00.000Z')
  expect(csv + page + form).not.toMatch(/access.?hash/i)
  expect(await get(`/admin/tables/users/${userId}/deletion`)).toContain('Beam times: 1')
  expect((await post(`${row}/deletion`, {})).status).toBe(303)
  expect((await ask(row)).status).toBe(404)
})
