import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CopyButton } from '../ui/copyButton.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { exactDay } from '../ui/time.tsx'

interface GuestProps {
  frame: Frame
  /** What stands in the link, and the whole of it. */
  secret: string
  link: string
  until: Date
  studies: number
  /** Whoever looks is this guest. */
  isMe: boolean
  /** Why the studies were not moved. */
  problem?: string
}

/** Where the link of a guest leads: the way back, and the way to an account. */
export function GuestPage({ frame, secret, link, until, studies, isMe, problem }: GuestProps) {
  const has = formatCount(studies, 'study', 'studies')
  const hasAccount = frame.viewer && !frame.viewer.guest
  return (
    <Layout title="Work without an account" frame={frame}>
      <section class="narrow">
        <h1>{isMe ? 'Your link' : 'Work without an account'}</h1>
        {problem ? (
          <Notice kind="problem" title="The studies were not moved">
            <p safe>{typographic(problem)}</p>
          </Notice>
        ) : (
          ''
        )}
        <p>
          {Html.escapeHtml(
            `This link leads to ${has} until ${exactDay(until)}; then everything is deleted. Whoever has it can see, change and delete all of it.`,
          )}
        </p>
        <pre class="wrapped">
          <code id="guest-link" safe>
            {link}
          </code>
        </pre>
        {isMe ? (
          <p>
            Bookmark this page or copy its address. There is no other way back: no mail can be sent to you.
          </p>
        ) : (
          ''
        )}
        {hasAccount ? (
          ''
        ) : (
          <p>
            To keep your studies, <a href={paths.register()}>open an account</a>. Then{' '}
            <a href={paths.signIn({ next: paths.guest(secret) })}>sign in</a> and open this link again.
          </p>
        )}
        <div class="actions">
          {isMe ? (
            <>
              <CopyButton of="#guest-link" text="Copy the link" isMain />
              <a class="button quiet" href={paths.studies()}>
                Go to my studies
              </a>
            </>
          ) : (
            <WaysOn frame={frame} secret={secret} has={has} hasAccount={Boolean(hasAccount)} />
          )}
        </div>
      </section>
    </Layout>
  )
}

interface WaysOnProps extends Pick<GuestProps, 'frame' | 'secret'> {
  has: string
  hasAccount: boolean
}

/** For everybody but the guest. */
function WaysOn({ frame, secret, has, hasAccount }: WaysOnProps) {
  return (
    <>
      {hasAccount ? (
        <Form action={paths.guestClaim(secret)} frame={frame} class="inline">
          <button type="submit">
            <Icon name="check" />
            <span safe>{`Move ${has} to my account`}</span>
          </button>
        </Form>
      ) : (
        ''
      )}
      <Form action={paths.guest(secret)} frame={frame} class="inline">
        <button type="submit" class={hasAccount ? 'quiet' : ''}>
          {hasAccount ? 'Sign out and continue without an account' : 'Continue without an account'}
        </button>
      </Form>
    </>
  )
}
