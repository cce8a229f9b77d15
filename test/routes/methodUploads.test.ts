import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, insertDraft } from '#db/drafts.ts'
import { findJobByKey } from '#db/jobs.ts'
import { findStudyOf } from '#db/studies.ts'
import { createCheckRunner } from '#jobs/check.ts'
import { localExecutor } from '#jobs/executors/local.ts'
import { readMethods } from '#src/analyses/methods.ts'
import { checkFolder } from '#src/studies/check.ts'
import { detailsOfCurve, noon } from '../support/people.ts'
import { usualLimits } from '../support/work.ts'
import { tokenOf } from './apiTable.ts'
import { ask, makeWorld, openSite } from './world.ts'

async function open() {
  const site = openSite()
  const { owner, actors } = await makeWorld(site)
  const { cookie, csrf } = actors.owner
  const get = (path: string) => ask(site, path, { headers: { cookie } })
  async function send(path: string, files: [string, string, string][], fields: Record<string, string> = {}) {
    const form = new FormData()
    for (const [name, value] of Object.entries({ csrf, ...fields })) form.append(name, value)
    for (const [field, name, text] of files) form.append(field, new File([text], name))
    const origin = site.config.origin
    return await ask(site, path, { method: 'POST', body: form, headers: { cookie, origin } })
  }
  const idOf = (response: Response) => Number(response.headers.get('location')?.match(/\d+$/)?.[0])

  /** What the worker does with the check of a draft. */
  async function check(id: number, command?: string) {
    const { methods } = readMethods(site.config)
    const plates = methods.get('plates')!
    const runner = createCheckRunner({
      files: site.files,
      executor: localExecutor,
      checkCommand: ['false'],
      limits: usualLimits,
      inflatedBytesMax: 1e6,
      uploadBytesMax: 1e6,
      pollMs: 5,
      methods: command ? new Map([['plates', { ...plates, check: ['sh', '-c', command] }]]) : methods,
    })
    const job = (await findJobByKey(site.db.read, `check:${id}:1`))!
    await site.db.write(async tx => void (await runner.begin?.(tx, job, noon)))
    const signal = new AbortController().signal
    const outcome = await runner.run({ job, db: site.db, signal, now: () => noon, isShort: false } as never)
    await site.db.write(async tx => void (await ('record' in outcome ? outcome.record?.(tx) : undefined)))
    return (await findDraft(site.db.read, id))!
  }
  return { ...site, owner, get, send, idOf, check, csrf }
}

const table = (name: string, text = 'a,b\n1,2\n'): [string, string, string] => ['tables', name, text]

