import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, EmailField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { PasskeyForm } from './passkeyForm.tsx'

interface SignInProps {
  frame: Frame
  form: FormState
  /** Where to go afterwards, a path of this site. */
  next?: string
  /** Whether people can open accounts by themselves. */
  canRegister?: boolean
  /** What the browser needs to ask for a passkey. */
  passkey?: object
  /** Accounts elsewhere with which people may sign in. */
  others?: { name: string; href: string }[]
  /** The directory whose passwords are good here too. */
  directory?: string
}

export function SignInPage({ frame, form, next, canRegister, passkey, others = [], directory }: SignInProps) {
  return (
    <Layout title="Sign in" frame={frame} scripts={passkey ? ['passkey.js'] : []}>
      <section class="narrow">
        <h1>Sign in</h1>
        <Form action={paths.signIn()} frame={frame} form={form}>
          {next ? <input type="hidden" name="next" value={next} /> : ''}
          <EmailField form={form} autofocus />
          <Field
            form={form}
            name="password"
            label="Password"
            help={directory && `That of ${directory}, or the one that you chose here.`}
            type="password"
            autocomplete="current-password"
            maxlength={1024}
          />
          <CheckField form={form} name="remember" label="Keep me signed in on this device for 30 days" />
          <div class="actions">
            <button type="submit">Sign in</button>
            {others.map(({ name, href }) => (
              <a class="button quiet" href={href} safe>
                {`Sign in with ${name}`}
              </a>
            ))}
          </div>
        </Form>
        {passkey ? (
          <PasskeyForm frame={frame} action={paths.signInPasskey()} get={passkey} verb="Use a passkey">
            {next ? <input type="hidden" name="next" value={next} /> : ''}
          </PasskeyForm>
        ) : (
          ''
        )}
        <p class="beside">
          <a href={paths.newPasswordReset()}>Forgot your password?</a>
          {canRegister ? <a href={paths.register()}>Open an account</a> : ''}
        </p>
      </section>
    </Layout>
  )
}
