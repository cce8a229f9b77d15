import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface OutboxProps {
  frame: Frame
  tables: AdminTable[]
  /** Whether a mail server is set: then nothing comes here any more. */
  isSending: boolean
  mails: { to: string; subject: string; text: string; at: Date }[]
}

/** Mails that are not sent because no mail server is configured: the administrator passes them on. */
export function OutboxPage({ frame, tables, isSending, mails }: OutboxProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Outbox">
      <h1>Outbox</h1>
      <p>
        Mails that were written to a folder because no mail server was configured. All mails, sent or not, are
        listed under <a href={paths.adminTable('mails')}>Mails</a>, where you can read and resend each.
      </p>
      {isSending ? (
        <Notice kind="info" title="Mail is sent">
          <p>
            A mail server is configured, so new mails do not appear here. This page shows those from before.
          </p>
        </Notice>
      ) : (
        <Notice kind="warning" title="No mail server is configured">
          <p>
            Mails wait here for you to pass them on. Set <code>BIOCE_SMTP_URL</code> to have them sent.
          </p>
        </Notice>
      )}
      {mails.length === 0 ? (
        <EmptyState icon="check" title="No mails">
          {isSending ? '' : <p>New mails appear on this page.</p>}
        </EmptyState>
      ) : (
        mails.map((mail, index) => (
          <Card id={`mail-${index}`} title={mail.subject} aside={<Time at={mail.at} now={frame.now} />}>
            <p>
              To <strong safe>{mail.to}</strong>
            </p>
            <pre tabindex="0" safe>
              {mail.text}
            </pre>
          </Card>
        ))
      )}
    </AdminFrame>
  )
}
