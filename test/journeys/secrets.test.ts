import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { Sqlite } from '#db/sqlite/connection.ts'
import { openPostbox, type Postbox } from '../support/postbox.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** A whole life of an account against the real program; afterwards its secrets are looked for everywhere. */
let server: TestServer
let postbox: Postbox
const cookies = new Map<string, string>()
const secrets: Record<string, string> = {
  password: 'canary of the quiet harbour',
  'wrong password': 'wrong canary of the harbour',
  'new password': 'canary of the winter orchard',
}
const email = 'canary.bird@bio.ku.dk'
const answers: string[] = []

beforeAll(async () => {
  postbox = await openPostbox()
  server = await startServer({ env: { BIOCE_SMTP_URL: postbox.url, BIOCE_LOG_LEVEL: 'debug' } })
}, 240_000)
afterAll(async () => {
  await server?.stop()
  await postbox?.close()
}, 240_000)

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin', cookie, ...init.headers }
  const response = await fetch(`${server.origin}${path}`, { redirect: 'manual', ...init, headers })
  for (const set of response.headers.getSetCookie()) {
    const [, name, value] = set.match(/^([^=]+)=([^;]*)/)!
    cookies.set(name!, value!)
  }
  return response
}

/** Fills in the form of a page and sends it; the page itself is read for the token. */
async function fill(page: string, action: string, fields: Record<string, string>): Promise<string> {
  const csrf = (await (await ask(page)).text()).match(/name="csrf" value="([^"]+)"/)![1]!
  const body = new URLSearchParams({ csrf, ...fields })
  const response = await ask(action, { method: 'POST', body })
  const text = await response.text()
  answers.push(text)
  return text
}

const linkIn = async () => new URL((await postbox.next(email)).link)
const cookieOf = (name: string) => cookies.get(name)!

test('lives through registration, sign-in, a second factor, a reset and mistakes of every kind', async () => {
  const person = { firstName: 'Canary', lastName: 'Bird', email, password: secrets.password! }
  await fill('/register', '/register', person)
  const confirmation = await linkIn()
  secrets['confirmation link'] = confirmation.searchParams.get('token')!
  await fill('/sign-in', '/confirmation', { token: secrets['confirmation link'] })
  await fill('/sign-in', '/sign-in', { email, password: secrets['wrong password']! })
  await fill('/sign-in', '/sign-in', { email, password: secrets.password! })
  secrets['session before the proof'] = cookieOf('sid')
  const page = await (await ask('/account/factors/app')).text()
  const seed = page.match(/<code[^>]*>([A-Z2-7 ]{30,})<\/code>/)![1]!.replaceAll(' ', '')
  secrets['seed of the app'] = seed
  const code = generateHOTP(decodeBase32IgnorePadding(seed), BigInt(Math.floor(Date.now() / 30_000)), 6)
  const codesPage = await fill('/account/sessions', '/account/factors/app', { code })
  secrets['recovery code'] = codesPage.match(/\b[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}\b/)![0]
  answers.pop() // the one page that is there to show the codes
  await fill('/password-resets/new', '/password-resets/new', { email })
  let link = await linkIn()
  while (!link.pathname.startsWith('/password-reset')) link = await linkIn()
  secrets['reset link'] = link.searchParams.get('token')!
  await fill('/account/sessions', '/password-reset', {
    token: secrets['reset link'],
    password: secrets['new password']!,
  })
  // Mistakes: a field too many, a body that is no form, a link that is spent, a path with a secret in it.
  await fill('/sign-in', '/sign-in', { email, password: secrets.password!, role: secrets['new password']! })
  for (const body of [`{"password":"${secrets.password}"`, `%ff=${secrets['new password']}`])
    answers.push(await (await ask('/sign-in', { method: 'POST', body })).text())
  answers.push(await (await ask(`/confirmation?token=${secrets['confirmation link']}`)).text())
  answers.push(await (await ask(`/account-requests/${secrets['reset link']}`)).text())
  answers.push(await (await ask(`/nowhere/${secrets['reset link']}%0a{"level":"error"}`)).text())
  expect(Object.values(secrets).every(secret => secret.length > 10)).toBe(true)
}, 240_000)

test.each(['logs', 'db'])('leaves no secret in %s', folder => {
  const files = (readdirSync(join(server.data, folder), { recursive: true }) as string[])
    .map(name => join(server.data, folder, name))
    .filter(path => statSync(path).isFile())
  expect(files.length).toBeGreaterThan(0)
  expect(found(files.map(path => readFileSync(path, 'latin1')))).toEqual([])
})

test('leaves none in what the server prints, nor in the pages of any answer', () => {
  expect(found([server.output()])).toEqual([])
  expect(found(answers)).toEqual([])
})

test('writes one JSON object a line into the log, whatever it was sent', () => {
  const lines = readFileSync(join(server.data, 'logs/bioce.log'), 'utf8').trim().split('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('level')
  expect(lines.filter(line => line.startsWith('{"level"')).length).toBe(0)
  expect(lines.join()).not.toContain(email)
})

test('tells in the audit who signed in, what was refused and what changed, with address and request', () => {
  const client = new Sqlite(join(server.data, 'db/bioce.sqlite'), { readonly: true })
  const entries = client.query('SELECT action, address, request_id FROM audit').all() as Record<
    string,
    string
  >[]
  client.close()
  const actions = new Set(entries.map(({ action }) => action))
  for (const action of ['sign_in', 'sign_in_refused', 'factor_changed', 'password_reset'])
    expect(actions).toContain(action)
  for (const { address, request_id: id } of entries.filter(({ action }) => action === 'sign_in_refused'))
    expect([address, id]).toEqual([
      expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      expect.stringMatching(/^[0-9a-f]{12}$/),
    ])
})

test('is answered over the wire as the rules say: no chunked form, no TRACE, no server name', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode('csrf=x'))
      controller.close()
    },
  })
  expect((await ask('/sign-in', { method: 'POST', body })).status).toBe(413)
  const { hostname, port, host } = new URL(server.origin)
  const { promise, resolve } = Promise.withResolvers<string>()
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_, data) => resolve(data.toString()),
      open: socket => void socket.write(`TRACE / HTTP/1.1\r\nHost: ${host}\r\nX-Secret: canary\r\n\r\n`),
      close: () => resolve(''),
      error: () => resolve(''),
    },
  })
  const answer = await promise
  expect(answer).not.toMatch(/^HTTP\/1\.1 200|canary|^server:|x-powered-by/im)
})

/** Which of the secrets stand in any of the texts, as they are or as they travel in forms. */
function found(texts: string[]): string[] {
  const isIn = (secret: string) =>
    [secret, encodeURIComponent(secret), secret.replaceAll(' ', '+'), btoa(secret)].some(form =>
      texts.some(text => text.includes(form)),
    )
  return Object.entries(secrets).flatMap(([name, secret]) => (isIn(secret) ? [name] : []))
}
