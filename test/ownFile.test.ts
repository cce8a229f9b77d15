import { beforeAll, expect, test } from 'bun:test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { listBackups } from '#src/admin/backUp.ts'
import { readOutcome } from '#src/analyses/outcome.ts'
import { readOutbox } from '#src/mail.ts'
import { resultFile } from '#src/method/resultFile.ts'
import { ownFile, UnreadableFile } from '#src/ownFile.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { makeWorld, openSite } from './routes/world.ts'
import { temporaryFolder } from './support/database.ts'

const shelf = ownFile(Type.Object({ books: Type.Array(Type.String()), owner: Type.Optional(Type.String()) }))
const open = (text: string) => () => shelf.parse(text, '/data/shelf.json')

test('a file says its format, and comes back as it was written', () => {
  const text = shelf.textOf({ books: ['a'] })
  expect(JSON.parse(text)).toEqual({ version: 1, books: ['a'] })
  expect(shelf.parse(text, 'shelf.json')).toEqual({ books: ['a'] })
})

test('a file of the time before there were formats is one of the first', () => {
  expect(open('{"books":["a"]}')()).toEqual({ books: ['a'] })
})

test('what is cut short, of another shape or newer is refused, with the path and the cause', () => {
  expect(open('{"books":["a"')).toThrow(
    /^\/data\/shelf\.json is damaged \(.+\)\. Restore it from a backup\.$/,
  )
  expect(open('[]')).toThrow('is damaged (not an object)')
  expect(open('{"version":1,"books":["a",3]}')).toThrow('is damaged (/books/1: Expected string)')
  expect(open('{"version":2,"shelves":[]}')).toThrow(
    'is of format 2, and this version of the program reads format 1',
  )
  for (const text of ['', 'null', '{}', '{"version":"1","books":[]}'])
    expect(open(text)).toThrow(UnreadableFile)
})

const older = temporaryFolder()
beforeAll(async () => {
  const archive = await Bun.file(join(import.meta.dir, 'fixtures/olderResult.tar.gz')).bytes()
  for (const [path, file] of await new Bun.Archive(archive).files()) {
    mkdirSync(join(older, path, '..'), { recursive: true })
    writeFileSync(join(older, path), await file.bytes())
  }
})

test('a result of before the files were checked still opens: nothing of it is lost', async () => {
  const json = (path: string) => JSON.parse(readFileSync(join(older, path), 'utf8'))
  const { result, traces, sample, truth, sizes } = await readOutcome(older)
  expect(result).toEqual(json('output/result.json'))
  expect(traces).toEqual(json('output/traces.json'))
  expect(sample).toEqual(json('output/sample.json'))
  expect(truth).toEqual(json('params.json').study.truth)
  expect(sizes).toHaveLength(20)
})

test('R-hat of chains that are each stuck elsewhere is infinite, not nothing', () => {
  const whole = JSON.parse(readFileSync(join(older, 'output/result.json'), 'utf8'))
  whole.models[0].weight.rhat = Infinity
  const { models } = resultFile.parse(resultFile.textOf(whole), 'result.json')
  expect(models[0]!.weight.rhat).toBe(Infinity)
})

test('a damaged result and a newer study are pages with a reference, not pages with holes', async () => {
  const site = openSite()
  const { owner, study, done, actors } = await makeWorld(site)
  const see = async (path: string) => {
    const headers = { cookie: actors.owner.cookie, accept: 'text/html' }
    const answer = await site.app.handle(new Request(`${site.config.origin}${path}`, { headers }))
    return { status: answer.status, text: await answer.text() }
  }
  const result = join(site.files.analysis(owner.id, study.id, done.id), 'output/result.json')
  const record = join(site.files.study(owner.id, study.id), 'study.json')
  for (const path of [`/analyses/${done.id}`, `/studies/${study.id}`])
    expect((await see(path)).status).toBe(200)
  const change = (file: string, over: object) =>
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...over }))
  change(result, { models: [{ name: 'm1', selected: true }] })
  change(record, { version: 9 })
  for (const path of [`/analyses/${done.id}`, `/studies/${study.id}`]) {
    const { status, text } = await see(path)
    expect(status).toBe(500)
    expect(text).toContain('A file of this page cannot be read')
    expect(text).not.toContain('undefined')
    expect(text).not.toContain('result.json')
  }
  expect(readInspection(site.files.study(owner.id, study.id), null)).rejects.toThrow('is of format 9')
})

test('one damaged backup or mail hides no other', async () => {
  const folder = temporaryFolder()
  const facts = { at: 1, version: '0.1.0', studies: 0, analyses: 0, bytes: 0, missing: [] }
  for (const [name, text] of [
    ['whole', JSON.stringify({ name: 'whole', ...facts })],
    ['cut', '{"name":"cu'],
    ['strange', '{"name":"strange"}'],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'backup.json'), text)
  }
  expect(await listBackups({ backups: folder })).toEqual([{ name: 'whole', ...facts }])
  writeFileSync(join(folder, 'a.json'), JSON.stringify({ to: 'a@ku.dk', subject: 's', text: 't', at: 1 }))
  writeFileSync(join(folder, 'b.json'), '{"to":"b@ku')
  expect((await readOutbox(folder, 10)).map(each => each.to)).toEqual(['a@ku.dk'])
})
