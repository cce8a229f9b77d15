import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { grantRole, insertRole } from '#db/roles.ts'
import { ask, makeWorld, openSite } from './world.ts'

test('an analysis that names a role is seen and started only by those who hold it, from their next request on', async () => {
  const site = openSite()
  const facts = { title: 'Of the beamline', command: ['true'], fields: [], results: [] }
  const manifest = { name: 'beamline-only', role: 'beamline', ...facts }
  await Bun.write(join(site.config.methods, 'beamline.json'), JSON.stringify(manifest))
  await site.db.write(tx => insertRole(tx, 'beamline', ''))
  const { owner, study, actors } = await makeWorld(site)
  const headers = { cookie: actors.owner.cookie }
  const seen = async () => {
    const list = await (await ask(site, `/studies/${study.id}/analyses/new`, { headers })).text()
    const form = await ask(site, `/studies/${study.id}/methods/beamline-only`, { headers })
    return [list.includes('Of the beamline'), form.status]
  }
  expect(await seen()).toEqual([false, 404])
  await site.db.write(tx => grantRole(tx, owner.id, 'beamline'))
  expect(await seen()).toEqual([true, 200])
})

test('whoever holds no role is told so in words, and keeps the account', async () => {
  const site = openSite()
  const { actors } = await makeWorld(site)
  const headers = { cookie: actors['person without a role'].cookie }
  const studies = await ask(site, '/studies', { headers })
  expect(studies.status).toBe(403)
  expect(await studies.text()).toContain('Ask an administrator for the role')
  expect((await ask(site, '/account', { headers })).status).toBe(200)
})
