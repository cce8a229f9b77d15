import { randomUUIDv7 } from 'bun'
import { type AnyElysia, Elysia } from 'elysia'
import { requestContext } from '#db/audit.ts'
import type { Config } from '../config.ts'
import type { Deps } from './deps.ts'
import { proxyNoter } from './proxies.ts'

/**
 * What is found out of each request first: an id, which the audit, the log and the error page know it by, where it comes
 * from, and its path below the site's own. Plug it in last: the last wrap is the outermost. Elysia hands no server to a
 * wrap, so the app is asked for it.
 */
export function withRequestContext(
  deps: Pick<Deps, 'config' | 'db' | 'now'>,
  app: AnyElysia,
  noteTime: (status: number, seconds: number) => void,
) {
  const { config } = deps
  const noteProxy = proxyNoter(deps)
  return new Elysia({ name: 'arrivals' }).wrap(answer => (request: Request, server?: Bun.Server<unknown>) => {
    const direct = peerOf(request, app.server)
    const address = clientOf(request, direct, config)
    noteProxy(request, direct)
    const inside = config.base ? below(config.base, request) : request
    const startedAt = performance.now()
    return requestContext.run({ requestId: randomUUIDv7().slice(-12), address, peer: direct }, async () => {
      const response = await answer(inside, server)
      if (response instanceof Response) noteTime(response.status, (performance.now() - startedAt) / 1000)
      return response
    })
  })
}

/**
 * The request with the path that it has below the site's own; one without that path was handed on by a proxy that
 * takes it away. It stays the request that it is: of a copy the server knows neither the address nor the deadline.
 */
function below(base: string, request: Request): Request {
  const start = request.url.indexOf('/', request.url.indexOf('//') + 2)
  const rest = request.url.slice(start)
  const isBelow = rest.startsWith(base) && /^([/?]|$)/.test(rest.slice(base.length))
  if (!isBelow) return request
  const path = rest.slice(base.length)
  const url = request.url.slice(0, start) + (path.startsWith('/') ? path : `/${path}`)
  return Object.defineProperty(request, 'url', { value: url })
}

/** An address without a port, and that of IPv4 as it is by itself, where IPv6 carries it. */
const plainAddress = (address: string) =>
  address
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')

/** Who is at the other end of the connection. */
const peerOf = (request: Request, server: Bun.Server<unknown> | null) => {
  const peer = server?.requestIP(request)?.address
  return peer === undefined ? null : plainAddress(peer)
}

/** The client's address; X-Forwarded-For is believed from a configured proxy alone. */
export function clientOf(
  request: Request,
  direct: string | null,
  { isTrustedProxy }: Pick<Config, 'isTrustedProxy'>,
): string | null {
  if (direct === null || !isTrustedProxy(direct)) return direct
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map(hop => plainAddress(hop.trim()))
  return hops.findLast(hop => hop !== '' && !isTrustedProxy(hop)) ?? direct
}
