import { Elysia } from 'elysia'
import { isSharedPath } from '#src/analyses/sharedAddress.ts'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import type { Deps } from './deps.ts'
import { originOf } from './origins.ts'

/** What every response carries, errors included: nothing from elsewhere runs, frames, or is guessed at. */
export function headers({ config }: Pick<Deps, 'config'>) {
  const always = securityHeaders(config.base)
  return new Elysia({ name: 'headers' }).onRequest(({ request, set }) => {
    Object.assign(set.headers, always)
    // This host alone: what else lies below its name is not ours to decide about.
    if (originOf(request, config)?.startsWith('https:'))
      set.headers['strict-transport-security'] = 'max-age=31536000'
    set.headers['cache-control'] = 'no-store'
    const { pathname } = new URL(request.url)
    if (isSharedPath(pathname) || isWithin(pathname, paths.guests)) Object.assign(set.headers, sharedHeaders)
    set.headers.vary = 'HX-Request'
  })
}

export const contentSecurityPolicy = (base: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    `report-uri ${base}${paths.policyReports.pattern}`, // Firefox and Safari; others take the next one
    'report-to policy',
  ].join('; ')

/** Of what a secret in the address leads to: no search engine keeps it, and no link tells it to another site. */
const sharedHeaders = { 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' }

const securityHeaders = (base: string) => ({
  'content-security-policy': contentSecurityPolicy(base),
  'reporting-endpoints': `policy="${base}${paths.policyReports.pattern}"`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
})
