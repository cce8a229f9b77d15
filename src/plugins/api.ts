import { Elysia } from 'elysia'
import { type Caller, findCaller, includes, type Scope } from '#src/accounts/apiTokens.ts'
import { may } from '#src/accounts/permissions.ts'
import { findMaintenance } from '#src/admin/maintenance.ts'
import { AppError } from '../errors.ts'
import { readJson } from './apiBody.ts'
import type { Deps } from './deps.ts'
import { countRequest } from './requestRate.ts'

/** What one token may ask for in a minute: of everything, and of what changes something. */
export const perMinute = { all: 120, changes: 30 }

/**
 * What a route of the API starts from: `caller`, whose token the request carries. No cookie is read. What the token must
 * allow follows from the method, so that no route can forget it: GET reads, POST submits, anything else manages.
 * @param body Elysia leaves a body to a route that says `parse: 'none'` only where nothing else would parse it
 */
export function api(deps: Deps, body: 'json' | 'streamed' = 'json') {
  const routes = new Elysia()
  if (body === 'json')
    routes.onParse({ as: 'scoped' }, ({ request, contentType }) =>
      contentType === 'application/json' ? readJson(request) : undefined,
    )
  return routes
    .derive({ as: 'scoped' }, async ({ request, set }) => {
      const caller = await callerOf(request, deps)
      const needed = scopeOf(request.method)
      const rate = spend(deps, caller.token.id, needed !== 'read')
      Object.assign(set.headers, rate.headers)
      if (rate.isOver)
        throw new AppError(
          'too_many',
          'This token asked too often. Wait before the next request.',
          {},
          rate.waitMs,
        )
      if (!includes(caller.scope, needed))
        throw new AppError(
          'forbidden',
          `This token may ${caller.scope} only; the request needs the scope "${needed}".`,
        )
      if (!may(caller, 'study'))
        throw new AppError('forbidden', 'Your account may not have studies of its own. Ask an administrator.')
      const { access, banner } = await findMaintenance(deps.db.read, deps.now())
      if (access === 'closed' || (access === 'read-only' && needed !== 'read'))
        throw new AppError('unavailable', banner || 'The server is under maintenance.')
      return { caller }
    })
    .onAfterHandle({ as: 'scoped' }, ({ request, responseValue, set }) => {
      if (responseValue instanceof Response) return
      const text = JSON.stringify(responseValue)
      const headers = { 'content-type': 'application/json', etag: `"${Bun.hash(text).toString(36)}"` }
      const isKnown = request.method === 'GET' && request.headers.get('if-none-match') === headers.etag
      return isKnown
        ? new Response(null, { status: 304, headers: { etag: headers.etag } })
        : new Response(text, { status: Number(set.status ?? 200), headers })
    })
}

/** What a token must allow for a request of this method. */
export const scopeOf = (method: string): Scope =>
  method === 'GET' || method === 'HEAD' ? 'read' : method === 'POST' ? 'submit' : 'manage'

/** The token that a request carries; empty where there is none. */
export const secretOf = ({ headers }: Request): string =>
  headers.get('authorization')?.match(/^Bearer ([\w-]{1,100})$/i)?.[1] ?? ''

const keyMax = 200

/** What keeps a request from being done twice, where its header says so. @throws AppError invalid for one too long */
export function onceKeyOf({ headers }: Request): string | null {
  const key = headers.get('idempotency-key')
  if (key !== null && key.length > keyMax)
    throw new AppError('invalid', `The header Idempotency-Key is longer than ${keyMax} characters.`)
  return key && `api:${key}`
}

/** @throws AppError unauthenticated */
async function callerOf(request: Request, { db, now }: Deps): Promise<Caller> {
  const caller = await findCaller(db, secretOf(request), now())
  if (caller) return caller
  throw new AppError(
    'unauthenticated',
    'Send a valid token in the header "Authorization: Bearer TOKEN". Make one on the page Account, API tokens.',
  )
}

/** Counts a request of a token; what changes something is counted twice, against a limit of its own too. */
function spend(deps: Deps, tokenId: number, isChange: boolean) {
  const all = countRequest(deps, `token:${tokenId}`, perMinute.all)
  const changes = isChange ? countRequest(deps, `token changes:${tokenId}`, perMinute.changes) : all
  const { left, waitMs } = changes.left < all.left ? changes : all
  const headers = {
    'ratelimit-limit': String(isChange ? perMinute.changes : perMinute.all),
    'ratelimit-remaining': String(Math.max(0, left)),
    'ratelimit-reset': String(Math.ceil(waitMs / 1000)),
  }
  return { isOver: left < 0, waitMs, headers }
}
