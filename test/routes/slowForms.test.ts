import { expect, test } from 'bun:test'
import { type AnyElysia, Elysia } from 'elysia'
import { bodyLimit } from '#src/plugins/bodyLimit.ts'

const app: AnyElysia = new Elysia()
  .use(bodyLimit(() => app, 1000))
  .post('/form', ({ body, server, request }) => ({ body, address: server?.requestIP(request)?.address }))
  .listen(0)
const { port } = app.server!

/** Sends a form of so many signs, one every few milliseconds, and tells the answer once the connection is closed. */
async function drip(length: number, everyMs: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let answer = ''
  let over = false
  const socket = await Bun.connect({
    hostname: 'localhost',
    port: port!,
    socket: {
      data: (_, bytes) => void (answer += bytes),
      close: () => {
        over = true
        resolve()
      },
    },
  })
  const type = 'application/x-www-form-urlencoded'
  socket.write(
    `POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`,
  )
  for (let sent = 0; sent < length && !over; sent++) {
    socket.write(sent === 1 ? '=' : 'a')
    await Bun.sleep(everyMs)
  }
  await promise
  return answer
}

test('a form that is whole in time is read as ever, by whom it came from', async () => {
  const answer = await drip(5, 1)
  expect(answer).toStartWith('HTTP/1.1 200')
  expect(answer).toMatch(/\{"body":\{"a":"aaa"\},"address":"[^"]+"\}/)
})

test('one that drips is refused, and its connection closed', async () => {
  const answer = await drip(1000, 20)
  expect(answer).toStartWith('HTTP/1.1 408')
}, 60_000)
