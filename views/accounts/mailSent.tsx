import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'

interface MailSentProps {
  frame: Frame
  about: 'confirmation' | 'reset'
  /** False where mails wait for an administrator, who passes them on. */
  hasMailServer: boolean
}

/** After a form that sends a mail: the same words whether or not the address is known. */
export function MailSentPage({ frame, about, hasMailServer }: MailSentProps) {
  const isReset = about === 'reset'
  if (!hasMailServer) return <MailWaitsPage frame={frame} isReset={isReset} />
  return (
    <Layout title="Check your mail" frame={frame}>
      <section class="narrow">
        <h1>Check your mail</h1>
        <p class="lead">
          {isReset
            ? 'If there is an account with this address, we have sent a link to choose a new password.'
            : 'We sent a mail to the address that you gave. Follow the link in it to continue.'}
        </p>
        <p>
          {isReset ? 'The link works for one hour.' : 'The link works for a day.'} No mail after a few
          minutes? Check your spam folder, then{' '}
          <a href={isReset ? paths.newPasswordReset() : paths.newConfirmation()}>ask for it again</a>.
        </p>
      </section>
    </Layout>
  )
}

/** Names the way on, and not whether there is a mail. */
function MailWaitsPage({ frame, isReset }: { frame: Frame; isReset: boolean }) {
  return (
    <Layout title="Ask an administrator" frame={frame}>
      <section class="narrow">
        <h1>Ask an administrator</h1>
        <p class="lead">This server does not send mail itself: an administrator passes mails on.</p>
        <p>
          Write to one (see <a href={paths.contact()}>Contact</a>) and ask for your link.{' '}
          {isReset
            ? 'The link exists if there is an account with this address, and works for one hour.'
            : 'The link confirms your address and works for a day.'}
        </p>
      </section>
    </Layout>
  )
}
