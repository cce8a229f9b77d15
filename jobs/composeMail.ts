import { findSetting } from '#db/settings.ts'
import { resolveRecipient } from '#src/accounts/accountMail.ts'
import { adviceFor } from '#src/analyses/reasons.ts'
import { composeMail } from '#views/emails/compose.ts'
import type { Compose } from './mailRunner.ts'

/** Turns a row of the outbox into a mail. A secret link is minted here, so that none is ever at rest. */
export function mailComposer(origin: string): Compose {
  return async (db, mail, now) => {
    const to = await db.write(tx => resolveRecipient(tx, mail, now))
    if (!to) return
    const facts = mail.facts as Record<string, unknown>
    const advice = typeof facts.reason === 'string' ? adviceFor(facts.reason) : null
    const site = await findSetting(db.read, 'siteName')
    return composeMail(to.kind, { ...facts, advice }, { origin, site, ...to })
  }
}
