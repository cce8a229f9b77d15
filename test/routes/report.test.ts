import { expect, test } from 'bun:test'
import { findStudy } from '#db/studies.ts'
import { ask, makeWorld, openSite } from './world.ts'

test('blanks of a report that two windows fill at the same time are all kept', async () => {
  const site = openSite()
  const { study, done, actors } = await makeWorld(site)
  const { cookie, csrf } = actors.owner
  const blanks = { organism: 'Human', source: 'Synthetic', uniprot: 'P12345' }
  await Promise.all(
    Object.entries(blanks).map(async ([name, value]) => {
      const body = new URLSearchParams({ csrf, [name]: value })
      const answer = await ask(site, `/analyses/${done.id}/report`, {
        method: 'POST',
        body,
        headers: { cookie },
      })
      expect(answer.status).toBe(303)
    }),
  )
  expect((await findStudy(site.db.read, study.id))!.report).toMatchObject(blanks)
})
