import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setAnalysisProgress, setAnalysisState } from '#db/analyses.ts'
import type { Study } from '#db/schema.ts'
import { deleteSession, renewSession } from '#db/sessions.ts'
import { deleteStudyOf } from '#db/studies.ts'
import { updateUser } from '#db/users.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { mintSecret } from '#src/accounts/tokens.ts'
import { createApp } from '#src/app.tsx'
import { atOnce } from '#src/plugins/concurrencyLimits.ts'
import { browser as client, openAccounts } from '../support/accounts.ts'
import { analysisOf, member, studyOf } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { seeded } from '../support/storyData.ts'
import { until } from '../support/until.ts'
import { openWebWorld } from './webWorld.ts'

const listeners = 200 // one client of ours opens at most 256 connections

let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer
let study: Study

beforeAll(async () => {
  world = await openWebWorld()
  study = await world.db.write(tx => studyOf(tx, world.ada))
  web = await world.startWeb()
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

let count = 0
const running = () =>
  world.db.write(tx =>
    analysisOf(tx, study, `Live ${++count}`, { state: 'running', startedAt: Date.now(), attempt: 1 }),
  )
const report = (id: number, done: number) =>
  world.db.write(tx =>
    setAnalysisProgress(tx, id, {
      stage: 'profiles',
      done,
      total: 1000,
      message: 'Calculating',
      at: Date.now(),
    }),
  )

/** A page that listens: the last panel it was sent, and the id of it. */
class Listener {
  panel = ''
  id = ''
  events = 0
  ended = false
  readonly #stop = new AbortController()
  reading: Promise<void> = Promise.resolve()

  static async open(url: string, cookie: string, lastEventId = ''): Promise<Listener> {
    const listener = new Listener()
    const headers = { cookie, accept: 'text/event-stream', 'last-event-id': lastEventId }
    const response = await fetch(url, { headers, signal: listener.#stop.signal })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    listener.reading = listener.#read(response)
    return listener
  }

  drop(): void {
    this.#stop.abort()
  }

  async #read(response: Response): Promise<void> {
    let text = ''
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        const events = text.split('\n\n')
        text = events.pop()!
        for (const event of events) this.#take(event)
      }
    } catch {
      // dropped, or the server went away
    }
    this.ended = true
  }

  #take(event: string): void {
    const field = (name: string) =>
      event
        .split('\n')
        .filter(line => line.startsWith(`${name}: `))
        .map(line => line.slice(name.length + 2))
        .join('\n')
    if (field('event') || !field('data')) return
    this.panel = field('data')
    this.id = field('id')
    this.events++
  }
}

/** Somebody with an analysis that runs. */
async function room(name: string) {
  const { person, id } = await world.db.write(async tx => {
    const person = await member(tx, name)
    const facts = { state: 'running', startedAt: Date.now(), attempt: 1 } as const
    return { person, id: (await analysisOf(tx, await studyOf(tx, person), 'Live', facts)).id }
  })
  return { id, ...(await world.signIn(person)) }
}
const { own } = atOnce.stream

const live = (id: number) => `${web.origin}/analyses/${id}/live`

