import { describe, expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { insertDraft } from '#db/drafts.ts'
import type { Limits } from '#db/schema.ts'
import { updateStudy } from '#db/studies.ts'
import { updateUser } from '#db/users.ts'
import { atOnce, begin } from '#src/plugins/concurrencyLimits.ts'
import { detailsOfCurve, noon } from '../support/people.ts'
import { until } from '../support/until.ts'
import { ask, makeWorld, openSite, type World } from './world.ts'

/**
 * What one person, and all together, may do or hold that costs the server work or room for long (ASVS 15.1.3). Each row
 * is tried below or by the test that it names.
 *
 * | act | a person | all | test |
 * | --- | --- | --- | --- |
 * | bytes kept | BIOCE_STORAGE_MB | by people | here |
 * | studies, analyses kept | BIOCE_STUDIES, BIOCE_ANALYSES | by people | limits.test.ts |
 * | uploads under way | 3 | 30 | here |
 * | uploads checked and not kept | 3 | by people | limits.test.ts, and here before any byte |
 * | archives on their way | 2 | 10 | here |
 * | live streams | 10, the next polls | 1000 | faults/live.test.ts |
 * | analyses that run | BIOCE_RUNNING | BIOCE_SLOTS | jobs/queue.test.ts |
 * | time of a slot while others wait | BIOCE_SLICE_MINUTES | - | jobs/turns.test.ts |
 * | slot of short analyses | in turns, BIOCE_SHORT_SECONDS | 1 | jobs/shortJobs.test.ts |
 * | checks that run | 1 | 2 | jobs/turns.test.ts |
 * | wrong passwords | 10, then waits | 100 a network | accounts/device.test.ts, accounts/signIn.test.ts |
 */
const site = openSite()

const limit = (world: World, limits: Limits) =>
  site.db.write(tx => updateUser(tx, world.owner.id, { limits }, noon))
const headersOf = ({ actors }: World) => ({ cookie: actors.owner.cookie })
const incoming = () => {
  const folder = join(site.config.userData, '.incoming')
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []
}

/** An upload; with `open`, its body never ends. */
function upload(world: World, { open = false, key = crypto.randomUUID() as string } = {}) {
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = (name: string, text: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.pdb"\r\n\r\n${text}\r\n`
  const text = [
    ...Object.entries({ csrf: world.actors.owner.csrf, uploadKey: key, name: 'Lysozyme' }).map(each =>
      field(...each),
    ),
    file('curve', '0.1 1 0.1').replace('curve.pdb', 'curve.dat'),
    file('library', 'ATOM'),
    open ? '' : '--b--\r\n',
  ].join('')
  const ending = new AbortController()
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
      if (!open) controller.close()
      ending.signal.addEventListener('abort', () => controller.error(new Error('gone')))
    },
  })
  const headers = { ...headersOf(world), 'content-type': 'multipart/form-data; boundary=b' }
  const answer = ask(site, '/drafts', { method: 'POST', body, headers })
  return { answer, drop: () => ending.abort() }
}

describe('a person keeps no more bytes than they may:', () => {
  test('an upload beyond them is refused before a byte is written, and its page says why', async () => {
    const world = await makeWorld(site)
    await limit(world, { storageBytesMax: 1003 }) // a study of 1000, a draft of 3
    const before = incoming()
    const { answer } = upload(world)
    expect((await answer).status).toBe(409)
    expect(await (await answer).text()).toContain('Your files would take')
    expect(incoming()).toEqual(before)
  })

  test('what others wrote meanwhile counts inside the transaction', async () => {
    const world = await makeWorld(site)
    await limit(world, { storageBytesMax: 1050 })
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(world).answer))
    const taken = answers.filter(({ status }) => status === 303).length
    expect(taken).toBeLessThanOrEqual(2)
    expect(taken).toBeGreaterThan(0)
  })

  test('results and caches count as uploads do, and My studies shows how much', async () => {
    const world = await makeWorld(site)
    await limit(world, { storageBytesMax: 5e6 })
    await site.db.write(tx => updateStudy(tx, world.study.id, { cacheBytes: 6e6 }))
    expect((await upload(world).answer).status).toBe(409)
    const page = await (await ask(site, '/studies', { headers: headersOf(world) })).text()
    expect(page).toContain('6.0 MB of 5.0 MB')
    const body = new URLSearchParams({
      csrf: world.actors.owner.csrf,
      name: 'Another',
      submitKey: crypto.randomUUID(),
    })
    const sent = await ask(site, `/studies/${world.study.id}/analyses`, {
      method: 'POST',
      body,
      headers: headersOf(world),
    })
    expect(sent.status).not.toBe(303)
  })
})

test('of uploads under way a person has three; the next is told so, and there is room when one ends', async () => {
  const world = await makeWorld(site)
  const open = Array.from({ length: atOnce.upload.own }, () => upload(world, { open: true }))
  await until(() => incoming().filter(name => name.endsWith('/0')).length >= atOnce.upload.own)
  const refused = await upload(world).answer
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
  for (const { drop } of open) drop()
  await Promise.all(open.map(({ answer }) => answer.catch(() => {})))
  expect((await upload(world).answer).status).not.toBe(429)
}, 60_000)

test('a person with three unkept uploads is refused the fourth before its files are chosen or written; the same form sent again is not', async () => {
  const world = await makeWorld(site) // has one
  expect((await upload(world, { key: 'mine' }).answer).status).toBe(303)
  const draft = { userId: world.owner.id, name: 'Draft', bytes: 3, createdAt: noon, expiresAt: noon + 1000 }
  await site.db.write(tx => insertDraft(tx, { ...draft, details: detailsOfCurve }))
  const before = incoming()
  const page = await (await ask(site, '/studies/new', { headers: headersOf(world) })).text()
  expect(page).toContain('3 of your uploads are checked but not saved.')
  expect((await upload(world).answer).status).toBe(409)
  expect(incoming()).toEqual(before)
  expect((await upload(world, { key: 'mine' }).answer).status).toBe(303)
})

test('of archives a person has two on their way; a third waits until one is read or its reader gone', async () => {
  const world = await makeWorld(site)
  const take = () => ask(site, '/account/export.zip', { headers: headersOf(world) })
  const [first, second] = [await take(), await take()]
  expect([first.status, second.status]).toEqual([200, 200])
  expect((await take()).status).toBe(429)
  await first.body!.cancel()
  const third = await take()
  expect(third.status).toBe(200)
  for (const answer of [second, third]) expect((await answer.bytes()).length).toBeGreaterThan(100)
  const last = await take()
  expect(last.status).toBe(200)
  await last.body!.cancel()
})

test('all people together have so many; each end counts once', () => {
  const deps = { db: {} as never }
  const { own, all } = atOnce.archive
  const ends = Array.from({ length: all }, (_, index) => begin(deps, 'archive', Math.floor(index / own)))
  expect(() => begin(deps, 'archive', 1000)).toThrow('The server has 10 downloads')
  ends[0]!()
  ends[0]!()
  begin(deps, 'archive', 1000)
  expect(() => begin(deps, 'archive', 1001)).toThrow('The server has 10 downloads')
})
