import { timingSafeEqual } from 'node:crypto'
import { Elysia } from 'elysia'
import { requestContext } from '#db/audit.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { writeMetrics } from '#src/admin/metrics.ts'
import type { openRequestTimes } from '#src/admin/requestTimes.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { isLoopback } from '../settingTexts.ts'

/**
 * For Prometheus: with the token of BIOCE_METRICS_TOKEN, or without one from this machine, not through a proxy. To anybody
 * else it does not exist.
 */
export function metricsRoutes(
  { db, config, now }: Pick<Deps, 'db' | 'config' | 'now'>,
  { times }: ReturnType<typeof openRequestTimes>,
) {
  return new Elysia().get(paths.metrics.pattern, async ({ request }) => {
    if (!mayRead(request.headers, config.metricsToken)) throw notFound('page')
    const text = await writeMetrics(db.read, config, times, now())
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
  })
}

function mayRead(headers: Headers, token: string | undefined): boolean {
  if (token !== undefined) {
    const told = headers.get('authorization')?.replace(/^Bearer /i, '') ?? ''
    return timingSafeEqual(Buffer.from(hashSecret(told)), Buffer.from(hashSecret(token)))
  }
  const isForwarded = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some(name => headers.has(name))
  return !isForwarded && isLoopback(requestContext.getStore()?.address ?? '')
}
