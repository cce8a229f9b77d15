import { networkInterfaces } from 'node:os'
import type { createApp } from '../app.tsx'

interface Options {
  port: number
  hostname: string
  maxRequestBodySize: number
}

const always = { idleTimeout: 30 }

/**
 * Starts to listen. For `localhost` on both of its addresses, where the machine has both: a browser may try either,
 * and Bun takes one.
 * @returns what stops it; at once, or when the requests under way have ended
 */
export function listen(
  app: ReturnType<typeof createApp>,
  options: Options,
): (atOnce?: boolean) => Promise<void> {
  const isLocal = options.hostname === 'localhost'
  app.listen({ ...options, ...always, hostname: isLocal ? '127.0.0.1' : options.hostname })
  const port = app.server!.port
  const fetch = (request: Request) => app.fetch(request)
  const second =
    isLocal && hasIpv6() ? Bun.serve({ ...options, ...always, port, hostname: '::1', fetch }) : undefined
  return async atOnce => {
    await Promise.all([app.server?.stop(atOnce), second?.stop(atOnce)])
  }
}

const hasIpv6 = () =>
  Object.values(networkInterfaces()).some(each => each?.some(({ address }) => address === '::1'))