test.each<[string, [string, string, string][], string]>([
  ['no file where one is needed', [], 'Choose a file.'],
  ['an ending that it does not take', [table('a.exe')], 'has another ending than .csv, .tar.gz.'],
  [
    'more files than it takes',
    ['a.csv', 'b.csv', 'c.csv'].map(name => table(name)),
    'Choose at most 2; these are 3.',
  ],
  ['an empty file', [table('a.csv', '')], 'a.csv is empty.'],
  ['a file that is too large', [table('a.csv', 'x'.repeat(1001))], 'at most 0 MB are allowed.'],
  ['two files of one name', [table('a.csv'), table('a.csv')], 'There are two files called a.csv.'],
  [
    'a field that it does not have',
    [table('a.csv'), ['curve', 'a.dat', '1']],
    'a field that this page does not have',
  ],
])('an upload for a method is refused in words: %s', async (_, files, sentence) => {
  const { send } = await open()
  const answer = await send('/studies/new/plates', files, { name: 'Plates 1' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(sentence)
})

test('whoever may not upload more is told on the page of the upload', async () => {
  const { db, owner, get } = await open() // has an upload of their own
  expect(await (await get('/studies/new/plates')).text()).not.toContain('You cannot upload another study now')
  const draft = { userId: owner.id, name: 'Draft', bytes: 3, createdAt: noon, expiresAt: noon + 1000 }
  for (const _ of [1, 2]) await db.write(tx => insertDraft(tx, { ...draft, details: detailsOfCurve }))
  const page = await (await get('/studies/new/plates')).text()
  expect(page).toContain('3 of your uploads are checked but not saved.')
})

test('names of files are no paths, and the study has the files as they came', async () => {
  const site = await open()
  const files = [
    table('../../etc/passwd.csv'),
    table('Z.CSV', 'c\n3\n'),
    ['notes', 'n.txt', 'hello'],
  ] as never
  const id = site.idOf(await site.send('/studies/new/plates', files, { name: 'Plates 1', uploadKey: 'k' }))
  const draft = await site.check(id)
  expect([draft.state, draft.method]).toEqual(['done', 'plates'])
  const home = join(checkFolder(site.files.draft(site.owner.id, id), 1), 'study')
  for (const path of ['tables/1.csv', 'tables/2.csv', 'notes.txt'])
    expect(existsSync(join(home, path))).toBe(true)
  expect(await (await site.get(`/drafts/${id}`)).text()).toContain('The files can be analysed')
  const accepted = await site.send(`/drafts/${id}/acceptance`, [], { name: 'Plates 1' })
  const study = (await findStudyOf(site.db.read, site.owner.id, site.idOf(accepted)))!
  expect([study.method, study.inputs!.map(({ path }) => path)]).toEqual([
    'plates',
    ['tables/1.csv', 'tables/2.csv', 'notes.txt'],
  ])
  expect(await (await site.get(`/studies/${study.id}/files/Z.CSV`)).text()).toBe('c\n3\n')
  expect((await site.get(`/studies/${study.id}/files/..%2F..%2Fetc%2Fpasswd.csv`)).status).toBeOneOf([
    200, 404,
  ])
  expect(await (await site.get(`/studies/${study.id}`)).text()).toContain('Start an analysis')
  const page = await site.get(`/studies/${study.id}/analyses/new`)
  expect(page.headers.get('location')).toBe(`/studies/${study.id}/methods/plates`)
  expect((await site.get(`/studies/${study.id}/methods/average`)).status).toBe(404)
  await Bun.file(join(site.config.methods, 'plates.json')).delete()
  const without = await (await site.get(`/studies/${study.id}`)).text()
  expect(without).toContain('is not offered now')
  expect(without).not.toContain('Start an analysis')
})

test.each([
  [
    'a problem',
    `echo '{"findings": [{"level": "problem", "message": "<b>Bad</b>", "file": "a.csv", "line": 2}]}'`,
    'a.csv, line 2',
  ],
  ['what is no list of findings', `echo '{"findings": [{"level": "fatal"}]}'`, 'The check did not finish'],
  ['a flood of output', 'yes | head -c 3000000 > output/x; cat output/x', 'The check did not finish'],
  ['a refusal in words', `echo '{"reason": "no", "message": "Not today."}'; exit 1`, 'Not today.'],
  [
    'a link to what is not its',
    `ln -s /etc/passwd output/x; echo '{"findings": []}'`,
    'The files can be analysed',
  ],
])('the check of a method may tell %s, and no study comes of a problem', async (what, command, words) => {
  const site = await open()
  const id = site.idOf(await site.send('/studies/new/plates', [table('a.csv')], { name: 'Plates 1' }))
  await site.check(id, command)
  const text = await (await site.get(`/drafts/${id}`)).text()
  expect(text).toContain(words)
  expect(text).not.toContain('<b>Bad')
  const accepted = await site.send(`/drafts/${id}/acceptance`, [], { name: 'Plates 1' })
  expect(accepted.status).toBe(what.startsWith('a link') ? 303 : accepted.status)
  if (!what.startsWith('a link')) expect(accepted.status).not.toBe(303)
})

test('a method that is gone stops its uploads alone, in words', async () => {
  const site = await open()
  const id = site.idOf(await site.send('/studies/new/plates', [table('a.csv')], { name: 'Plates 1' }))
  await Bun.file(join(site.config.methods, 'plates.json')).delete()
  expect((await site.get('/studies/new/plates')).status).toBe(404)
  expect((await site.get(`/drafts/${id}`)).status).toBe(200)
  expect((await site.get('/studies/new')).status).toBe(200)
})

test('a program uploads the files of a method by its inputs, once however often it asks', async () => {
  const site = await open()
  const authorization = `Bearer ${await tokenOf(site, site.owner.id, 'submit')}`
  async function upload(files: [string, string, string][], method = 'plates') {
    const form = new FormData()
    form.append('name', 'Plates 1')
    for (const [field, name, text] of files) form.append(field, new File([text], name))
    const headers = { authorization, 'idempotency-key': 'plates' }
    const answer = await ask(site, `/api/v1/uploads?method=${method}`, {
      method: 'POST',
      body: form,
      headers,
    })
    return { status: answer.status, said: (await answer.json()) as { id: number; fields?: object } }
  }
  expect(await upload([table('a.exe')])).toMatchObject({
    status: 422,
    said: { fields: { tables: expect.any(String) } },
  })
  expect((await upload([table('a.csv')], 'average')).status).toBe(404) // has no inputs of its own
  const files = [table('a.csv'), table('b.csv'), ['notes', 'n.txt', 'x'] as [string, string, string]]
  const first = await upload(files)
  expect([first.status, (await upload(files)).said.id]).toEqual([202, first.said.id])
  await site.check(first.said.id)
  const headers = { authorization, 'content-type': 'application/json' }
  const kept = await ask(site, `/api/v1/uploads/${first.said.id}/acceptance`, {
    method: 'POST',
    body: '{}',
    headers,
  })
  expect(await kept.json()).toMatchObject({
    method: 'plates',
    files: [{ name: 'a.csv' }, { name: 'b.csv' }, { name: 'n.txt' }],
  })
})

test('a program uploads a series of curves, which comes with the program, and starts its analysis', async () => {
  const site = await open()
  const authorization = `Bearer ${await tokenOf(site, site.owner.id, 'submit')}`
  const send = async (path: string, body: FormData | string, key = 'series') => {
    const type: Record<string, string> =
      typeof body === 'string' ? { 'content-type': 'application/json' } : {}
    const headers = { authorization, 'idempotency-key': key, ...type }
    const answer = await ask(site, path, { method: 'POST', body, headers })
    return { status: answer.status, said: (await answer.json()) as { id: number } }
  }
  const listed = await ask(site, '/api/v1/methods', { headers: { authorization } })
  const { items } = (await listed.json()) as { items: { name: string; inputs?: { name: string }[] }[] }
  expect(items.find(({ name }) => name === 'series')?.inputs?.map(({ name }) => name)).toEqual([
    ...['curves', 'list', 'models', 'profiles', 'properties'],
  ])
  const form = new FormData()
  form.append('name', 'Kinetics')
  const text = await Promise.all(
    ['t0.dat', 't5.dat', 'profiles.txt'].map(name =>
      Bun.file(join(import.meta.dir, '../../examples/series', name)).text(),
    ),
  )
  form.append('curves', new File([text[0]!], 't0.dat'))
  form.append('curves', new File([text[1]!], 't5.dat'))
  form.append('profiles', new File([text[2]!], 'profiles.txt'))
  form.append('list_typed', 'file,time (s)\nt0.dat,1\nt5.dat,2')
  const upload = await send('/api/v1/uploads?method=series', form)
  expect(upload.status).toBe(202)
  const draft = await site.check(upload.said.id)
  expect(draft.inputs?.find(({ input }) => input === 'list')).toMatchObject({ name: 'list.csv', bytes: 32 })
  const page = await (await site.get(`/drafts/${upload.said.id}`)).text()
  expect(page).toContain('2 curves, each at time (s): t0.dat 1, t5.dat 2.')
  const study = await send(`/api/v1/uploads/${upload.said.id}/acceptance`, '{}', 'kept')
  expect(study).toMatchObject({ status: 201, said: { method: 'series' } })
  const start = (parameters: object) =>
    send(
      `/api/v1/studies/${study.said.id}/analyses`,
      JSON.stringify({ name: 'Smooth', method: 'series', parameters }),
      JSON.stringify(parameters),
    )
  expect((await start({ scale: 'square' })).status).toBe(422)
  expect(await start({ scale: 'order' })).toMatchObject({ status: 201, said: { method: 'series' } })
}, 60_000)

test('what is typed in place of a file is one or the other, and only where the method says so', async () => {
  const site = await open()
  const post = async (method: string, files: [string, string, string][], fields: Record<string, string>) => {
    const answer = await site.send(`/studies/new/${method}`, files, { name: 'Typed', ...fields })
    return { status: answer.status, text: await answer.text() }
  }
  const list: [string, string, string] = ['list', 'times.csv', 't0.dat,1\n']
  const both = await post('series', [list], { list_typed: 't0.dat,2' })
  expect(both.status).toBe(422)
  expect(both.text).toContain('Choose a file or type it, not both.')
  expect(both.text).toContain('t0.dat,2</textarea>')
  const strange = await post('plates', [table('a.csv')], { tables_typed: 'a,b' })
  expect(strange.status).toBe(422)
  expect(strange.text).toContain('a field that this page does not have')
  const blank = await post('series', [list], { list_typed: '  ' })
  expect(blank.text).not.toContain('not both')
})
