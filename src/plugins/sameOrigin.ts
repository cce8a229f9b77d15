import { Elysia } from 'elysia'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import { AppError } from '../errors.ts'
import type { Deps } from './deps.ts'
import { originOf } from './origins.ts'

/**
 * Answers only to the configured origins, and takes changes only from its own pages: the browser's word
 * (Sec-Fetch-Site) where there is one, else Origin or Referer. The form's token (csrf.ts) is the second lock.
 */
export function sameOrigin({ config }: Pick<Deps, 'config'>) {
  return new Elysia({ name: 'sameOrigin' }).onRequest(({ request }) => {
    const { pathname } = new URL(request.url)
    const origin = originOf(request, config)
    if (!origin) {
      if (isSafe(request.method) && isWithin(pathname, ...sameForAll)) return
      throw new AppError('misdirected', `This server answers to ${config.origins.join(', ')} only.`)
    }
    // A browser sends its reports by itself, without a word of where it stands; they change nothing.
    // The API reads no cookies, so no other site can make a browser act in somebody's name there.
    const isOpen = pathname === paths.policyReports.pattern || isOfApi(pathname)
    if (isSafe(request.method) || isOpen || comesFrom(origin, request)) return
    throw new AppError(
      'forbidden',
      'This form was not sent from a page of this site. Reload the page and submit the form again.',
    )
  })
}

/** Whether programs ask at a path, with a token: all routes of the API lie beside this one. */
export const isOfApi = (pathname: string) => pathname.startsWith(apiFolder)
const apiFolder = paths.api.pattern.replace(/[^/]+$/, '')

/** What a monitor asks under any name, and what the page is drawn with that tells of a wrong one. */
const sameForAll = [paths.health, paths.metrics, paths.asset]

export const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

function comesFrom(origin: string, { headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const source = headers.get('origin') ?? headers.get('referer')
  return source !== null && URL.canParse(source) && new URL(source).origin === origin
}