describe('the live stream (F25)', () => {
  test('dropped 50 times at random moments, every reconnection shows the true state', async () => {
    const { cookie } = await world.signIn()
    const { id } = await running()
    const random = seeded(20260125)
    let last = ''
    for (let drop = 1; drop <= 50; drop++) {
      await report(id, drop)
      const listener = await Listener.open(live(id), cookie, last)
      await until(() => listener.panel, undefined, 'the current state')
      expect(listener.panel).toContain(`(${drop} of 1,000)`)
      expect(listener.id).not.toBe('')
      expect(listener.id).not.toBe(last)
      last = listener.id
      await Bun.sleep(random() * 20)
      listener.drop()
    }
    await world.db.write(tx => setAnalysisState(tx, id, 'done', { finishedAt: Date.now() }))
    const listener = await Listener.open(live(id), cookie, last)
    await until(() => listener.ended, undefined, 'the end')
    expect(listener.panel).toContain('data-state="done"')
  }, 60_000)

  test('whoever comes back is not told again what they saw last, only what is new', async () => {
    const { cookie } = await world.signIn()
    const { id } = await running()
    await report(id, 3)
    const first = await Listener.open(live(id), cookie)
    await until(() => first.panel)
    first.drop()
    const second = await Listener.open(live(id), cookie, first.id)
    const newcomer = await Listener.open(live(id), cookie)
    await until(() => newcomer.panel)
    newcomer.drop()
    expect(second.events).toBe(0)
    await report(id, 4)
    await until(() => second.panel.includes('(4 of 1,000)'))
    expect(second.events).toBe(1)
    second.drop()
  }, 60_000)

  test('a change reaches those who listen, and the end closes their streams', async () => {
    const { cookie } = await world.signIn()
    const { id } = await running()
    const listener = await Listener.open(live(id), cookie)
    await until(() => listener.panel.includes('Starting'))
    await report(id, 7)
    await until(() => listener.panel.includes('(7 of 1,000)'))
    await world.db.write(tx => setAnalysisState(tx, id, 'failed', { reason: 'bug', finishedAt: Date.now() }))
    await until(() => listener.ended)
    expect(listener.panel).toContain('data-state="failed"')
  }, 60_000)

  test('the polling route shows the same panel', async () => {
    const { cookie } = await world.signIn()
    const { id } = await running()
    await report(id, 9)
    const listener = await Listener.open(live(id), cookie)
    await until(() => listener.panel)
    const polled = await fetch(`${web.origin}/analyses/${id}/status`, { headers: { cookie } })
    expect(await polled.text()).toBe(listener.panel)
    listener.drop()
  }, 60_000)

  test(`${listeners} listeners need little memory, and leave nothing behind when they go`, async () => {
    const rooms = await Promise.all(Array.from({ length: listeners / own }, (_, n) => room(`reader${n}`)))
    const { pid } = web.process
    const filesOpen = () => readdirSync(`/proc/${pid}/fd`).length
    const residentMb = () =>
      Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)![1]) / 1024
    const before = { files: filesOpen(), mb: residentMb() }
    const all: Listener[] = []
    for (const { id, cookie } of rooms)
      for (let i = 0; i < own; i++) all.push(await Listener.open(live(id), cookie))
    await until(() => all.every(each => each.panel))
    for (const { id } of rooms) await report(id, 11)
    await until(() => all.every(each => each.panel.includes('(11 of 1,000)')))
    expect(filesOpen()).toBeGreaterThanOrEqual(before.files + listeners - 5) // a few were open before
    expect(residentMb() - before.mb).toBeLessThan(50)
    for (const each of all) each.drop()
    await until(() => filesOpen() <= before.files + 2, undefined, 'every connection closed')
  }, 60_000)

  test('a page too many of one person polls instead; a closed one makes room', async () => {
    const { id, cookie } = await room('many')
    const all: Listener[] = []
    for (let i = 0; i < own; i++) all.push(await Listener.open(live(id), cookie))
    const ask = async () => {
      const stop = new AbortController()
      const { status } = await fetch(live(id), { headers: { cookie }, signal: stop.signal })
      stop.abort()
      return status
    }
    expect(await ask()).toBe(429)
    expect((await fetch(`${web.origin}/analyses/${id}/status`, { headers: { cookie } })).status).toBe(200)
    for (const each of all) each.drop()
    await until(async () => (await ask()) === 200, undefined, 'room')
  }, 60_000)

  test('nobody looks after the last listener has gone', async () => {
    const house = openAccounts()
    let looks = 0
    const now = () => {
      looks++
      return Date.now()
    }
    const app = createApp({ ...house, now })
    app.listen({ port: 0, hostname: '127.0.0.1' })
    const [secret, analysis] = await house.db.write(async tx => {
      const ada = await member(tx, 'ada')
      const secret = await startSession(tx, ada.id, client, false, Date.now())
      return [secret, await analysisOf(tx, await studyOf(tx, ada), 'Live', { state: 'running' })]
    })
    const stop = new AbortController()
    const headers = { cookie: `sid=${secret}`, host: new URL(house.config.origin).host }
    const url = `http://127.0.0.1:${app.server!.port}/analyses/${analysis.id}/live`
    for (let i = 0; i < 10; i++) {
      const { body } = await fetch(url, { headers, signal: stop.signal })
      await body!.getReader().read()
    }
    stop.abort()
    let before = -1
    await until(
      async () => {
        const still = looks === before
        before = looks
        await Bun.sleep(1100) // longer than the time between two looks
        return still && looks === before
      },
      undefined,
      'silence',
    )
    await app.stop()
    house.db.close()
  }, 60_000)

  test('a server that stops does not wait for its listeners; a page finds its way back', async () => {
    const { cookie } = await world.signIn()
    const { id } = await running()
    const listener = await Listener.open(live(id), cookie)
    await until(() => listener.panel)
    expect(await web.stop()).toBe(0)
    const logs = join(world.data, 'logs')
    const said = readdirSync(logs)
      .map(name => readFileSync(join(logs, name), 'utf8'))
      .join('')
    expect(said).toContain('web stopped')
    expect(said).not.toContain('web cut off')
    await until(() => listener.ended)
    await world.db.write(tx => setAnalysisState(tx, id, 'done', { finishedAt: Date.now() }))
    web = await world.startWeb()
    const again = await Listener.open(live(id), cookie, listener.id)
    await until(() => again.panel.includes('data-state="done"'))
  }, 60_000)
})

describe('the stream closes within 5 s when its reader may no longer see it (F26):', () => {
  async function closesAfter(change: (browser: Awaited<ReturnType<typeof world.signIn>>) => unknown) {
    const browser = await world.signIn()
    const { id } = await running()
    const listener = await Listener.open(live(id), browser.cookie)
    await until(() => listener.panel)
    await change(browser)
    await until(() => listener.ended, undefined, 'the end of the stream')
    return await fetch(live(id), { headers: { cookie: browser.cookie, 'hx-request': 'true' } })
  }

  test('signed out', async () => {
    const after = await closesAfter(async ({ cookie, csrf }) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const body = new URLSearchParams({ csrf })
      await fetch(`${web.origin}/sign-out`, { method: 'POST', headers, body, redirect: 'manual' })
    })
    expect(after.status).toBe(401)
  })

  test('the session ended from another browser', async () => {
    const after = await closesAfter(({ session }) => world.db.write(tx => deleteSession(tx, session.id)))
    expect(after.status).toBe(401)
  })

  test('the session given a new secret, so that a copy of the old one is worth nothing', async () => {
    const after = await closesAfter(({ session }) =>
      world.db.write(tx => renewSession(tx, session, { tokenHash: mintSecret().hash, previousHash: null })),
    )
    expect(after.status).toBe(401)
  })

  test('the study deleted', async () => {
    const after = await closesAfter(async () => {
      await world.db.write(tx => deleteStudyOf(tx, world.ada.id, study.id))
      study = await world.db.write(tx => studyOf(tx, world.ada, 'Another'))
    })
    expect(after.status).toBe(404)
  })

  test('the account disabled', async () => {
    const after = await closesAfter(() =>
      world.db.write(tx => updateUser(tx, world.ada.id, { disabledAt: Date.now() }, Date.now())),
    )
    expect(after.status).toBe(401)
  })
})
