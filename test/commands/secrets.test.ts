import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { openDatabase } from '#db/index.ts'
import { findViewer, startSession } from '#src/accounts/sessions.ts'
import { confirmTotp, enrolTotp } from '#src/accounts/totp.ts'
import { readConfig } from '#src/config.ts'
import { openKeys } from '#src/secrets.ts'
import { browser, goodPassword, memberWithPassword } from '../support/accounts.ts'
import { temporaryFolder } from '../support/database.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'

const data = temporaryFolder()

/** Ada with an app, and what her browser holds: the cookie of a session. */
async function prepare() {
  const { databaseUrl, secretsFile } = readConfig({ BIOCE_DATA: data })
  const db = await openDatabase(databaseUrl)
  const house = { db, keys: openKeys(secretsFile) }
  const ada = await memberWithPassword(db, 'ada')
  const secret = await db.write(tx => startSession(tx, ada.id, browser, false, Date.now()))
  const viewer = (await findViewer(db.read, secret, Date.now()))!
  const seed = decodeBase32IgnorePadding((await enrolTotp(house, viewer, Date.now())).secret)
  const codeIn = (steps: number) => generateHOTP(seed, BigInt(Math.floor(Date.now() / 30_000) + steps), 6)
  await confirmTotp(house, viewer, codeIn(-1), Date.now())
  db.close()
  return { email: ada.email, cookie: `sid=${secret}`, codeIn }
}

async function change(...options: string[]) {
  const child = Bun.spawn([...program, 'secrets', 'change', ...options], {
    env: { ...process.env, BIOCE_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = (await new Response(child.stdout).text()) + (await new Response(child.stderr).text())
  return { code: await child.exited, printed }
}

const send = (server: TestServer, path: string, cookie: string, fields: Record<string, string>) =>
  fetch(server.origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin', cookie },
    body: new URLSearchParams(fields),
  })

const hidden = (page: string, name: string) => page.match(new RegExp(`name="${name}" value="([^"]+)"`))![1]!

test('sessions, open forms, sign-ins under way and apps outlive a change of the secret', async () => {
  const { email, cookie, codeIn } = await prepare()
  let server = await startServer({ data })
  const page = async (path: string) =>
    await (await fetch(server.origin + path, { headers: { accept: 'text/html', cookie } })).text()
  const form = { csrf: hidden(await page('/account'), 'csrf'), firstName: 'Ada', lastName: 'King' }
  const visitor = 'visitor=v1'
  const signIn = await fetch(`${server.origin}/sign-in`, {
    headers: { accept: 'text/html', cookie: visitor },
  })
  const csrf = hidden(await signIn.text(), 'csrf')
  const half = await send(server, '/sign-in', visitor, { csrf, email, password: goodPassword })
  const ticket = hidden(await half.text(), 'ticket')
  await server.stop()

  expect(await change()).toMatchObject({ code: 0, printed: expect.stringContaining('counts until') })
  expect(await change()).toMatchObject({ code: 1, printed: expect.stringContaining('not restarted') })
  server = await startServer({ data })
  expect((await send(server, '/account/names', cookie, form)).status).toBe(303)
  const whole = await send(server, '/sign-in/code', visitor, { csrf, ticket, code: codeIn(0) })
  expect([whole.status, whole.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('sid=')])
  await server.stop()

  expect(await change('--at-once')).toMatchObject({ code: 0, printed: expect.stringContaining('no more') })
  server = await startServer({ data })
  expect((await send(server, '/account/names', cookie, form)).status).toBe(403)
  const again = await send(server, '/account/proof', cookie, {
    csrf: hidden(await page('/account'), 'csrf'),
    code: codeIn(1),
  })
  expect(again.status).toBe(303)
  await server.stop()
}, 60_000)

test('a word that the command does not know changes nothing', async () => {
  const before = await Bun.file(join(data, 'db/secrets.json')).text()
  for (const options of [['--now'], ['--at-once', 'x']]) expect((await change(...options)).code).toBe(2)
  expect(await Bun.file(join(data, 'db/secrets.json')).text()).toBe(before)
})
