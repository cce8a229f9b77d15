import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { deleteDraft, listOpenDraftsOf } from '#db/drafts.ts'
import type { TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { bodyOf, type Upload, uploads } from './hostileUploads.ts'
import { sendRaw } from './rawRequest.ts'
import { openWebWorld } from './webWorld.ts'

/** F18 and F19: an upload always ends, whatever its bytes are, and leaves nothing. */
const long = process.env.BIOCE_LONG === '1'
const [generated, positions] = long ? [10_000, 200] : [200, 20]

let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer
let ada: { cookie: string; csrf: string }

beforeAll(async () => {
  world = await openWebWorld({ checks: false })
  web = await world.startWeb()
  ada = await world.signIn()
  const headers = { cookie: ada.cookie, 'sec-fetch-site': 'same-origin' }
  const body = new URLSearchParams({ csrf: ada.csrf })
  const example = { method: 'POST', headers, body, redirect: 'manual' } as const
  expect((await fetch(`${web.origin}/studies/example`, example)).status).toBe(303)
  expect(await send(whole)).toBe(303)
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

const descriptors = () => readdirSync(`/proc/${web.process.pid}/fd`).length
const incoming = () => readdirSync(join(world.data, 'userData/.incoming'))
const residentMb = () =>
  Number(readFileSync(`/proc/${web.process.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)![1]) / 1024

/** The status of the answer; 0 where the connection was closed without one, as it may be for a body that broke off. */
async function send(upload: Upload): Promise<number> {
  const { head, body } = bodyOf(upload, ada, new URL(web.origin).host)
  const answer = await sendRaw(Number(new URL(web.origin).port), head, body, upload.breaksOff)
  if (answer === 'hung') throw new Error(`no answer to ${JSON.stringify(upload).slice(0, 2000)}`)
  if (answer === 303) await makeRoom()
  return answer
}

/** The first draft stays, for files to be changed; with three of them all that follow would be refused unread. */
async function makeRoom() {
  for (const { id } of await listOpenDraftsOf(world.db.read, world.ada.id, Date.now()))
    if (id > 1) await world.db.write(tx => deleteDraft(tx, id))
}

async function expectNothingLeft(descriptorsBefore: number) {
  await until(() => incoming().length === 0)
  await until(() => descriptors() <= descriptorsBefore + 4)
}

const whole: Upload = {
  path: '/drafts',
  parts: [
    { name: 'csrf', value: 'right' },
    { name: 'name', value: 'Lysozyme' },
    { name: 'curve', filename: 'c.dat', bytes: 20_000 },
    { name: 'profiles', filename: 'p.dat', bytes: 300_000 },
  ],
}

test('a field that comes twice before a large file is told, and nothing is left', async () => {
  const before = descriptors()
  for (const bytes of [1000, 180_000, 1_000_000]) {
    const parts = [
      { name: 'csrf', value: 'right' },
      { name: 'name', value: 'a' },
      { name: 'name', value: 'b' },
      { name: 'curve', filename: 'c.dat', bytes },
    ]
    expect(await send({ path: '/drafts', parts })).toBe(422)
  }
  await expectNothingLeft(before)
}, 60_000)

test(`an upload cut short, damaged or broken off at ${positions} places is refused, and nothing is left (F18)`, async () => {
  const before = descriptors()
  for (let i = 0; i < 400; i++) await send({ ...whole, cutAt: 0.9 }) // its buffers are there then
  const memory = residentMb()
  for (let i = 0; i < positions; i++) {
    const at = (i + 0.5) / positions
    expect([403, 408, 422]).toContain(await send({ ...whole, cutAt: at }))
    expect([303, 403, 409, 422]).toContain(await send({ ...whole, damagedAt: at }))
    expect([0, 400, 403, 408, 422]).toContain(await send({ ...whole, breaksOff: at }))
  }
  await expectNothingLeft(before)
  if (long) console.log(`memory grew by ${(residentMb() - memory).toFixed(1)} MB`)
  expect(residentMb() - memory).toBeLessThan(20)
}, 300_000)

test(`${generated} generated uploads: each is answered below 500, and nothing is left (F19)`, async () => {
  const before = descriptors()
  const statuses = new Map<number, number>()
  let halfWay = 0
  let sent = 0
  await fc.assert(
    fc.asyncProperty(uploads, async upload => {
      const status = await send(upload)
      if (++sent === generated / 2) halfWay = residentMb()
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status === 0) expect(upload.breaksOff ?? upload.lengthOff).toBeDefined()
      // What comes after the length is a request to Bun, of an HTTP version that it does not speak.
      if (upload.lengthOff === undefined || status !== 505) expect(status).toBeLessThan(500)
    }),
    { numRuns: generated, seed: 12, endOnFailure: true },
  )
  await expectNothingLeft(before)
  expect(statuses.get(422)).toBeGreaterThan(generated / 20)
  expect(residentMb() - halfWay).toBeLessThan(30)
  if (long)
    console.log(`by status: ${JSON.stringify([...statuses])}; ${halfWay} MB half-way, ${residentMb()} MB`)
}, 900_000)
