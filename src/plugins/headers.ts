import { Elysia } from 'elysia'

/** What every response carries, errors included: nothing from elsewhere runs, frames, or is guessed at. */
export function headers(origin: string) {
  const tls = origin.startsWith('https:')
  return new Elysia({ name: 'headers' }).onRequest(({ set }) => {
    Object.assign(set.headers, securityHeaders)
    if (tls) set.headers['strict-transport-security'] = 'max-age=31536000; includeSubDomains'
    set.headers['cache-control'] = 'no-store'
    set.headers.vary = 'HX-Request'
  })
}

/** Where browsers tell of what they refused: see routes/policyReports. */
export const policyReportPath = '/policy-reports'

export const contentSecurityPolicy = [
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
  `report-uri ${policyReportPath}`, // Firefox and Safari; others take the next one
  'report-to policy',
].join('; ')

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'reporting-endpoints': `policy="${policyReportPath}"`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
