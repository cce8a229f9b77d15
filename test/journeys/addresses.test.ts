import { afterAll, beforeAll, expect, test } from 'bun:test'
import { networkInterfaces } from 'node:os'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let port: string
let answered: string[]

// As a stranger would start it: no address is set.
beforeAll(async () => {
  server = await startServer({ env: { BIOCE_ORIGIN: '' } })
  port = new URL(server.origin).port
  const all = Object.values(networkInterfaces()).flatMap(each => each ?? [])
  const hasIpv6 = all.some(({ address }) => address === '::1')
  answered = ['localhost', '127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])]
}, 240_000)
afterAll(async () => {
  expect(await server?.stop()).toBe(0)
}, 240_000)

test('the machine itself finds the site under each of its names, and its forms work there', async () => {
  for (const name of answered) {
    const origin = `http://${name}:${port}`
    const page = await fetch(`${origin}/sign-in`, { headers: { accept: 'text/html' } })
    expect([name, page.status]).toEqual([name, 200])
    const cookie = page.headers.getSetCookie()[0]!.split(';')[0]!
    const csrf = (await page.text()).match(/name="csrf" value="([^"]+)"/)![1]!
    const body = new URLSearchParams({ csrf, email: 'ada@example.org', password: 'wrong' })
    const headers = { accept: 'text/html', cookie, origin }
    const answer = await fetch(`${origin}/sign-in`, { method: 'POST', headers, body })
    expect([name, answer.status]).toEqual([name, 422])
  }
})

test('without an address the network is told of the setting that gives one', async () => {
  const headers = { host: `vm:${port}`, accept: 'text/html' }
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers })
  expect(answer.status).toBe(421)
  expect(await answer.text()).toContain(`BIOCE_ORIGIN=http://vm:${port}`)
})

test('listening on the network without an address starts, with advice', async () => {
  const open = await startServer({ env: { BIOCE_ORIGIN: '', BIOCE_HOST: '0.0.0.0' } })
  const { port } = new URL(open.origin)
  const advice = /The server listens on 0\.0\.0\.0.*Set BIOCE_ORIGIN to the address/
  await until(() => advice.test(open.output()))
  const headers = { host: `192.0.2.2:${port}`, accept: 'text/html' }
  expect(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text()).toContain(
    `BIOCE_ORIGIN=http://192.0.2.2:${port}`,
  )
  expect(await open.stop()).toBe(0)
}, 240_000)

test('an address without TLS is warned of', async () => {
  const plain = await startServer({ env: { BIOCE_ORIGIN: 'http://lab.example.org:3000' } })
  const warning = 'What people send to http://lab.example.org:3000 travels unencrypted'
  await until(() => plain.output().includes(warning))
  expect(await plain.stop()).toBe(0)
}, 240_000)
