import type { Invited } from '#src/accounts/administer.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Field, FieldTip } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { TextField } from '../ui/textField.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface RegistrationSettingsProps {
  frame: Frame
  tables: AdminTable[]
  mode: string
  domains: { id: number; domain: string; institution: string | null }[]
  waiting: number
  /** What was typed and wrong in the forms below. */
  domainForm: FormState
  inviteForm: FormState
  /** Who was invited just now. */
  invited?: Invited
}

/** Who may open an account, by the value of the setting. */
export const modes = [
  ['academic', 'People with an academic address; others can request an account'],
  ['approval', 'Everybody requests an account, an administrator decides'],
  ['open', 'Everybody with an e-mail address'],
  ['invitation', 'Only people invited by an administrator'],
] as const

/** Who may open an account, and the exceptions. */
export function RegistrationSettingsPage(props: RegistrationSettingsProps) {
  const { frame, tables, mode, waiting, inviteForm, invited } = props
  const who = waiting === 0 ? 'No open requests' : formatCount(waiting, 'open request')
  return (
    <AdminFrame frame={frame} tables={tables} title="Registration">
      <h1>Registration</h1>
      <p>
        <a href={paths.requestList()} safe>
          {`${who} for an account`}
        </a>
      </p>
      <Card title="Who may open an account" aside={<FieldTip name="mode" label="who may open an account" />}>
        <Form action={paths.registrationSettings()} frame={frame}>
          <div class="field" role="radiogroup" aria-label="Who may open an account">
            {modes.map(([value, text]) => (
              <div class="check">
                <input type="radio" name="mode" id={`mode-${value}`} value={value} checked={value === mode} />
                <label for={`mode-${value}`}>{text}</label>
              </div>
            ))}
          </div>
          <div class="actions">
            <button type="submit">Save the choice</button>
          </div>
        </Form>
      </Card>
      <AllowedDomains {...props} />
      <Card id="invitations" title="Invite people">
        {invited ? <Outcome {...invited} /> : ''}
        <p>Any address can be invited: the link in the mail opens a confirmed account.</p>
        <Form action={paths.invitations()} frame={frame} form={inviteForm}>
          <TextField
            form={inviteForm}
            name="emails"
            label="E-mail addresses"
            help="One or up to 200, with or without names, such as a column of a table."
            rows="4"
          />
          <div class="actions">
            <button type="submit">Send invitations</button>
          </div>
        </Form>
      </Card>
    </AdminFrame>
  )
}

function Outcome({ sent, known }: Invited) {
  return (
    <Notice kind={sent.length > 0 ? 'done' : 'warning'}>
      <p safe>{`${formatCount(sent.length, 'invitation')} on the way.`}</p>
      {known.length > 0 ? <p safe>{`These have accounts already: ${known.join(', ')}.`}</p> : ''}
    </Notice>
  )
}

function AllowedDomains({ frame, domains, domainForm }: RegistrationSettingsProps) {
  return (
    <Card title="Also allowed">
      <p>Domains, with their sub-domains, and single addresses that count as academic here.</p>
      {domains.length === 0 ? (
        <EmptyState icon="plus" title="No domain or address yet">
          <p>Add the domain of a company or institute that is not on the built-in lists.</p>
        </EmptyState>
      ) : (
        <ul class="rows">
          {domains.map(each => (
            <li>
              <div>
                <strong safe>{each.domain}</strong>
                <span safe>{each.institution ?? ''}</span>
              </div>
              <Form action={paths.allowedDomainRemoval(each.id)} frame={frame}>
                <button type="submit" class="quiet" aria-label={`Remove ${each.domain}`}>
                  Remove
                </button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <Form action={paths.allowedDomains()} frame={frame} form={domainForm}>
        <Field form={domainForm} name="domain" label="Domain or address" maxlength={254} />
        <Field form={domainForm} name="institution" label="Institution" optional maxlength={200} />
        <div class="actions">
          <button type="submit">Allow</button>
        </div>
      </Form>
    </Card>
  )
}
