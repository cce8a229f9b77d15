import { Database as Sqlite } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysesOf } from '#db/analyses.ts'
import { openDatabase } from '#db/index.ts'
import type { Study } from '#db/schema.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { temporaryFolder } from '../support/database.ts'
import { analysisOf, studyOf } from '../support/people.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { seeded } from '../support/storyData.ts'
import { openWebWorld } from './webWorld.ts'

let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer
let study: Study
let headers: Record<string, string>
let csrf: string

beforeAll(async () => {
  world = await openWebWorld()
  study = await world.db.write(tx =>
    studyOf(tx, world.ada, 'Lysozyme', { facts: { files: [], warnings: [] } }),
  )
  web = await world.startWeb()
  const browser = await world.signIn()
  csrf = browser.csrf
  headers = { cookie: browser.cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

const get = (path: string) => fetch(web.origin + path, { headers, redirect: 'manual' })
const post = (path: string, fields: Record<string, string>) =>
  fetch(web.origin + path, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ csrf, ...fields }),
    redirect: 'manual',
  })

test('a second server over the same data ends at once with 75 and names the first (F13)', async () => {
  const second = startServer({
    command: [...program, 'web'],
    data: world.data,
  })
  await expect(second).rejects.toThrow(
    `ended with 75:\nA server is running with this database already (process ${web.process.pid})`,
  )
  expect((await get('/studies')).status).toBe(200)
})

test('a database locked for longer than anyone waits is told as 503 with Retry-After, and pages go on (F12)', async () => {
  const rude = new Sqlite(join(world.data, 'db/bioce.sqlite'))
  rude.exec('PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE')
  try {
    const answer = await post('/studies/example', {})
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.text()).toContain('busy')
    expect((await get('/studies')).status).toBe(200)
  } finally {
    rude.exec('ROLLBACK')
    rude.close()
  }
}, 60_000)

describe('rows whose files are missing are told as such, never as a bug (F36):', () => {
  test('a study, its analyses in every state, and a new one', async () => {
    const parameters = { ...parseParameters(defaultFields) }
    const rows = await world.db.write(tx =>
      Promise.all(
        (['waiting', 'running', 'done', 'failed', 'cancelled'] as const).map((state, i) =>
          analysisOf(tx, study, `Gone ${i}`, { state, parameters, startedAt: 1, finishedAt: 2 }),
        ),
      ),
    )
    const pages = [
      `/studies/${study.id}`,
      `/studies/${study.id}/analyses/new`,
      ...rows.map(({ id }) => `/analyses/${id}`),
    ]
    const statuses = await Promise.all(pages.map(async page => (await get(page)).status))
    expect(statuses.filter(status => status !== 200 && status !== 404)).toEqual([])
    const done = rows.find(row => row.state === 'done')!
    expect(await (await get(`/analyses/${done.id}`)).text()).toContain('its files are missing')
    const submit = await post(`/studies/${study.id}/analyses`, { submitKey: 'k', name: 'No files' })
    expect([409, 422]).toContain(submit.status)
    expect(await submit.text()).toContain('files are missing')
  })
})

test('one form sent twenty times at once makes one analysis; with other values it is refused (F30)', async () => {
  await post('/studies/example', {})
  const { study: example } = (await listAnalysesOf(world.db.read, world.ada.id))[0]!
  const before = (await listAnalysesOf(world.db.read, world.ada.id)).length
  const send = (name: string) => post(`/studies/${example.id}/analyses`, { submitKey: 'one key', name })
  const answers = await Promise.all(Array.from({ length: 20 }, () => send('Twenty times')))
  expect(answers.map(answer => answer.status)).toEqual(Array(20).fill(303))
  expect(new Set(answers.map(answer => answer.headers.get('location'))).size).toBe(1)
  expect((await listAnalysesOf(world.db.read, world.ada.id)).length).toBe(before + 1)
  const other = await send('Another name')
  expect([409, 422]).toContain(other.status)
  expect(await other.text()).toContain('sent before')
}, 60_000)

describe('a database that is not what it was does not let the program start, and is not touched (F35):', () => {
  const bioce = (data: string, command: string) => {
    const env = { PATH: process.env.PATH, BIOCE_DATA: data, BIOCE_PORT: '0' }
    const { exitCode, stderr } = Bun.spawnSync([...program, command], { env, timeout: 50_000 })
    return { exitCode, text: stderr.toString() }
  }

  test('a hundred bytes that changed anywhere: it is refused, or they were in no use', async () => {
    const data = temporaryFolder()
    const path = join(data, 'db/bioce.sqlite')
    await (await openDatabase(path)).close()
    const whole = readFileSync(path)
    const random = seeded(35)
    let refused = 0
    for (let round = 0; round < 10; round++) {
      const broken = Buffer.from(whole)
      const span = round % 2 ? whole.length : 8192
      for (let i = 0; i < 100; i++) broken[Math.floor(random() * span)]! ^= 1 + Math.floor(random() * 255)
      writeFileSync(path, broken)
      const { exitCode, text } = bioce(data, 'migrate')
      if (exitCode === 0)
        expect(
          findDamage(path)
            .join()
            .replace(/wrong # of entries|row \d+ missing/, ''),
        ).not.toContain('malformed')
      else {
        refused++
        expect([exitCode, text]).toEqual([78, expect.stringMatching(/Nothing was changed|cannot be opened/)])
        expect(readFileSync(path).equals(broken)).toBe(true)
      }
    }
    expect(refused).toBeGreaterThan(5)
  }, 60_000)

  test('a database that is gone, while the files are there', () => {
    const data = temporaryFolder()
    mkdirSync(join(data, 'userData/user1/study1'), { recursive: true })
    const { exitCode, text } = bioce(data, 'web')
    expect([exitCode, text.includes('restore a backup')]).toEqual([78, true])
  }, 60_000)

  test('a text file in its place', () => {
    const data = temporaryFolder()
    mkdirSync(join(data, 'db'))
    writeFileSync(join(data, 'db/bioce.sqlite'), 'not a database '.repeat(100))
    expect(bioce(data, 'web').exitCode).toBe(78)
  }, 60_000)
})
