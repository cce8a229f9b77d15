import { Elysia } from 'elysia'
import { underWay } from '#db/audit.ts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import { policyReportPath } from './headers.ts'

/**
 * Answers only to the configured origin, and takes changes only from its own pages: the browser's word
 * (Sec-Fetch-Site) where there is one, else Origin or Referer. The form's token (csrf.ts) is the second lock.
 */
export function sameOrigin(origin: string) {
  const host = new URL(origin).host
  return new Elysia({ name: 'sameOrigin' }).onRequest(({ request, set }) => {
    const { host: inUrl, pathname } = new URL(request.url)
    const asked = request.headers.get('host') ?? inUrl
    if (asked !== host && pathname !== '/healthz') {
      log.warning('refused', { status: 421, ...underWay.getStore() })
      set.status = 421
      return `This server answers to ${origin} only.`
    }
    // A browser sends its reports by itself, without a word of where it stands; they change nothing.
    if (isSafe(request.method) || pathname === policyReportPath || comesFrom(origin, request)) return
    throw new AppError(
      'forbidden',
      'This form was not sent from our own page. Open the page again and repeat.',
    )
  })
}

export const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

export function comesFrom(origin: string, { headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const source = headers.get('origin') ?? headers.get('referer')
  return source !== null && URL.canParse(source) && new URL(source).origin === origin
}
