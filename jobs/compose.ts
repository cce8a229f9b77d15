import { address } from '#src/accounts/post.ts'
import { adviceFor } from '#src/analyses/reasons.ts'
import { composeLetter } from '#views/emails/compose.ts'
import type { Compose } from './letter.ts'

/** Turns a row of the outbox into a letter. A secret link is minted here, so that none is ever at rest. */
export function composer(origin: string): Compose {
  return async (db, mail, now) => {
    const to = await db.write(tx => address(tx, mail, now))
    if (!to) return
    const facts = mail.facts as Record<string, unknown>
    const advice = typeof facts.reason === 'string' ? adviceFor(facts.reason) : null
    return composeLetter(to.kind, { ...facts, advice }, { origin, ...to })
  }
}
