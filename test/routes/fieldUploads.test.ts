import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { findAnalysisOf, setAnalysisState } from '#db/analyses.ts'
import { checkBeforeRun } from '#src/analyses/methodCheck.ts'
import { readMethods } from '#src/analyses/methods.ts'
import { writeInputs } from '#src/studies/record.ts'
import { describeFile } from '#src/studies/uploadedFile.ts'
import { noon, studyOf } from '../support/people.ts'
import { ask, makeWorld, openSite } from './world.ts'

const manifest = {
  ...{ name: 'plates', title: 'Plates', command: ['true'] },
  inputs: [{ name: 'tables', label: 'Tables', kinds: ['.csv'], most: 2 }],
  parameters: {
    required: ['list'],
    properties: {
      list: {
        type: 'string',
        title: 'List of wells',
        format: 'file-path',
        pattern: '^[a-z]',
        'x-upload': ['.csv', '.txt'],
      },
      kinds: { type: 'array', title: 'Kinds', items: { type: 'string', enum: ['a', 'b', 'c'] } },
    },
  },
}

/** A study of the method, whose form takes a file for one analysis. */
async function open() {
  const site = openSite()
  await Bun.write(join(site.config.methods, 'plates.json'), JSON.stringify(manifest))
  const { owner, actors } = await makeWorld(site)
  const study = await site.db.write(tx => studyOf(tx, owner, 'Wells', { method: 'plates' }))
  const home = site.files.study(owner.id, study.id)
  await Bun.write(join(home, 'tables/1.csv'), 'x,y\n1,2\n')
  await writeInputs(home, { tables: [await describeFile(home, 'tables/1.csv', 'first.csv')] })
  const path = `/studies/${study.id}/methods/plates`
  async function send(
    parts: [string, string | File][],
    { who = 'owner', to = `${path}/files` }: { who?: 'owner' | 'stranger'; to?: string } = {},
  ) {
    const { cookie, csrf } = actors[who]
    const form = new FormData()
    for (const [name, value] of [['csrf', csrf], ...parts] as [string, string | File][])
      form.append(name, value as string)
    return await ask(site, to, {
      method: 'POST',
      body: form,
      headers: { cookie, origin: site.config.origin },
    })
  }
  const get = (path: string) => ask(site, path, { headers: { cookie: actors.owner.cookie } })
  const paramsOf = async (answer: Response) => {
    const id = Number(answer.headers.get('location')?.match(/\d+$/)?.[0])
    const analysis = (await findAnalysisOf(site.db.read, owner.id, id))!
    const folder = site.files.analysis(owner.id, study.id, id)
    return { id, analysis, folder, params: await Bun.file(join(folder, 'params.json')).json() }
  }
  return { site, owner, study, actors, path, send, get, paramsOf }
}

const start = [
  ['name', 'With a list'],
  ['submitKey', 'k'],
] as [string, string][]
const file = (name: string, text = 'A1\n') => new File([text], name)

