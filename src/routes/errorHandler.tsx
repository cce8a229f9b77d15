import { STATUS_CODES } from 'node:http'
import { type AnyElysia, Elysia, ValidationError } from 'elysia'
import { underWay } from '#db/audit.ts'
import { DatabaseBusy, DatabaseFull } from '#db/index.ts'
import { StepUpNeeded } from '#src/accounts/permissions.ts'
import type { Frame } from '#views/frame.ts'
import { ProblemPage } from '#views/pages/problem.tsx'
import { WrongAddressPage } from '#views/pages/wrongAddress.tsx'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import type { Config } from '../config.ts'
import { AppError, type FieldErrors } from '../errors.ts'
import { log } from '../log.ts'
import { UnreadableFile } from '../ownFile.ts'
import type { Deps } from '../plugins/deps.ts'
import { methodsOf } from '../plugins/findRoute.ts'
import { hostOf } from '../plugins/origins.ts'
import { pages } from '../plugins/pages.ts'
import type { Visit } from '../plugins/session.ts'

interface Problem {
  status: number
  /** The one thing that helps, where there is one. */
  action?: { title: string; text: string; href: string }
  message?: string
  /** What is wrong by field, for programs. */
  fields?: FieldErrors
  reference?: string
  headers?: Record<string, string>
}

/**
 * The error page: a mistake is told in words, a bug gets a reference that the log knows too.
 * @param app the whole site, once it is put together
 */
export function errorHandler(deps: Deps, app: () => AnyElysia) {
  return new Elysia({ name: 'problems' }).use(pages(deps)).onError({ as: 'global' }, context => {
    const { error, code, request, route, set } = context
    const known = context as Partial<{ frame: Frame; visit: Visit }>
    const { headers, ...problem } = explain(code, error, request, route, app(), deps.config)
    const accept = request.headers.get('accept') ?? ''
    const isPage = accept.includes('text/html')
    set.status = problem.status
    if (problem.status === 401 && isPage) return toSignIn(request, set, deps.config)
    Object.assign(set.headers, headers)
    if (problem.status === 507) {
      log.error('disk full', error, { route })
      deps.makeRoom?.()
    }
    if (noteworthy.includes(problem.status)) {
      const facts = { status: problem.status, method: request.method, route, ...underWay.getStore() }
      const asked = problem.status === 421 ? hostOf(request).slice(0, 100) : undefined
      log.warning('refused', { ...facts, asked, user: known.visit?.viewer?.id })
    }
    const detail = problem.message ?? 'Something went wrong.'
    if (isPage && problem.status === 421) return wrongAddress(request, deps)
    if (isPage) {
      const page = String(ProblemPage({ frame: known.frame ?? blankFrame(request, deps), ...problem }))
      return answer(problem.status, 'text/html; charset=utf-8', page)
    }
    if (!accept.includes('json')) return answer(problem.status, 'text/plain; charset=utf-8', detail)
    const { status, fields } = problem
    const reference = underWay.getStore()?.requestId
    const told = { type: 'about:blank', title: STATUS_CODES[status], status, detail, fields, reference }
    return answer(status, 'application/problem+json', JSON.stringify(told))
  })
}

/** Refusals that may be somebody trying doors. */
const noteworthy = [403, 405, 413, 421, 422, 429]

const answer = (status: number, type: string, body: string) =>
  new Response(body, { status, headers: { 'content-type': type } })

function explain(
  code: unknown,
  error: unknown,
  request: Request,
  route: string,
  app: AnyElysia,
  { base }: Config,
): Problem {
  if (error instanceof StepUpNeeded)
    return { status: 403, message: error.message, action: wayOn(error, request, base) }
  if (error instanceof AppError) {
    const action = error.kind === 'unavailable' ? tryAgain(request, base) : undefined
    const { status, message, fields } = error
    return { status, message, fields, action, headers: wait(error) }
  }
  if (error instanceof DatabaseBusy)
    return { status: 503, message: error.message, headers: { 'retry-after': '5' } }
  if (error instanceof DatabaseFull || (error as NodeJS.ErrnoException).code === 'ENOSPC')
    return {
      status: 507,
      message:
        'The disk of this server is full. Nothing was changed; the administrators know. Space is reserved for signing in and for deleting: try those again.',
    }
  if (code === 'NOT_FOUND') {
    const { pathname } = new URL(request.url)
    // Under /admin nothing says what exists.
    const methods = isWithin(pathname, paths.admin) ? [] : methodsOf(app, pathname)
    return methods.length > 0 ? { status: 405, headers: { allow: methods.join(', ') } } : { status: 404 }
  }
  if (error instanceof ValidationError && error.type !== 'body')
    return oddAddress(error, new URL(request.url))
  if (code === 'VALIDATION' || code === 'PARSE')
    return {
      status: 422,
      message: 'The form contains fields that this page does not have. Reload the page and try again.',
    }
  const reference = underWay.getStore()?.requestId
  // The route and not the path, in which a secret may lie.
  log.error('bug', error, { reference, method: request.method, route })
  const message =
    error instanceof UnreadableFile
      ? 'A file of this page cannot be read: it is damaged, or another version of the program wrote it. The administrators can find the details in the log.'
      : undefined
  return { status: 500, message, reference }
}

/** A path that no page can have, or a value after it that the page does not take. Of a number only its value is told. */
function oddAddress({ type, all, value }: ValidationError, { pathname, searchParams }: URL): Problem {
  const isInPath =
    type === 'property' && pathname.split('/').some(part => part !== '' && Number(part) === value)
  if (type === 'params' || isInPath) return { status: 404 }
  const names =
    type === 'property'
      ? [...searchParams].filter(([, text]) => Number(text) === value).map(([name]) => name)
      : all.map(each => ('path' in each ? each.path.slice(1) : ''))
  const shown = [...new Set(names)].filter(name => name !== '')
  return {
    status: 422,
    fields: Object.fromEntries(shown.map(name => [name, 'This value is not allowed here.'])),
    message:
      shown.length > 0
        ? `The address contains a value that is not allowed: ${shown.join(', ')}.`
        : 'The form contains a number that is not allowed.',
  }
}

function wait({ kind, retryAfterMs = kind === 'unavailable' ? 5000 : undefined }: AppError) {
  return retryAfterMs === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
}

function wrongAddress(request: Request, { config }: Deps): Response {
  const asked = hostOf(request)
  const scheme = request.headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const own = config.isOriginSet ? config.origins : []
  const name = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/.test(asked) ? asked : 'NAME'
  const setting = `BIOCE_ORIGIN=${[...own, `${scheme}://${name}`].map(each => each + config.base).join(',')}`
  const page = String(WrongAddressPage({ asked, origins: config.origins, setting }))
  return answer(421, 'text/html; charset=utf-8', page)
}

/** The same page, where it is one; of two slashes at its beginning a browser would make another host. */
function tryAgain({ method, url }: Request, base: string) {
  const { pathname, search } = new URL(url)
  if (method !== 'GET') return
  return { title: 'Back in a moment', text: 'Try again', href: base + pathname.replace(/^\/+/, '/') + search }
}

function wayOn({ need }: StepUpNeeded, request: Request, base: string) {
  if (need === 'factor')
    return { title: 'First add a second factor', text: 'Add a second factor', href: paths.factors() }
  const { pathname, search } = new URL(request.url)
  const next = request.method === 'GET' ? base + pathname + search : undefined
  return { title: 'Confirm your identity', text: 'Confirm now', href: paths.stepUp({ next }) }
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
