import { Html } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Time } from '../ui/time.tsx'
import { AccountFrame } from './accountFrame.tsx'
import { NameFields } from './nameFields.tsx'

export interface AccountFacts {
  email: string
  institution: string | null
  country: string | null
  roles: string[]
  createdAt: Date
  signInCount: number
  /** This time and the one before it. */
  signIns: { at: Date; address: string | null }[]
}

export function AccountPage({ frame, form, facts }: { frame: Frame; form: FormState; facts: AccountFacts }) {
  return (
    <AccountFrame frame={frame} title="Your account">
      <Card title="Name">
        <Form action={paths.names()} frame={frame} form={form}>
          <NameFields form={form} />
          <div class="actions">
            <button type="submit">Save the name</button>
          </div>
        </Form>
      </Card>
      <Card title="What we store about you">
        <dl class="facts">
          <Fact name="E-mail" value={facts.email} />
          <Fact name="Institution" value={facts.institution ?? 'not known'} />
          <Fact name="Country" value={facts.country ?? 'not known'} />
          <Fact name="Roles" value={facts.roles.join(', ') || 'none'} />
          <div>
            <dt>Account opened</dt>
            <dd>
              <Time at={facts.createdAt} now={frame.now} />
            </dd>
          </div>
        </dl>
      </Card>
      <Card title="Sign-ins">
        <dl class="facts">
          <Fact name="So far" value={String(facts.signInCount)} />
          {facts.signIns.map(({ at, address }, index) => (
            <div>
              <dt>{index === 0 ? 'This time' : 'Last time'}</dt>
              <dd>
                <Time at={at} now={frame.now} />
                {Html.escapeHtml(address ? ` from ${address}` : '')}
              </dd>
            </div>
          ))}
        </dl>
      </Card>
    </AccountFrame>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt safe>{name}</dt>
      <dd safe>{value}</dd>
    </div>
  )
}
