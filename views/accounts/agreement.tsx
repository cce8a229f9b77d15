import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'

interface AgreementProps {
  frame: Frame
  /** Where to go afterwards, a path of this site. */
  next?: string
}

/** In front of a person's studies while terms or privacy statement are newer than their agreement. */
export function AgreementPage({ frame, next }: AgreementProps) {
  return (
    <Layout title="Terms and privacy" frame={frame}>
      <section class="narrow">
        <h1>Terms and privacy</h1>
        <p>
          Please read the <a href={paths.terms()}>terms of use</a> and the{' '}
          <a href={paths.privacy()}>privacy statement</a>. They are new, or have changed since you agreed, and
          you need to agree before you go on. Studies and running analyses stay as they are until then.
        </p>
        <Form action={paths.agreement()} frame={frame}>
          {next ? <input type="hidden" name="next" value={next} /> : ''}
          <div class="actions">
            <button type="submit">I agree</button>
          </div>
        </Form>
        {frame.viewer?.guest ? (
          ''
        ) : (
          <p>
            If you do not agree, you can{' '}
            <a href={paths.accountDeletion()}>export your data and delete your account</a>.
          </p>
        )}
      </section>
    </Layout>
  )
}
