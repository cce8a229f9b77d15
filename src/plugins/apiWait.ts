import { t } from 'elysia'
import type { State } from '#db/schema.ts'
import { type Caller, findCaller } from '#src/accounts/apiTokens.ts'
import { isOver } from '#src/analyses/status.ts'
import { AppError } from '../errors.ts'
import { secretOf } from './api.ts'
import { begin } from './concurrencyLimits.ts'
import type { Deps } from './deps.ts'
import { maybe } from './forms.ts'
import type { createStatusUpdates } from './statusUpdates.ts'

const lookEveryMs = 2000
const secondsMax = 60

export const waitQuery = t.Object({ wait: maybe(t.Numeric({ minimum: 0, maximum: secondsMax })) })

interface Waiting<Thing> {
  caller: Caller
  request: Request
  server: { timeout(request: Request, seconds: number): void } | null
  seconds: number | undefined
  read(): Promise<Thing>
}

/** Whether the token of a request still lets it in. @throws AppError unauthenticated where it was revoked meanwhile */
export async function checkStillIn({ db, now }: Deps, request: Request): Promise<true> {
  if (await findCaller(db, secretOf(request), now())) return true
  throw new AppError('unauthenticated', 'This token was revoked or has expired.')
}

/** Reads a thing that waits or runs anew until its state changes or the time is over. */
export async function waitForChange<Thing extends { state: State }>(
  deps: Deps,
  news: ReturnType<typeof createStatusUpdates>,
  { caller, request, server, seconds = 0, read }: Waiting<Thing>,
): Promise<Thing> {
  let thing = await read()
  const { state } = thing
  const isAwaited = () => thing.state === state && !isOver(thing)
  if (seconds === 0 || !isAwaited()) return thing
  const end = begin(deps, 'stream', caller.user.id)
  const endsAt = performance.now() + 1000 * seconds
  server?.timeout(request, 0)
  try {
    while (isAwaited() && !request.signal.aborted && !deps.stopping?.aborted) {
      const msLeft = endsAt - performance.now()
      if (msLeft <= 0) break
      await news.next(Math.min(lookEveryMs, Math.max(1, msLeft)))
      await checkStillIn(deps, request)
      thing = await read()
    }
  } finally {
    end()
  }
  return thing
}
