import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { updateUser } from '#db/users.ts'
import type { TestServer } from '../support/server.ts'
import { openWebWorld } from './webWorld.ts'

/** A limit that an administrator raises holds at once, and whoever sends too much is told so. */
let world: Awaited<ReturnType<typeof openWebWorld>>
let web: TestServer

beforeAll(async () => {
  world = await openWebWorld({ checks: false })
  web = await world.startWeb({ BIOCE_UPLOAD_MB: '1' })
}, 60_000)

afterAll(async () => {
  await web?.stop()
  await world?.close()
}, 60_000)

async function upload(path: string, bytes: number) {
  const { cookie, csrf } = await world.signIn()
  const body = new FormData()
  for (const [name, value] of Object.entries({ csrf, name: 'Large', uploadKey: `${bytes}` }))
    body.set(name, value)
  body.set('curve', new File(['0.1 1 0.1\n'], 'curve.dat'))
  body.set('library', new File([Buffer.alloc(bytes, 'ATOM\n')], 'models.pdb'))
  const headers = { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' }
  const answer = await fetch(web.origin + path, { method: 'POST', headers, body, redirect: 'manual' })
  return { status: answer.status, page: await answer.text() }
}

test('more than one may send is refused by a page in words, and taken once the limit is raised', async () => {
  const refused = await upload('/drafts', 2_500_000)
  expect(refused.status).toBe(413)
  expect(refused.page).toContain('The upload is larger than 1 MB')
  const limits = { ...world.ada.limits, uploadBytesMax: 3_000_000 }
  await world.db.write(tx => updateUser(tx, world.ada.id, { limits }, Date.now()))
  expect((await upload('/drafts', 2_500_000)).status).toBe(303)
  expect((await upload('/drafts', 3_500_000)).page).toContain('The upload is larger than 3 MB')
}, 60_000)

test.each(['/sign-in', '/nowhere', '/account', '/studies/example'])(
  'a body of any size sent to %s is answered in words',
  async path => {
    const { status, page } = await upload(path, 5_000_000)
    expect(status).toBe(413)
    expect(page).toContain('larger than any form of this site')
  },
  60_000,
)

test('what is refused is not kept in memory while it still arrives', async () => {
  const residentMb = () =>
    Number(readFileSync(`/proc/${web.process.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)![1]) / 1024
  const before = residentMb()
  let most = 0
  for (const path of ['/sign-in', '/drafts']) {
    const socket = connect(Number(new URL(web.origin).port), '127.0.0.1').on('error', () => {})
    const host = new URL(web.origin).host
    const type = 'Content-Type: multipart/form-data; boundary=b'
    socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${type}\r\nContent-Length: 5000000000\r\n\r\n`)
    const closed = new Promise(resolve => socket.once('close', resolve))
    const piece = Buffer.alloc(1_000_000, 'x')
    for (let sent = 0; sent < 200 && !socket.destroyed; sent++) {
      await Promise.race([closed, new Promise(resolve => socket.write(piece, resolve))])
      most = Math.max(most, residentMb())
    }
    socket.destroy()
  }
  expect(most - before).toBeLessThan(50)
}, 60_000)
