import { randomUUIDv7 } from 'bun'
import { Elysia } from 'elysia'
import { underWay } from '#db/audit.ts'
import type { Deps } from './deps.ts'
import { addressOf } from './session.ts'

/** Gives each request an id, which the audit, the log and the error page know it by. */
export function requestIds(deps: Pick<Deps, 'config'>) {
  return new Elysia({ name: 'requestIds' }).wrap(
    answer => (request: Request, server?: Bun.Server<unknown>) => {
      const facts = { requestId: randomUUIDv7().slice(-12), address: addressOf(request, server, deps) }
      return underWay.run(facts, () => answer(request, server))
    },
  )
}
