import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Form } from '../ui/form.tsx'
import { Time } from '../ui/time.tsx'
import { AccountFrame } from './accountFrame.tsx'

export interface SessionRow {
  id: number
  /** The one that asks. */
  isThis: boolean
  /** Such as "Firefox on Linux". */
  browser: string
  address: string | null
  remember: boolean
  createdAt: Date
  seenAt: Date
}

export function SessionsPage({ frame, sessions }: { frame: Frame; sessions: SessionRow[] }) {
  return (
    <AccountFrame frame={frame} title="Where you are signed in">
      <ul class="rows">
        {sessions.map(session => (
          <li>
            <div>
              <strong safe>{session.browser}</strong>
              {session.isThis ? <Badge tone="good" text="This session" /> : ''}
              {session.remember ? <Badge tone="quiet" text="Kept for 30 days" /> : ''}
              <p class="help">
                {Html.escapeHtml(session.address ? `${session.address}, ` : '')}
                seen <Time at={session.seenAt} now={frame.now} />, signed in{' '}
                <Time at={session.createdAt} now={frame.now} />
              </p>
            </div>
            {session.isThis ? (
              ''
            ) : (
              <Form action={paths.sessionEnd(session.id)} frame={frame}>
                <button type="submit" class="quiet">
                  End session
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Form action={paths.otherSessionsEnd()} frame={frame}>
          <button type="submit" class="danger">
            End all other sessions
          </button>
        </Form>
      ) : (
        <p>You are signed in nowhere else.</p>
      )}
    </AccountFrame>
  )
}
