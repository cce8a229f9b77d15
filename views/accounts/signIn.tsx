import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface SignInProps {
  frame: Frame
  form: FormState
  /** Where to go afterwards, a path of this site. */
  next?: string
  /** Whether people can open accounts by themselves. */
  canRegister?: boolean
}

export function SignInPage({ frame, form, next, canRegister }: SignInProps) {
  return (
    <Layout title="Sign in" frame={frame}>
      <section class="narrow">
        <h1>Sign in</h1>
        <Form action={paths.signIn()} frame={frame} form={form}>
          {next ? <input type="hidden" name="next" value={next} /> : ''}
          <Field
            form={form}
            name="email"
            label="E-mail"
            type="email"
            autocomplete="username"
            maxlength={254}
            autofocus
          />
          <Field
            form={form}
            name="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            maxlength={1024}
          />
          <CheckField form={form} name="remember" label="Keep me signed in on this device" />
          <div class="actions">
            <button type="submit">Sign in</button>
          </div>
        </Form>
        {canRegister ? (
          <p class="beside">
            <a href={paths.newPasswordReset()}>Forgot your password?</a>
            <a href={paths.register()}>Open an account</a>
          </p>
        ) : (
          ''
        )}
      </section>
    </Layout>
  )
}
