import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field, FieldTip } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface RegistrationSettingsProps {
  frame: Frame
  mode: string
  domains: { id: number; domain: string; institution: string | null }[]
  waiting: number
  /** What was typed and wrong in the forms below. */
  domainForm: FormState
  inviteForm: FormState
}

const modes = [
  ['academic', 'People with an academic address; others may ask'],
  ['approval', 'Everybody asks, an administrator decides'],
  ['open', 'Everybody with an address'],
  ['invitation', 'Only whom an administrator invites'],
] as const

/** Who may open an account, and the exceptions. */
export function RegistrationSettingsPage(props: RegistrationSettingsProps) {
  const { frame, mode, domains, waiting, domainForm, inviteForm } = props
  const crumbs = [{ text: 'Administration', href: paths.admin() }]
  const waitingText = `${waiting === 1 ? '1 person waits' : `${waiting} people wait`} for an account`
  return (
    <Layout title="Registration" frame={frame} crumbs={crumbs}>
      <div class="form-page">
        <h1>Registration</h1>
        <p>
          <a href={paths.requestList()} safe>
            {waitingText}
          </a>
        </p>
        <Card
          title="Who may open an account"
          aside={<FieldTip name="mode" label="who may open an account" />}
        >
          <Form action={paths.registrationSettings()} frame={frame}>
            <div role="radiogroup" aria-label="Who may open an account">
              {modes.map(([value, text]) => (
                <div class="check">
                  <input
                    type="radio"
                    name="mode"
                    id={`mode-${value}`}
                    value={value}
                    checked={value === mode}
                  />
                  <label for={`mode-${value}`}>{text}</label>
                </div>
              ))}
            </div>
            <div class="actions">
              <button type="submit">Save</button>
            </div>
          </Form>
        </Card>
        <Card title="Also allowed">
          <p>Domains, with their sub-domains, and single addresses that count as academic here.</p>
          <ul class="rows">
            {domains.map(each => (
              <li>
                <div>
                  <strong safe>{each.domain}</strong>
                  <span safe>{each.institution ?? ''}</span>
                </div>
                <Form action={paths.allowedDomainRemoval(each.id)} frame={frame}>
                  <button type="submit" class="quiet">
                    Remove
                  </button>
                </Form>
              </li>
            ))}
          </ul>
          <Form action={paths.allowedDomains()} frame={frame} form={domainForm}>
            <Field form={domainForm} name="domain" label="Domain or address" maxlength={254} />
            <Field form={domainForm} name="institution" label="Institution" optional maxlength={200} />
            <div class="actions">
              <button type="submit">Allow</button>
            </div>
          </Form>
        </Card>
        <Card title="Invite a person">
          <Form action={paths.invitations()} frame={frame} form={inviteForm}>
            <Field form={inviteForm} name="email" label="E-mail" type="email" maxlength={254} />
            <div class="actions">
              <button type="submit">Send the invitation</button>
            </div>
          </Form>
        </Card>
      </div>
    </Layout>
  )
}
