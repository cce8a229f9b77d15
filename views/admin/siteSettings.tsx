import { Html } from '@kitajs/html'
import type { FirstStep } from '#src/admin/firstSteps.ts'
import type { MailTest } from '#src/admin/testMail.ts'
import type { ShownSetting } from '#src/config.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { AccountSettingsCard } from './accountSettings.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { FirstSteps } from './firstSteps.tsx'
import { GuestSettingsCard } from './guestSettings.tsx'
import { IdentityCard, type ShownText, TextsCard } from './identityCards.tsx'
import { SettingChanges, type ShownChange } from './settingChanges.tsx'

interface SiteSettingsProps {
  frame: Frame
  tables: AdminTable[]
  steps: Record<FirstStep, boolean>
  siteForm: FormState
  accountForm: FormState
  texts: ShownText[]
  /** Where the files of the texts and the logo lie. */
  folder: string
  hasLogo: boolean
  guestForm: FormState
  /** What all people without an account together may keep. */
  guestBytesMax: number
  /** Why the last undo was refused. */
  undoProblem?: string
  /** Whether mails go to a mail server. */
  isSending: boolean
  /** How the test mail that was just asked for fared. */
  mailTest?: MailTest
  changes: ShownChange[]
  /** What the environment decides. */
  environment: ShownSetting[]
}

/** Everything that is decided about this site: what may be changed here, and what the environment says. */
export function SiteSettingsPage(props: SiteSettingsProps) {
  const { frame, tables, steps, siteForm, accountForm, guestForm, changes, undoProblem } = props
  return (
    <AdminFrame frame={frame} tables={tables} title="Settings">
      <h1>Settings</h1>
      <p>
        Who may open an account is set under <a href={paths.registrationSettings()}>Registration</a>, the
        banner and who gets in under <a href={paths.maintenance()}>Maintenance</a>.
      </p>
      <FirstSteps steps={steps} />
      <IdentityCard frame={frame} form={siteForm} />
      <TextsCard {...props} />
      <AccountSettingsCard frame={frame} form={accountForm} />
      <GuestSettingsCard frame={frame} form={guestForm} bytesMax={props.guestBytesMax} />
      <MailCard {...props} />
      <SettingChanges frame={frame} changes={changes} problem={undoProblem} />
      <Environment environment={props.environment} />
    </AdminFrame>
  )
}

function MailCard({ frame, isSending, mailTest }: SiteSettingsProps) {
  return (
    <Card id="mail" title="Mail">
      {mailTest ? <Outcome {...mailTest} isSending={isSending} /> : ''}
      <p>
        {isSending ? (
          'A test mail goes to your own address at once, without the queue.'
        ) : (
          <>
            No mail server is set (BIOCE_SMTP_URL). Mails wait in the <a href={paths.outbox()}>outbox</a>,
            where administrators can read them and hand on their links.
          </>
        )}
      </p>
      <Form action={paths.testMail()} frame={frame} class="inline">
        <button type="submit">Send a test mail</button>
      </Form>
    </Card>
  )
}

function Outcome({ to, problem, dialogue, isSending }: MailTest & { isSending: boolean }) {
  if (problem === undefined)
    return (
      <Notice kind="done">
        <p safe>
          {isSending
            ? `The mail server took the mail to ${to}. If it does not arrive, look into the spam folder.`
            : `The mail to ${to} is in the outbox.`}
        </p>
      </Notice>
    )
  return (
    <>
      <Notice kind="problem" title="The mail was not sent">
        <p safe>{typographic(problem)}</p>
      </Notice>
      <p class="help">What this server (C) and the mail server (S) said:</p>
      <pre tabindex="0" safe>
        {dialogue.join('\n')}
      </pre>
    </>
  )
}

/** A name that may go on in the next line where its words end. */
function Broken({ name }: { name: string }) {
  return name.split(/(?<=_)/).map(word => (
    <>
      {Html.escapeHtml(word)}
      <wbr />
    </>
  )) as never
}

function Environment({ environment }: Pick<SiteSettingsProps, 'environment'>) {
  const set = environment.filter(({ isSet }) => isSet)
  const others = environment.filter(({ isSet }) => !isSet)
  return (
    <Card id="environment" title="Environment">
      <p>
        Variables of the server’s environment. To change one, edit the environment and restart. Passwords are
        not shown.
      </p>
      {set.length > 0 ? <Variables settings={set} /> : ''}
      <details class="more">
        <summary safe>{`Show ${formatCount(others.length, 'variable')} with the default value`}</summary>
        <Variables settings={others} />
      </details>
    </Card>
  )
}

function Variables({ settings }: { settings: ShownSetting[] }) {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Variable</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, isSet, meaning }) => (
            <tr>
              <th scope="row">
                <Broken name={name} />
              </th>
              <td data-label="Value" safe>
                {isSet ? value : typographic(value)}
              </td>
              <td data-label="Meaning">
                {typographic(meaning)
                  .split('`')
                  .map((text, index) =>
                    index % 2 === 0 ? <span safe>{text}</span> : <code safe>{text}</code>,
                  )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
