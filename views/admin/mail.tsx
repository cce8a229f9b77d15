import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { CellContent } from './cell.tsx'

interface MailProps {
  frame: Frame
  tables: AdminTable[]
  mail: {
    id: number
    email: string
    state: string
    /** What the mail server said last. */
    error: string | null
    /** When it was sent, or written where it was not. */
    at: Date
    subject: string
    text: string
  }
}

/** How a mail reads, and sending it again. */
export function MailPage({ frame, tables, mail }: MailProps) {
  const { id, email, state, error, at, subject, text } = mail
  const crumbs = [
    { text: 'Mails', href: paths.adminTable('mails') },
    { text: `Mail ${id}`, href: paths.adminRow('mails', id) },
  ]
  return (
    <AdminFrame frame={frame} tables={tables} title={subject} here="mails" crumbs={crumbs}>
      <header class="page-header">
        <h1 safe>{subject}</h1>
        <Form action={paths.adminRowAction('mails', id, 'resend')} frame={frame} class="inline">
          <button type="submit">Send again</button>
        </Form>
      </header>
      <p>
        To <strong safe>{email}</strong>, <CellContent frame={frame} cell={{ kind: 'state', state }} />{' '}
        <CellContent frame={frame} cell={{ kind: 'time', at: at.getTime() }} />
      </p>
      {error ? (
        <Notice kind="problem" title="The mail server refused it">
          <p safe>{error}</p>
        </Notice>
      ) : (
        ''
      )}
      <Card id="text" title="Text">
        <pre tabindex="0" safe>
          {text}
        </pre>
        <p class="help">
          In the sent mail, SECRET in a link is replaced by a new secret, which is not stored.
        </p>
      </Card>
    </AdminFrame>
  )
}
