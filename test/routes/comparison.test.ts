import { expect, test } from 'bun:test'
import { makeWorld, openSite } from './world.ts'

const site = openSite()
const world = await makeWorld(site)
const page = `${site.config.origin}/studies/${world.study.id}/comparison`

const ask = (query: string) =>
  site.app.handle(
    new Request(page + query, { headers: { accept: 'text/html', cookie: world.actors.owner.cookie } }),
  )

test('finished analyses of the study are compared, others are not found', async () => {
  const { done, failed } = world
  expect(await (await ask('')).text()).toContain('Two finished analyses are needed')
  const compared = await ask(`?a=${done.id}&b=${done.id}`)
  expect(compared.status).toBe(200)
  expect(await compared.text()).toContain('The data do not prefer either.')
  expect((await ask(`?a=${failed.id}&b=${done.id}`)).status).toBe(404)
  expect((await ask(`?a=999999&b=${done.id}`)).status).toBe(404)
  expect((await ask('?a=one')).status).toBe(422)
})
