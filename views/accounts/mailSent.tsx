import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'

interface MailSentProps {
  frame: Frame
  about: 'confirmation' | 'reset'
  /** False where letters wait for an administrator, who passes them on. */
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
            ? 'If an account has the address that you gave, a link to choose a new password is on its way to it.'
            : 'A mail is on its way to the address that you gave. The link in it goes on from here.'}
        </p>
        <p>
          {isReset ? 'The link works for one hour.' : 'The link works for a day.'} Nothing after a few
          minutes? Look into the spam folder, then{' '}
          <a href={isReset ? paths.newPasswordReset() : paths.newConfirmation()}>ask for it again</a>.
        </p>
      </section>
    </Layout>
  )
}

/** Names the way on, and not whether there is a letter. */
function MailWaitsPage({ frame, isReset }: { frame: Frame; isReset: boolean }) {
  return (
    <Layout title="Ask an administrator" frame={frame}>
      <section class="narrow">
        <h1>Ask an administrator</h1>
        <p class="lead">
          This server sends no mail by itself: letters wait until an administrator passes them on.
        </p>
        <p>
          Write to one (see <a href={paths.contact()}>Contact</a>) and ask for your link.{' '}
          {isReset
            ? 'There is one if an account has the address that you gave; it works for one hour.'
            : 'It confirms your address and works for a day.'}
        </p>
      </section>
    </Layout>
  )
}
