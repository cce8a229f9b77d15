import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { EmailField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

/** The one page of a new server: the first administrator chooses name, e-mail and password. */
export function SetupPage({ frame, form, token }: { frame: Frame; form: FormState; token: string }) {
  return (
    <Layout title="Set up" frame={frame}>
      <section class="narrow">
        <h1>Welcome to your BioCE Web</h1>
        <p class="lead">
          This server has no accounts yet. The first account is yours and is the administrator.
        </p>
        <Form action={paths.setup()} frame={frame} form={form}>
          <input type="hidden" name="token" value={token} />
          <div class="pair">
            <Field
              form={form}
              name="firstName"
              label="First name"
              minlength={1}
              maxlength={50}
              autocomplete="given-name"
            />
            <Field
              form={form}
              name="lastName"
              label="Last name"
              minlength={1}
              maxlength={50}
              autocomplete="family-name"
            />
          </div>
          <EmailField form={form} />
          <Field
            form={form}
            name="password"
            label="Password"
            type="password"
            autocomplete="new-password"
            minlength={15}
            maxlength={1024}
            help="At least 15 characters. A few unrelated words make a good one."
          />
          <div class="actions">
            <button type="submit">Create the account</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}
