import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { PasskeyForm } from './passkeyForm.tsx'

interface SecondFactorProps {
  frame: Frame
  form: FormState
  /** Says whose password was right a moment ago. */
  ticket: string
  next?: string
  hasApp: boolean
  /** Where the person has one. */
  passkey?: object
}

/** After the right password: the code of an app, a recovery code, or a passkey. */
export function SecondFactorPage({ frame, form, ticket, next, hasApp, passkey }: SecondFactorProps) {
  return (
    <Layout title="Second factor" frame={frame} scripts={passkey ? ['passkey.js'] : []}>
      <section class="narrow">
        <h1>Enter your second factor</h1>
        {passkey ? (
          <PasskeyForm frame={frame} action={paths.signInPasskey()} get={passkey} verb="Use my passkey">
            {next ? <input type="hidden" name="next" value={next} /> : ''}
          </PasskeyForm>
        ) : (
          ''
        )}
        <Form action={paths.signInCode()} frame={frame} form={form}>
          <input type="hidden" name="ticket" value={ticket} />
          {next ? <input type="hidden" name="next" value={next} /> : ''}
          <CodeField form={form} hasApp={hasApp} />
          <div class="actions">
            <button type="submit">Sign in</button>
          </div>
        </Form>
        <p class="help">
          Lost your phone and your recovery codes? <a href={paths.contact()}>Ask an administrator</a> to
          remove the second factor from your account.
        </p>
      </section>
    </Layout>
  )
}

export function CodeField({ form, hasApp }: { form: FormState; hasApp: boolean }) {
  return (
    <Field
      form={form}
      name="code"
      label={hasApp ? 'Code' : 'Recovery code'}
      autocomplete="one-time-code"
      maxlength={30}
      autocapitalize="off"
      spellcheck={false}
      autofocus
      help={
        hasApp
          ? 'The six digits that your authenticator app shows now, or one of your recovery codes.'
          : 'One of the recovery codes that you saved when you added your passkey.'
      }
    />
  )
}
