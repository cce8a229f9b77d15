import { Elysia } from 'elysia'
import { findMail } from '#db/mails.ts'
import { findSetting } from '#db/settings.ts'
import { findUser } from '#db/users.ts'
import { checkAdministrationView } from '#src/accounts/permissions.ts'
import { panelTables } from '#src/admin/tables.ts'
import { adviceFor } from '#src/analyses/reasons.ts'
import { MailPage } from '#views/admin/mail.tsx'
import { OutboxPage } from '#views/admin/outbox.tsx'
import { composeMail } from '#views/emails/compose.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { outboxOf, readOutbox } from '../mail.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'

/** What stands for the secret of a link: the real one is made when the mail is sent, and nobody else sees it. */
const noSecret = 'SECRET'

/** For administrators: mails that wait because no mail server is set, and how each mail reads. */
export function outboxRoutes(deps: Deps) {
  const { db, config, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.outbox.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const mails = await readOutbox(outboxOf(config.logs), 100)
      const isSending = config.smtpUrl !== undefined
      return html(<OutboxPage frame={frame} tables={panelTables} isSending={isSending} mails={mails} />)
    })
    .get(
      paths.mailPreview.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        await checkAdministrationView(db.read, visit.viewer, now())
        const mail = await findMail(db.read, id)
        if (!mail) throw notFound('mail')
        const user = mail.userId === null ? undefined : await findUser(db.read, mail.userId)
        const facts = mail.facts as Record<string, unknown>
        const advice = typeof facts.reason === 'string' ? adviceFor(facts.reason) : null
        const site = await findSetting(db.read, 'siteName')
        const to = { origin: config.origin, site, firstName: user?.firstName ?? null, secret: noSecret }
        const { subject, text } = composeMail(mail.kind, { ...facts, advice }, to)
        const { email, state, error } = mail
        const at = new Date(mail.sentAt ?? mail.createdAt)
        return html(
          <MailPage
            frame={frame}
            tables={panelTables}
            mail={{ id, email, state, error, at, subject, text }}
          />,
        )
      },
      { params: byId },
    )
}
