import { STATUS_CODES } from 'node:http'
import { type AnyElysia, Elysia } from 'elysia'
import { requestContext } from '#db/audit.ts'
import { StepUpNeeded } from '#src/accounts/permissions.ts'
import type { Frame } from '#views/frame.ts'
import { ProblemPage } from '#views/pages/problem.tsx'
import { WrongAddressPage } from '#views/pages/wrongAddress.tsx'
import { paths } from '#views/paths.ts'
import type { Config } from '../config.ts'
import { log } from '../log.ts'
import type { Deps } from '../plugins/deps.ts'
import { hostOf } from '../plugins/origins.ts'
import { pages } from '../plugins/pages.ts'
import { explain, formOfAnswer } from '../plugins/problem.ts'
import type { Visit } from '../plugins/session.ts'

/**
 * The error page: a mistake is told in words, a bug gets a reference that the log knows too.
 * @param app the whole site, once it is put together
 */
export function errorHandler(deps: Deps, app: () => AnyElysia) {
  return new Elysia({ name: 'problems' }).use(pages(deps)).onError({ as: 'global' }, context => {
    const { error, code, request, route, set } = context
    const known = context as Partial<{ frame: Frame; visit: Visit }>
    const { headers, ...problem } = explain(code, error, request, route, app(), deps.config)
    const form = formOfAnswer(request)
    const isPage = form === 'page'
    set.status = problem.status
    // An open page looked again by itself: it is shown anew as a whole, which says why it stopped.
    if (error instanceof StepUpNeeded && request.headers.has('hx-request')) {
      set.status = 200 // or it would be that of the error
      return new Response(null, { headers: { 'hx-refresh': 'true' } })
    }
    if (problem.status === 401 && isPage) return toSignIn(request, set, deps.config)
    Object.assign(set.headers, headers)
    if (problem.status === 507) {
      log.error('disk full', error, { route })
      deps.makeRoom?.()
    }
    if (noteworthy.includes(problem.status)) {
      const facts = { status: problem.status, method: request.method, route, ...requestContext.getStore() }
      const asked = problem.status === 421 ? hostOf(request).slice(0, 100) : undefined
      log.warning('refused', { ...facts, asked, user: known.visit?.viewer?.id })
    }
    const detail = problem.message ?? 'Something went wrong.'
    if (isPage && problem.status === 421) return wrongAddress(request, deps)
    if (isPage) {
      const page = String(ProblemPage({ frame: known.frame ?? blankFrame(request, deps), ...problem }))
      return answer(problem.status, 'text/html; charset=utf-8', page)
    }
    if (form === 'text') return answer(problem.status, 'text/plain; charset=utf-8', detail)
    const { status, code: word, fields } = problem
    const reference = requestContext.getStore()?.requestId
    const told = {
      type: 'about:blank',
      code: word,
      title: STATUS_CODES[status],
      status,
      detail,
      fields,
      reference,
    }
    return answer(status, 'application/problem+json', JSON.stringify(told))
  })
}

/** Refusals that may be somebody trying doors. */
const noteworthy = [403, 405, 413, 421, 422, 429]

const answer = (status: number, type: string, body: string) =>
  new Response(body, { status, headers: { 'content-type': type } })

function wrongAddress(request: Request, { config }: Deps): Response {
  const asked = hostOf(request)
  const scheme = request.headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const own = config.isOriginSet ? config.origins : []
  const name = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/.test(asked) ? asked : 'NAME'
  const setting = `BIOCE_ORIGIN=${[...own, `${scheme}://${name}`].map(each => each + config.base).join(',')}`
  const page = String(WrongAddressPage({ asked, origins: config.origins, setting }))
  return answer(421, 'text/html; charset=utf-8', page)
}

function toSignIn(request: Request, set: { status?: number | string }, { base }: Config): Response {
  const { pathname, search } = new URL(request.url)
  const next = request.method === 'GET' ? base + pathname + search : undefined
  const location = paths.signIn({ next })
  if (request.headers.has('hx-request')) {
    set.status = 200 // or it would be that of the error
    return new Response(null, { headers: { 'hx-redirect': location } })
  }
  return new Response(null, { status: 303, headers: { location } })
}

const blankFrame = (request: Request, { config, now }: Deps): Frame => ({
  path: config.base + new URL(request.url).pathname,
  viewer: null,
  csrf: '',
  now: new Date(now()),
})
