import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { EmailField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { NameFields } from './nameFields.tsx'
import { PasswordField } from './passwordField.tsx'

/** The one page of a new server: the first administrator chooses name, e-mail and password. */
export function SetupPage({ frame, form, token }: { frame: Frame; form: FormState; token: string }) {
  return (
    <Layout title="Set up" frame={frame} scripts={['passwordHint.js']}>
      <section class="narrow">
        <h1>Welcome to your BioCE Web</h1>
        <p class="lead">
          This server has no accounts yet. The first account is yours and is the administrator.
        </p>
        <Form action={paths.setup()} frame={frame} form={form}>
          <input type="hidden" name="token" value={token} />
          <NameFields form={form} />
          <EmailField form={form} />
          <PasswordField form={form} name="password" />
          <div class="actions">
            <button type="submit">Create the account</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}
