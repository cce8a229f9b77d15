import { type AnyElysia, ValidationError } from 'elysia'
import { requestContext } from '#db/audit.ts'
import { DatabaseBusy, DatabaseFull, troubleIn } from '#db/index.ts'
import { StepUpNeeded } from '#src/accounts/permissions.ts'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import type { Config } from '../config.ts'
import { AppError, type FieldErrors, type MistakeKind } from '../errors.ts'
import { log } from '../log.ts'
import { UnreadableFile } from '../ownFile.ts'
import { findRoute, methodsOf } from './findRoute.ts'
import { isOfApi } from './sameOrigin.ts'

/** What a refusal or a bug is to whoever asked. */
export interface Problem {
  status: number
  /** For programs. */
  code: MistakeKind | 'method_not_allowed' | 'busy' | 'disk_full' | 'bug'
  /** The one thing that helps, where there is one. */
  action?: { title: string; text: string; href: string }
  message?: string
  /** What is wrong by field, for programs. */
  fields?: FieldErrors
  reference?: string
  headers?: Record<string, string>
}

/** What an error means: a mistake in words, a bug as a reference to the log, where it is written. */
export function explain(
  code: unknown,
  error: unknown,
  request: Request,
  route: string,
  app: AnyElysia,
  { base }: Config,
): Problem {
  if (error instanceof StepUpNeeded)
    return {
      status: 403,
      code: 'forbidden',
      message: error.message,
      action: wayOn(error, request, app, base),
    }
  if (error instanceof AppError) {
    const action = error.kind === 'unavailable' ? tryAgain(request, base) : undefined
    const { status, kind, message, fields } = error
    return { status, code: kind, message, fields, action, headers: headersOf(error) }
  }
  const trouble = troubleIn(error)
  if (trouble instanceof DatabaseBusy)
    return { status: 503, code: 'busy', message: trouble.message, headers: { 'retry-after': '5' } }
  if (trouble instanceof DatabaseFull || (error as NodeJS.ErrnoException).code === 'ENOSPC')
    return {
      status: 507,
      code: 'disk_full',
      message:
        'The disk of this server is full. Nothing was changed; the administrators know. Space is reserved for signing in and for deleting: try those again.',
    }
  if (code === 'NOT_FOUND') {
    const { pathname } = new URL(request.url)
    // Under /admin nothing says what exists.
    const methods = isWithin(pathname, paths.admin) ? [] : methodsOf(app, pathname)
    return methods.length > 0
      ? { status: 405, code: 'method_not_allowed', headers: { allow: methods.join(', ') } }
      : { status: 404, code: 'not_found' }
  }
  if (error instanceof ValidationError && error.type !== 'body')
    return oddAddress(error, new URL(request.url))
  if (code === 'VALIDATION' || code === 'PARSE')
    return {
      status: 422,
      code: 'invalid',
      ...(isOfApi(new URL(request.url).pathname)
        ? oddJson(error)
        : {
            message: 'The form contains fields that this page does not have. Reload the page and try again.',
          }),
    }
  const reference = requestContext.getStore()?.requestId
  // The route and not the path, in which a secret may lie.
  log.error('bug', error, { reference, method: request.method, route })
  const message =
    error instanceof UnreadableFile
      ? 'A file of this page cannot be read: it is damaged, or another version of the program wrote it. The administrators can find the details in the log.'
      : undefined
  return { status: 500, code: 'bug', message, reference }
}

/** What is wrong with a body of JSON: that it is none, or the first value that is not what its place takes. */
function oddJson(error: unknown): Pick<Problem, 'message' | 'fields'> {
  const { cause } = error as Error
  if (cause instanceof AppError) return { message: cause.message }
  const first = error instanceof ValidationError ? error.valueError : undefined
  const message = 'The body is not the JSON that this address takes.'
  if (!first?.path) return { message }
  return { message, fields: { [first.path.slice(1, 80)]: `${first.message}.` } }
}

/** A path that no page can have, or a value after it that the page does not take. Of a number only its value is told. */
function oddAddress({ type, all, value }: ValidationError, { pathname, searchParams }: URL): Problem {
  const isInPath =
    type === 'property' && pathname.split('/').some(part => part !== '' && Number(part) === value)
  if (type === 'params' || isInPath) return { status: 404, code: 'not_found' }
  const names =
    type === 'property'
      ? [...searchParams].filter(([, text]) => Number(text) === value).map(([name]) => name)
      : all.map(each => ('path' in each ? each.path.slice(1) : ''))
  const shown = [...new Set(names)].filter(name => name !== '')
  return {
    status: 422,
    code: 'invalid',
    fields: Object.fromEntries(shown.map(name => [name, 'This value is not allowed here.'])),
    message:
      shown.length > 0
        ? `The address contains a value that is not allowed: ${shown.join(', ')}.`
        : 'The form contains a number that is not allowed.',
  }
}

/** When to try again, where that is known; a connection that was too slow is not used again. */
export function headersOf({
  kind,
  retryAfterMs = kind === 'unavailable' ? 5000 : undefined,
}: AppError): Record<string, string> {
  if (kind === 'too_slow') return { connection: 'close' }
  if (kind === 'unauthenticated') return { 'www-authenticate': 'Bearer' }
  return retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
}

/** In which form whoever asked wants to hear of a mistake: a browser a page, a program JSON, anybody else plain text. */
export function formOfAnswer({ headers, url }: Request): 'page' | 'json' | 'text' {
  if (isOfApi(new URL(url).pathname)) return 'json'
  const accept = headers.get('accept') ?? ''
  return accept.includes('text/html') ? 'page' : accept.includes('json') ? 'json' : 'text'
}

/** The same page, where it is one; of two slashes at its beginning a browser would make another host. */
function tryAgain({ method, url }: Request, base: string) {
  const { pathname, search } = new URL(url)
  if (method !== 'GET') return
  return { title: 'Back in a moment', text: 'Try again', href: base + pathname.replace(/^\/+/, '/') + search }
}

function wayOn({ need }: StepUpNeeded, request: Request, app: AnyElysia, base: string) {
  if (need === 'factor')
    return { title: 'First add a second factor', text: 'Add a second factor', href: paths.factors() }
  const next = pageOf(request, app, base)
  return { title: 'Confirm your identity', text: 'Confirm my identity', href: paths.stepUp({ next }) }
}

/** Where a request was made: at its own page, or at that of the form that was sent. */
function pageOf({ method, url, headers }: Request, app: AnyElysia, base: string): string | undefined {
  const { pathname, search } = new URL(url)
  if (method === 'GET') return base + pathname + search
  const from = headers.get('referer')
  if (from === null || !URL.canParse(from)) return
  const page = new URL(from)
  const isPage = page.pathname.startsWith(base) && findRoute(app, 'GET', page.pathname.slice(base.length))
  return isPage ? page.pathname + page.search : undefined
}
