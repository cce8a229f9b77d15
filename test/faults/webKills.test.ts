import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysesOf } from '#db/analyses.ts'
import { findDraft } from '#db/drafts.ts'
import { findJobByKey } from '#db/jobs.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import { listStudiesOf } from '#db/studies.ts'
import { jobKey } from '#src/analyses/cancel.ts'
import { readRecord } from '#src/studies/record.ts'
import type { TestServer } from '../support/server.ts'
import { long } from '../support/skips.ts'
import { seeded } from '../support/storyData.ts'
import { until } from '../support/until.ts'
import { openWebWorld, studyForm } from './webWorld.ts'

const killsWanted = long ? 50 : 4
const submitsWanted = long ? 500 : 30
const studiesWanted = long ? 60 : 6

let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer

beforeAll(async () => {
  world = await openWebWorld()
  web = await world.startWeb()
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

test(`${killsWanted} kills of the web server during ${submitsWanted} submits: what was answered exists once (F03)`, async () => {
  const { db, ada, files } = world
  const { cookie, csrf } = await world.signIn()
  const random = seeded(20260103)
  const answers = new Map<string, string>()
  let repeated = 0

  /** Sends a form until it is answered, as a person would who sees the connection break. */
  async function send(path: string, form: () => FormData | URLSearchParams): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) repeated++
      try {
        const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
        const response = await fetch(web.origin + path, {
          method: 'POST',
          headers,
          body: form(),
          redirect: 'manual',
          keepalive: false,
        })
        await response.text()
        return response
      } catch {
        await Bun.sleep(20) // the server is away
      }
    }
  }

  async function upload(name: string): Promise<void> {
    const sent = await send('/drafts', () => studyForm(csrf, name))
    expect(sent.status).toBe(303)
    const draft = sent.headers.get('location')!
    await until(async () => (await findDraft(db.read, Number(draft.split('/').at(-1))))!.state === 'done')
    const kept = await send(`${draft}/acceptance`, () => new URLSearchParams({ csrf, name, unit: '1/A' }))
    expect(kept.status).toBe(303)
    answers.set(`study ${name}`, kept.headers.get('location')!)
  }

  async function submit(studyId: number, name: string): Promise<void> {
    const fields = { csrf, name, submitKey: `key of ${name}` }
    const path = `/studies/${studyId}/analyses`
    const response = await send(path, () => new URLSearchParams(fields))
    expect(response.status).toBe(303)
    answers.set(`analysis ${name}`, response.headers.get('location')!)
  }

  await upload('Study 0')
  const [first] = await listStudiesOf(db.read, ada.id)
  const names = (kind: string, wanted: number) => Array.from({ length: wanted }, (_, i) => `${kind} ${i}`)
  const uploads = names('Study', studiesWanted).slice(1)
  const submits = names('Try', submitsWanted)
  const wanted = uploads.length + submits.length
  let ended = 0
  const work = async <T>(queue: T[], one: (each: T) => Promise<void>) => {
    for (let each = queue.shift(); each !== undefined; each = queue.shift()) {
      await one(each)
      ended++
    }
  }
  const working = Promise.all([
    work(uploads, upload),
    work(submits, name => submit(first!.id, name)),
    work(submits, name => submit(first!.id, name)),
  ])
  let kills = 0
  for (; kills < killsWanted && ended < wanted; kills++) {
    const goal = Math.min(wanted - 1, ((kills + 1) * wanted) / (killsWanted + 1))
    while (ended < goal) await Bun.sleep(1)
    await Bun.sleep(random() * 15)
    web.process.kill('SIGKILL')
    await web.process.exited
    web = await world.startWeb()
  }
  await working
  expect(kills).toBe(killsWanted)
  expect(repeated).toBeGreaterThan(0)

  const studies = await listStudiesOf(db.read, ada.id)
  expect(studies.map(study => study.name).sort()).toEqual(names('Study', studiesWanted).sort())
  for (const study of studies) {
    const told = answers.get(`study ${study.name}`)
    if (told) expect(told).toBe(`/studies/${study.id}`)
    const home = files.study(ada.id, study.id)
    const record = (await readRecord(home))!
    for (const file of [record.curve, record.profiles!]) {
      const bytes = await Bun.file(join(home, file.path)).bytes()
      expect(new Bun.CryptoHasher('sha256').update(bytes).digest('hex')).toBe(file.sha256)
    }
  }
  const rows = await listAnalysesOf(db.read, ada.id)
  expect(rows.map(({ analysis }) => analysis.name).sort()).toEqual(names('Try', submitsWanted).sort())
  for (const { analysis } of rows) {
    expect(answers.get(`analysis ${analysis.name}`)).toBe(`/analyses/${analysis.id}`)
    expect(await findJobByKey(db.read, jobKey(analysis.id))).toMatchObject({ state: 'waiting' })
    const home = files.analysis(ada.id, first!.id, analysis.id)
    expect(existsSync(join(home, 'params.json'))).toBe(true)
    expect(existsSync(join(home, 'input/curve.dat'))).toBe(true)
  }
  expect(findDamage(join(world.data, 'db/bioce.sqlite'))).toEqual([])
}, 300_000)
