import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { EmailField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { PasswordField } from './passwordField.tsx'

interface AskProps {
  frame: Frame
  form: FormState
  about: 'confirmation' | 'reset'
}

/** Asks for the address to which a link is sent. */
export function AskForLinkPage({ frame, form, about }: AskProps) {
  const isReset = about === 'reset'
  const title = isReset ? 'Forgot your password?' : 'Send the confirmation link again'
  return (
    <Layout title={title} frame={frame}>
      <section class="narrow">
        <h1>{title}</h1>
        <p>
          {isReset
            ? 'Enter the address of your account. We send you a link to choose a new password.'
            : 'Enter the address with which you opened your account. We send you a new link to confirm it.'}
        </p>
        <Form action={isReset ? paths.newPasswordReset() : paths.newConfirmation()} frame={frame} form={form}>
          <EmailField form={form} autofocus />
          <div class="actions">
            <button type="submit">Send the link</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}

interface LinkProps {
  frame: Frame
  form: FormState
  token: string
  email: string
}

/** Behind a confirmation link. The button is there because programs that scan mails follow links, too. */
export function ConfirmationPage({ frame, form, token, email, choose }: LinkProps & { choose: boolean }) {
  return (
    <Layout title="Confirm your address" frame={frame} scripts={choose ? ['passwordHint.js'] : []}>
      <section class="narrow">
        <h1>Confirm your address</h1>
        <p>
          <strong safe>{email}</strong> will be the address of your account.
        </p>
        <Form action={paths.confirmation()} frame={frame} form={form}>
          <input type="hidden" name="token" value={token} />
          {choose ? <PasswordField form={form} name="password" label="Choose a password" /> : ''}
          <div class="actions">
            <button type="submit">Confirm the address</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}

export function PasswordResetPage({
  frame,
  form,
  token,
  email,
  lengthMin,
}: LinkProps & { lengthMin: number }) {
  return (
    <Layout title="Choose a new password" frame={frame} scripts={['passwordHint.js']}>
      <section class="narrow">
        <h1>Choose a new password</h1>
        <p>
          For the account of <strong safe>{email}</strong>. You will be signed out everywhere.
        </p>
        <Form action={paths.passwordReset()} frame={frame} form={form}>
          <input type="hidden" name="token" value={token} />
          <PasswordField form={form} name="password" label="New password" lengthMin={lengthMin} />
          <div class="actions">
            <button type="submit">Save the password</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}

export function EmailChangePage({ frame, token, email }: Omit<LinkProps, 'form'>) {
  return (
    <Layout title="Confirm your new address" frame={frame}>
      <section class="narrow">
        <h1>Confirm your new address</h1>
        <p>
          Your account will have the address <strong safe>{email}</strong>; you sign in with it from then on.
        </p>
        <Form action={paths.emailChange()} frame={frame}>
          <input type="hidden" name="token" value={token} />
          <div class="actions">
            <button type="submit">Use this address</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}
