import { setSetting } from '#db/settings.ts'
import { hourMs } from '../durations.ts'
import { log } from '../log.ts'
import { isNearby } from '../settingTexts.ts'
import type { Deps } from './deps.ts'

/**
 * Notes, at most once an hour, who passes requests on without being trusted, for the doctor to tell. Of addresses
 * near by alone: anybody far away can send such a header too.
 */
export function proxyNoter({ config, db, now }: Pick<Deps, 'config' | 'db' | 'now'>) {
  let notedAt = -Infinity
  return (request: Request, direct: string | null): void => {
    if (direct === null || !request.headers.has('x-forwarded-for') || now() < notedAt + hourMs) return
    if (config.isTrustedProxy(direct) || !isNearby(direct)) return
    notedAt = now()
    const write = db.write(async tx => {
      await setSetting(tx, 'untrustedProxy', direct, now())
      await setSetting(tx, 'untrustedProxyAt', now(), now())
    })
    write.catch(error => log.warning('untrusted proxy not noted', { error: String(error) }))
  }
}
