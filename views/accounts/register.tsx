import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { EmailField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { AccountRequestFields } from './accountRequest.tsx'
import { NameFields } from './nameFields.tsx'
import { PasswordField } from './passwordField.tsx'

interface RegisterProps {
  frame: Frame
  form: FormState
  mode: 'academic' | 'approval' | 'open' | 'invitation'
  /** The secret of an invitation, and the address it was sent to. */
  invitation?: { secret: string; email: string }
  /** The address was refused: the same form can ask an administrator. */
  canAsk?: boolean
  known: { universities: number; institutes: number }
}

export function RegisterPage({ frame, form, mode, invitation, canAsk, known }: RegisterProps) {
  const values = invitation ? { email: invitation.email, ...form.values } : form.values
  const filled = { ...form, values }
  return (
    <Layout title="Open an account" frame={frame} scripts={['passwordHint.js']}>
      <section class="narrow">
        <h1>Open an account</h1>
        <Form action={paths.register()} frame={frame} form={filled}>
          {invitation ? <input type="hidden" name="invitation" value={invitation.secret} /> : ''}
          <NameFields form={filled} />
          <EmailField
            form={filled}
            readonly={Boolean(invitation)}
            help={invitation ? 'The address that was invited.' : helpFor(mode, known)}
          />
          <PasswordField form={filled} name="password" />
          {canAsk ? (
            <>
              <Notice kind="info" title="Ask for an account instead">
                <p>Tell the administrators in a sentence or two who you are; they answer by mail.</p>
              </Notice>
              <AccountRequestFields form={filled} />
              <div class="actions">
                <button type="submit" formaction={paths.accountRequests()} formnovalidate>
                  Ask for an account
                </button>
                <button type="submit" class="quiet" formnovalidate>
                  Try another address
                </button>
              </div>
            </>
          ) : (
            <div class="actions">
              <p class="help">
                By opening an account you agree to the <a href={paths.terms()}>terms of use</a> and the{' '}
                <a href={paths.privacy()}>privacy statement</a>.
              </p>
              <button type="submit">Open the account</button>
            </div>
          )}
        </Form>
        <p class="beside">
          <a href={paths.signIn()}>I have an account</a>
          <a href={paths.newConfirmation()}>Send the confirmation link again</a>
        </p>
      </section>
    </Layout>
  )
}

function helpFor(mode: RegisterProps['mode'], { universities, institutes }: RegisterProps['known']): string {
  if (mode !== 'academic') return 'We send a confirmation link to this address.'
  const count = (number: number) => number.toLocaleString('en')
  return `Use the address of your university or research institute. We know ${count(universities)} domains and ${institutes} institutes, with their sub-domains.`
}