test('a file that comes with the form of an analysis is its own, and again that of one that repeats it', async () => {
  const { site, get, path, send, paramsOf, owner, study } = await open()
  const form = await (await get(path)).text()
  expect(form).toContain(`action="${path}/files" enctype="multipart/form-data"`)
  for (const words of ['first.csv', 'name="file-list"', 'accept=".csv,.txt"']) expect(form).toContain(words)

  const kinds = [
    ['kinds', 'a'],
    ['kinds', 'c'],
    ['kinds', ''],
  ] as [string, string][]
  const sent = await send([...start, ['list', 'tables/1.csv'], ...kinds, ['file-list', file('wells.TXT')]])
  expect(sent.status).toBe(303)
  const { id, analysis, folder, params } = await paramsOf(sent)
  expect(params.parameters).toEqual({ list: 'fields/list.txt', kinds: ['a', 'c'] })
  expect(params.extras).toEqual({
    list: {
      path: 'fields/list.txt',
      name: 'wells.TXT',
      bytes: 3,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  })
  expect(await Bun.file(join(folder, 'input/fields/list.txt')).text()).toBe('A1\n')
  expect(analysis.parameters).toMatchObject({ extras: { list: 'wells.TXT' } })

  await site.db.write(tx => setAnalysisState(tx, id, 'failed', { reason: 'bug', finishedAt: noon }))
  expect(await (await get(`/analyses/${id}`)).text()).toContain('<dt>List of wells</dt><dd>wells.TXT</dd>')
  const again = await paramsOf(await send([], { to: `/analyses/${id}/repetition` }))
  expect(again.id).not.toBe(id)
  expect([again.params.parameters, again.params.extras]).toEqual([params.parameters, params.extras])
  expect(await Bun.file(join(again.folder, 'input/fields/list.txt')).text()).toBe('A1\n')
  expect(site.files.analysis(owner.id, study.id, id)).not.toBe(again.folder)
})

test('one of the study is chosen by its path and called by its name', async () => {
  const { send, paramsOf, site, get } = await open()
  const { id, params } = await paramsOf(await send([...start, ['list', 'tables/1.csv']]))
  expect([params.parameters.list, params.extras]).toEqual(['tables/1.csv', undefined])
  await site.db.write(tx => setAnalysisState(tx, id, 'failed', { reason: 'bug', finishedAt: noon }))
  expect(await (await get(`/analyses/${id}`)).text()).toContain('<dt>List of wells</dt><dd>first.csv</dd>')
})

test.each<[string, [string, string | File][], string]>([
  ['none', [], 'This must be filled in.'],
  ['another ending', [['file-list', file('wells.exe')]], 'wells.exe has another ending than .csv, .txt.'],
  ['an empty file', [['file-list', file('wells.csv', '')]], 'wells.csv is empty.'],
  [
    'another name than the pattern has',
    [['file-list', file('1.csv')]],
    '1.csv is not called as it must be here.',
  ],
  ['a path that is none of the study', [['list', '../../params.json']], 'Choose one of first.csv.'],
  ['the path of an upload without one', [['list', 'fields/list.csv']], 'Choose one of first.csv.'],
  [
    'a field that takes no file',
    [['file-kinds', file('a.csv')]],
    'a field that this page does not have: “file-kinds”',
  ],
])('a form with %s is refused in words, and keeps what was typed', async (_, parts, words) => {
  const { send } = await open()
  const answer = await send([...start, ...parts])
  expect(answer.status).toBe(422)
  const text = await answer.text()
  expect(text).toContain(words)
  expect(text).toContain('value="With a list"')
})

test('a form that is too large, of somebody else, or without its token is none', async () => {
  const { send, path, site, actors } = await open()
  const large = new File([new Uint8Array(11e6)], 'large.csv')
  expect((await send([...start, ['file-list', large]])).status).toBe(413)
  expect((await send(start, { who: 'stranger' })).status).toBe(404)
  const form = new FormData()
  form.append('file-list', file('a.csv'))
  const headers = { cookie: actors.owner.cookie, origin: site.config.origin }
  expect((await ask(site, `${path}/files`, { method: 'POST', body: form, headers })).status).toBe(403)
})

test('the check before a run has the file, as a copy', async () => {
  const { site, owner, study } = await open()
  const method = { ...readMethods(site.config).methods.get('plates')!, check: ['true'] }
  const table = { path: 'tables/1.csv', name: 'first.csv', bytes: 8, sha256: '0'.repeat(64) }
  const path = join(site.folder, 'arrived')
  await Bun.write(path, 'A1\n')
  let seen: unknown
  const runCheck = async (folder: string) => {
    const { extras } = await Bun.file(join(folder, 'params.json')).json()
    seen = [extras.list.name, await Bun.file(join(folder, 'input', extras.list.path)).text()]
    return []
  }
  const uploads = { list: { path, name: 'wells.txt', to: 'fields/list.txt' } }
  const values = { list: 'fields/list.txt', kinds: null }
  const deps = { files: site.files, runCheck: runCheck as never }
  await checkBeforeRun(deps, owner, study, method, values, { inputs: { tables: [table] } }, uploads)
  expect(seen).toEqual(['wells.txt', 'A1\n'])
})
