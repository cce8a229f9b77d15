import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { inflatedBytesMax } from '#src/analyses/readExtraFiles.ts'
import { AppError } from '#src/errors.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'
import { zipOf } from '../support/zip.ts'
import { access } from './accessTable.ts'
import { apiTable, tokenOf } from './apiTable.ts'
import { boundOf, files, streams } from './bodyTable.ts'
import { ask, makeWorld, openSite } from './world.ts'

/** Every body has a bound, told by a page before the body is read: see bodyTable.ts. */
const site = openSite()
const world = await makeWorld(site)
const token = await tokenOf(site, world.owner.id, 'manage')
const routes = site.app.routes
  .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  .map(({ method, path }) => `${method} ${path}`)

test('routes that read their body themselves are those of the table', () => {
  const streamed = site.app.routes.filter(({ hooks }) =>
    [(hooks as { parse?: unknown }).parse]
      .flat()
      .some(each => each === 'none' || (each as { fn?: unknown })?.fn === 'none'),
  )
  expect(streamed.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(streams).sort())
  expect(routes.length).toBeGreaterThan(60)
})

/** A body that says it has so many bytes; none of it need come for it to be refused. */
async function announce(route: string, bytes: number) {
  const [method, path] = route.split(' ') as [string, string]
  const ofApi = apiTable[route]
  const row = access[route]
  const isAdmins = row?.who === 'administrators'
  const { cookie } = isAdmins ? world.actors.administrator : world.actors.owner
  const id = String(row?.id?.(world) ?? '')
  const to = ofApi?.path?.(world) ?? row?.path?.(id, world) ?? path.replace(':id', id)
  const body = new ReadableStream({ start: controller => controller.close() })
  const formType = ofApi ? 'application/json' : 'application/x-www-form-urlencoded'
  const type = streams[route] ? 'multipart/form-data; boundary=b' : formType
  const who: Record<string, string> = ofApi ? { authorization: `Bearer ${token}` } : { cookie }
  const headers = { ...who, 'content-type': type, 'content-length': String(bytes) }
  return await ask(site, to, { method, body, headers })
}

test.each(routes)('%s refuses a byte too many, in words', async route => {
  const { bytes, refusal = 413 } = boundOf(route)
  const answer = await announce(route, bytes + 1)
  expect(answer.status).toBe(refusal)
  expect(await answer.text()).toMatch(/larger than|too long/)
})

describe('files are bounded by what is inside them:', () => {
  const folder = site.folder
  const put = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name)
    await Bun.write(path, content)
    return { path, name }
  }

  test('a curve', async () => {
    const curve = await put('curve.dat', '0.1 1 0.1\n'.repeat(files.curve.bytes / 10 + 1))
    const limits = { inflatedBytesMax: 1e9, modelsMax: 10 }
    const { findings } = await inspectFiles(folder, { curve, library: null, profiles: null }, 'guess', limits)
    expect(findings.map(({ code }) => code)).toEqual(['curve.too_large'])
  })

  test('a library', async () => {
    const models = Array.from({ length: 3 }, (_, i) => ({ name: `${i}.txt`, data: '' }))
    const { path, name } = await put('a.zip', zipOf(models))
    const limits = { inflatedBytesMax: files.library.bytes, entriesMax: 2 }
    const refused = await unpackLibrary(path, name, folder, limits).catch(error => error as unknown)
    expect(refused).toBeInstanceOf(AppError)
    expect(site.config.inflatedBytesMax).toBe(files.library.bytes)
  })

  test.each([5, 100, 10_000])('the files of an analysis of %d models', models => {
    expect(inflatedBytesMax(models)).toBe(files.extras.bytes(models))
  })
})
