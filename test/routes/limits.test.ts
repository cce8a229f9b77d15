import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUIDv7 } from 'bun'
import { deleteSessionsOf } from '#db/sessions.ts'
import { updateUser } from '#db/users.ts'
import { csrfToken, maskToken } from '#src/plugins/csrf.ts'
import { receiveForm } from '#src/plugins/multipart.ts'
import { storeStudy } from '#src/studies/upload.ts'
import { mistake } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { until } from '../support/until.ts'
import { ask, makeWorld, openSite, type World } from './world.ts'

/** Limits hold when many requests come at once, and rights when they go while a request is under way. */
const site = openSite()

const statuses = (answers: Response[]) => answers.map(({ status }) => status).toSorted()
const eight = Array.from({ length: 8 }, (_, index) => index)

function upload({ owner }: World['actors'], key: string): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ csrf: owner.csrf, name: 'Lysozyme', uploadKey: key }))
    form.set(name, value)
  form.set('curve', new Blob(['0.1 1 0.1\n']), 'curve.dat')
  form.set('library', new Blob(['ATOM']), 'models.pdb')
  return ask(site, '/drafts', { method: 'POST', body: form, headers: { cookie: owner.cookie } })
}

describe('of eight at once', () => {
  test('two uploads are taken where there is room for two', async () => {
    const { actors } = await makeWorld(site) // has one upload of three already
    const answers = await Promise.all(eight.map(index => upload(actors, `key ${index}`)))
    expect(statuses(answers).slice(0, 2)).toEqual([303, 303])
    // too many kept, or, before their files were read, too many under way
    for (const status of statuses(answers).slice(2)) expect([409, 429]).toContain(status)
  })

  test('one analysis is taken where there is room for one', async () => {
    const { owner, study, actors } = await makeWorld(site)
    await site.db.write(tx => updateUser(tx, owner.id, { limits: { analysesMax: 5 } }, noon))
    const submit = (index: number) => {
      const body = new FormData()
      const fields = { csrf: actors.owner.csrf, name: `Try ${index}`, submitKey: randomUUIDv7() }
      for (const [name, value] of Object.entries(fields)) body.set(name, value)
      const sending = { method: 'POST', body, headers: { cookie: actors.owner.cookie } }
      return ask(site, `/studies/${study.id}/analyses`, sending)
    }
    expect(statuses(await Promise.all(eight.map(submit)))).toEqual([303, ...Array(7).fill(409)])
  })

  test('one study is kept where there is room for one', async () => {
    const { owner } = await makeWorld(site)
    const few = { ...owner, limits: { studiesMax: 2 } }
    const curve = { path: 'curve.dat', name: 'curve.dat', unit: '1/A', bytes: 10 }
    const record = { curve, library: [], profiles: null, models: [], warnings: [] } as never
    const keep = async (index: number) => {
      const study = { name: `Study ${index}`, skipVariational: false, libraryName: null }
      const facts = { record, pointCount: 10, bytes: 10 }
      return await storeStudy(site, few, await site.files.openIncoming(), study, facts, noon)
    }
    const outcomes = await Promise.allSettled(eight.map(keep))
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  })
})

const formType = { 'content-type': 'multipart/form-data; boundary=b' }

/** A form whose file begins, and never ends. */
function endlessForm(csrf: string): ReadableStream {
  const parts = [
    `--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`,
    '--b\r\nContent-Disposition: form-data; name="curve"; filename="c.dat"\r\n\r\n0.1 1 0.1\r\n',
  ]
  return new ReadableStream({
    start: controller => controller.enqueue(new TextEncoder().encode(parts.join(''))),
  })
}

test('an upload ends when its time is over, and leaves nothing open', async () => {
  const token = csrfToken(site.keys.csrf.current, 'session:1')
  const sending = { method: 'POST', body: endlessForm(maskToken(token)), headers: formType }
  const folder = await site.files.openIncoming()
  const sender = { csrfTokens: [token], isStillIn: async () => true }
  const limits = { folder, bytesMax: 1e6, filesMax: 1, sender, msMax: 50 }
  await mistake(receiveForm(new Request('http://localhost/', sending), limits), 'too_slow')
  await site.files.discard(folder)
})

test('an upload ends with the session that it belongs to, and leaves nothing', async () => {
  const { owner, actors } = await makeWorld(site)
  const body = endlessForm(actors.owner.csrf)
  const headers = { cookie: actors.owner.cookie, ...formType }
  const incoming = () => readdirSync(join(site.config.userData, '.incoming'), { recursive: true }).toSorted()
  const before = incoming()
  const answer = ask(site, '/drafts', { method: 'POST', body, headers })
  await until(() => incoming().some(name => String(name).endsWith('/0')))
  await site.db.write(tx => deleteSessionsOf(tx, owner.id))
  const { status, headers: answered } = await answer
  expect([status, answered.get('location')]).toEqual([303, '/sign-in'])
  expect(incoming()).toEqual(before)
}, 60_000)
