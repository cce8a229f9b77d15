import { Elysia } from 'elysia'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { OutboxPage } from '#views/admin/outbox.tsx'
import { outboxOf, readOutbox } from '../mail.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'

/** For administrators: letters that wait because no mail server is set. */
export function outboxRoutes(deps: Deps) {
  const { db, config, now } = deps
  return new Elysia().use(pages(deps)).get('/admin/outbox', async ({ html, frame, visit }) => {
    await checkAdministration(db.read, visit.viewer, now())
    const letters = await readOutbox(outboxOf(config.logs), 100)
    return html(<OutboxPage frame={frame} isSending={config.smtpUrl !== undefined} letters={letters} />)
  })
}
