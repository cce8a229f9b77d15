import { connect } from 'node:net'

const hungMs = 20_000

/**
 * Sends bytes as they are, so that they need be no request at all, and tells the status of the answer: 0 where the
 * connection was closed without one.
 * @param breaksOff the share of the body after which the connection is closed by us
 */
export async function sendRaw(
  port: number,
  head: string,
  body: Buffer,
  breaksOff?: number,
): Promise<number | 'hung'> {
  const { promise, resolve } = Promise.withResolvers<number | 'hung'>()
  const socket = connect(port, '127.0.0.1')
  const late = setTimeout(resolve, hungMs, 'hung')
  let answer = ''
  socket
    .on('data', bytes => {
      answer += bytes.toString('latin1')
      const status = answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1]
      if (status) resolve(Number(status))
    })
    .on('error', () => {})
    .on('close', () => resolve(0))
  socket.write(head)
  if (breaksOff === undefined) socket.write(body)
  else socket.write(body.subarray(0, breaksOff * body.length), () => socket.destroy())
  return await promise.finally(() => {
    clearTimeout(late)
    socket.destroy()
  })
}
