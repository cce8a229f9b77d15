import { randomUUIDv7 } from 'bun'
import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { setSetting } from '#db/settings.ts'
import type { Viewer } from '../accounts/sessions.ts'
import type { Config } from '../config.ts'
import { openMailer, outboxOf } from '../mail.ts'

/** How a test mail fared; `dialogue` is what this server and the mail server said to each other. */
export interface MailTest {
  to: string
  problem?: string
  dialogue: string[]
}

const linesMax = 200

/** Sends a mail to the administrator at once, and tells what the mail server answered. */
export async function sendTestMail(
  { db, config }: { db: Database; config: Config },
  administrator: Viewer,
  now: number,
): Promise<MailTest> {
  const to = administrator.user.email
  const dialogue: string[] = []
  const mailer = openMailer({
    from: config.mailFrom,
    smtpUrl: config.smtpUrl,
    outbox: outboxOf(config.logs),
    onLine: line => dialogue.length < linesMax && dialogue.push(line),
  })
  const problem = await mailer
    .send({
      to,
      subject: 'Test mail from BioCE Web',
      text: `Mails from ${config.origin}${config.base} arrive.\n`,
      messageId: `<${randomUUIDv7()}@${new URL(config.origin).hostname}>`,
    })
    .then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    )
  const isSent = problem === undefined && config.smtpUrl !== undefined
  await db.write(async tx => {
    if (isSent) await setSetting(tx, 'mailTestedAt', now, now)
    const details = { isSent }
    await appendAudit(tx, { at: now, actorId: administrator.id, action: 'test_mail_sent', details })
  })
  return { to, problem, dialogue }
}
