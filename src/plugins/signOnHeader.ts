import { requestContext } from '#db/audit.ts'
import type { Config } from '../config.ts'

/**
 * The address that a proxy in front of the site vouches for, in the header of BIOCE_PROXY_EMAIL_HEADER: from one that is
 * trusted alone, for anybody else could write it too.
 */
export function emailFromProxy(
  request: Request,
  config: Pick<Config, 'proxyEmailHeader' | 'isTrustedProxy'>,
) {
  const peer = requestContext.getStore()?.peer
  if (!config.proxyEmailHeader || !peer || !config.isTrustedProxy(peer)) return undefined
  return request.headers.get(config.proxyEmailHeader) ?? undefined
}
