import { expect, test } from 'bun:test'
import { createApp } from '#src/app.tsx'
import { noon } from '../support/people.ts'
import { ask, makeWorld, openSite } from './world.ts'

test('a server without the built-in analysis offers the methods of the laboratory alone', async () => {
  const open = openSite()
  const config = { ...open.config, builtIn: false }
  const site = { ...open, config, app: createApp({ ...open, config, now: () => noon }) }
  const { study, actors } = await makeWorld(site)
  const { cookie, csrf } = actors.owner
  const get = async (path: string) => await (await ask(site, path, { headers: { cookie } })).text()
  const send = async (path: string, fields: Record<string, string>, isWithFiles = false) => {
    const body = isWithFiles ? new FormData() : new URLSearchParams()
    for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value)
    return await ask(site, path, { method: 'POST', body, headers: { cookie, origin: config.origin } })
  }
  const upload = await get('/studies/new')
  expect(upload).toContain('href="/studies/new/plates"')
  expect(upload).not.toContain('name="curve"')
  for (const path of ['/', '/studies'])
    for (const words of ['Try the example', 'from small-angle scattering'])
      expect(await get(path)).not.toContain(words)
  expect((await send('/studies/example', {})).status).toBe(409)
  const form = { name: 'Again', submitKey: 'k' }
  for (const [path, fields] of [
    ['/drafts', { name: 'Curve' }],
    [`/studies/${study.id}/analyses`, form],
  ] as const) {
    const answer = await send(path, fields, true)
    expect([answer.status, await answer.text()]).toEqual([
      409,
      expect.stringContaining('The built-in analysis is switched off'),
    ])
  }
  const own = await send(`/studies/${study.id}/methods/average`, form)
  expect(own.status).toBe(303)
})
