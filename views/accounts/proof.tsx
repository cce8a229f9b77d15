import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { CurrentPassword } from './credentials.tsx'
import { PasskeyForm } from './passkeyForm.tsx'
import { CodeField } from './secondFactor.tsx'

interface ProofProps {
  frame: Frame
  form: FormState
  next: string
  /** Without a second factor the password is the proof. */
  by: 'password' | 'code'
  hasApp: boolean
  passkey?: object
}

/** Asks for the password or the second factor again, before security settings or the administration. */
export function ProofPage({ frame, form, next, by, hasApp, passkey }: ProofProps) {
  const title = by === 'code' ? 'Confirm your second factor' : 'Confirm your password'
  return (
    <Layout title={title} frame={frame} scripts={passkey ? ['passkey.js'] : []}>
      <section class="narrow">
        <h1>{title}</h1>
        <p>
          You are about to change security settings or to open the administration. We ask again after 15
          minutes.
        </p>
        {passkey ? (
          <PasskeyForm frame={frame} action={paths.stepUp()} get={passkey} verb="Use my passkey">
            <input type="hidden" name="next" value={next} />
          </PasskeyForm>
        ) : (
          ''
        )}
        <Form action={paths.stepUp()} frame={frame} form={form}>
          <input type="hidden" name="next" value={next} />
          {by === 'code' ? (
            <CodeField form={form} hasApp={hasApp} />
          ) : (
            <CurrentPassword form={form} label="Your password" />
          )}
          <div class="actions">
            <button type="submit">Continue</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}
