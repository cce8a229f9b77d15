import { randomUUIDv7 } from 'bun'
import { type AnyElysia, Elysia } from 'elysia'
import { underWay } from '#db/audit.ts'
import type { Deps } from './deps.ts'

type Server = Pick<Bun.Server<unknown>, 'requestIP'>

/**
 * Gives each request an id, which the audit, the log and the error page know it by, and finds out where it comes from.
 * Plug it in last: the last wrap is the outermost. Elysia hands no server to a wrap, so the app is asked for it.
 */
export function requestIds({ config }: Pick<Deps, 'config'>, app: AnyElysia) {
  return new Elysia({ name: 'requestIds' }).wrap(
    answer => (request: Request, server?: Bun.Server<unknown>) => {
      const address = addressOf(request, app.server, config)
      return underWay.run({ requestId: randomUUIDv7().slice(-12), address }, () => answer(request, server))
    },
  )
}

/** The client's address; X-Forwarded-For is believed from a configured proxy alone. */
export function addressOf(
  request: Request,
  server: Server | null,
  { trustedProxies }: Pick<Deps['config'], 'trustedProxies'>,
): string | null {
  const direct = server?.requestIP(request)?.address.replace(/^::ffff:/, '') ?? null
  if (direct === null || !trustedProxies.includes(direct)) return direct
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map(hop => hop.trim())
  return hops.findLast(hop => hop !== '' && !trustedProxies.includes(hop)) ?? direct
}
