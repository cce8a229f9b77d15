import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { formatCount } from '../ui/numbers.ts'
import { Operator, type OperatorFacts } from './operator.tsx'
import { OwnText } from './ownText.tsx'
import { Prose } from './prose.tsx'

interface PrivacyProps extends OperatorFacts {
  frame: Frame
  /** After so many days studies are removed; null when they are kept until deleted. */
  retentionDays: number | null
  /** After so many, everything of those who work without an account. */
  guestDays: number
  /** The operator's own statement, in place of the program's. What the program itself does with cookies stays. */
  text?: string | null
  since?: number
}

export function PrivacyPage({ frame, retentionDays, guestDays, text, since, ...operator }: PrivacyProps) {
  return (
    <Prose frame={frame} title="Privacy" lead="What is kept, how long, and who sees it.">
      <Operator {...operator} />
      {text ? (
        <OwnText text={text} since={since} />
      ) : (
        <Storage retentionDays={retentionDays} guestDays={guestDays} />
      )}
      <h2 id="cookies">Cookies</h2>
      <p>
        One that keeps you signed in, one that ties forms to your browser before you sign in, one by which
        this browser is known to your account, so that wrong passwords typed elsewhere do not keep you out,
        and one that remembers the light or dark theme if you switched it. Two last for minutes: what an
        action has to say on the next page, and the way back from signing in elsewhere. None of them tracks
        you.
      </p>
      {text ? '' : <Rights />}
    </Prose>
  )
}

function Storage({ retentionDays, guestDays }: Pick<PrivacyProps, 'retentionDays' | 'guestDays'>) {
  return (
    <>
      <h2>What is kept</h2>
      <ul>
        <li>Your name and e-mail address, and from the address the country and institution.</li>
        <li>Your password only as a hash from which it cannot be read back.</li>
        <li>
          When and from which network address you signed in, now and the time before, so that you can notice
          sign-ins that are not yours.
        </li>
        <li>The files you upload, the parameters you choose, and the results.</li>
        <li>Which links of other people you opened while signed in, so that you find them again.</li>
        <li>A record of security events and of what administrators change.</li>
      </ul>
      <h2>How long</h2>
      <p>
        {Html.escapeHtml(
          retentionDays === null
            ? 'Studies stay until you delete them.'
            : `Studies are removed ${retentionDays} days after they were last used; you get a mail before.`,
        )}{' '}
        Deleting a study removes its files and analyses at once; backups forget it when they are replaced.
        Deleting your account removes everything that is yours. What remains is counted without your name:
        that an analysis ran, when, with which method, and for which institution and country.{' '}
        {Html.escapeHtml(
          `What you do without an account is deleted after ${formatCount(guestDays, 'day')}; of you, only the network address from which you began is kept that long.`,
        )}
      </p>
      <h2>Who sees it</h2>
      <p>
        You. The administrators of this server can look at studies when you ask for help; each look is
        recorded. Nobody else: nothing is sent to any third party but the code of an entry that you ask to be
        fetched from a public archive, and no page loads anything from another server.
      </p>
    </>
  )
}

function Rights() {
  return (
    <>
      <h2>Your rights</h2>
      <p>
        You can see, correct, export and delete what is kept about you. Most of it you can do under Account;
        for the rest <a href={paths.contact()}>write to the administrators</a>.
      </p>
    </>
  )
}
