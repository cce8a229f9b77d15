import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { TestServer } from '../support/server.ts'
import { long } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { openWebWorld } from './webWorld.ts'

const [many, idle] = long ? [500, 5000] : [100, 300]

let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer
let cookie: string

beforeAll(async () => {
  world = await openWebWorld()
  web = await world.startWeb()
  cookie = (await world.signIn()).cookie
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

const openFiles = () => readdirSync(`/proc/${web.process.pid}/fd`).length

/** A client that sends (or reads) as little as it can and never gives up. */
function slowClient(first: string, then: string | undefined, paused = false): Socket {
  const socket = connect(Number(new URL(web.origin).port), '127.0.0.1')
  let over = false
  socket.on('error', () => {}).on('close', () => (over = true))
  socket.write(first)
  if (paused) socket.pause()
  else socket.on('data', () => {})
  const drip = then && setInterval(() => !over && socket.write(then), 5000)
  socket.on('close', () => drip && clearInterval(drip))
  return socket
}

async function slowestOf(requests: number): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < requests; i++) {
    const startedAt = performance.now()
    expect((await fetch(`${web.origin}/sign-in`)).status).toBe(200)
    times.push(performance.now() - startedAt)
  }
  return times.sort((a, b) => a - b)[Math.floor(0.99 * times.length)]!
}

test(`${many} slow headers, ${many} slow bodies, ${many} slow readers and ${idle} idle connections keep nobody waiting, and go (F24)`, async () => {
  await slowestOf(20)
  const before = openFiles()
  const host = `Host: ${new URL(web.origin).host}\r\n`
  // Silent ones are closed after 30 seconds; a header must be whole after 15, however it drips.
  const slow = [
    ...Array.from({ length: many }, () => slowClient(`GET / HTTP/1.1\r\n${host}X-A: `, 'a')),
    ...Array.from({ length: many }, () =>
      slowClient(
        `POST /drafts HTTP/1.1\r\n${host}Cookie: ${cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n`,
        undefined,
      ),
    ),
    ...Array.from({ length: many }, () =>
      slowClient(`GET /static/app.css HTTP/1.1\r\n${host}\r\n`.repeat(20), undefined, true),
    ),
    ...Array.from({ length: idle }, () => slowClient(`GET /healthz HTTP/1.1\r\n${host}\r\n`, undefined)),
  ]
  try {
    await until(() => openFiles() > before + 2 * many)
    await slowestOf(20) // while they arrive
    // Whoever waited for one of them would wait for its 15 or 30 seconds.
    expect(await slowestOf(100)).toBeLessThan(long ? 100 : 10_000)
    if (long) await until(() => openFiles() < before + 10, 45_000)
  } finally {
    for (const socket of slow) socket.destroy()
  }
  await until(() => openFiles() <= before + 10, 40_000)
}, 120_000)
