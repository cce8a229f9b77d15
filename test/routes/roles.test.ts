import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { grantRole, insertRole } from '#db/roles.ts'
import { ask, makeWorld, openSite } from './world.ts'

test('an analysis that names a role is seen and started only by those who hold it, from their next request on', async () => {
  const site = openSite()
  const facts = { title: 'Of the beamline', command: ['true'] }
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

test('a manifest that breaks while the server runs is left out, told to administrators, and stops nothing else', async () => {
  const site = openSite()
  const { study, actors } = await makeWorld(site)
  await Bun.write(join(site.config.methods, 'broken.json'), '{"name": "broken"')
  const page = await ask(site, `/studies/${study.id}/analyses/new`, {
    headers: { cookie: actors.owner.cookie },
  })
  expect(page.status).toBe(200)
  const form = await ask(site, `/studies/${study.id}/methods/broken`, {
    headers: { cookie: actors.owner.cookie },
  })
  expect(form.status).toBe(404)
  const headers = { cookie: actors.administrator.cookie }
  expect(await (await ask(site, '/admin', { headers })).text()).toContain(
    'broken.json, line 1: this is no JSON',
  )
  expect(await (await ask(site, '/admin/doctor', { headers })).text()).toContain(
    'broken.json, line 1: this is no JSON',
  )
})

test('a database that does not answer is told by /healthz without its own words', async () => {
  const refuse = () => {
    throw new Error('connect to secret-host:5432 as bioce refused')
  }
  const read = new Proxy({} as never, { get: refuse })
  const answer = await ask(openSite({ db: { read } }), '/healthz', {})
  expect([answer.status, await answer.text()]).toEqual([503, 'database: it does not answer\n'])
})

test('workers that do not start are told by /healthz in short, and to administrators with their last words', async () => {
  const trouble = { times: 3, ending: 'exit code 78', lastWords: '/srv/secret/path is wrong' }
  const site = openSite({ workerTrouble: () => trouble })
  const { actors } = await makeWorld(site)
  expect(await (await ask(site, '/healthz', {})).text()).toBe(
    "degraded: the workers' process ended 3 times in a row, last with exit code 78\n",
  )
  const page = await ask(site, '/admin', { headers: { cookie: actors.administrator.cookie } })
  expect(await page.text()).toContain('/srv/secret/path is wrong')
})
