import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { EmailField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { TextField } from '../ui/textField.tsx'
import { Prose } from './prose.tsx'

interface ContactProps {
  frame: Frame
  /** Where the people who run this server read mail; empty where they do not say so. */
  address: string
  form: FormState
}

/** The way to the administrators: their address, or a form that brings a question to them. */
export function ContactPage({ frame, address, form }: ContactProps) {
  const operator = frame.site?.operator
  return (
    <Prose
      frame={frame}
      title="Contact"
      lead={
        operator
          ? `This server is run by ${operator}.`
          : 'This server is run by the lab or facility whose address you typed.'
      }
    >
      {address ? (
        <p>
          Write to{' '}
          <a href={`mailto:${address}`} safe>
            {address}
          </a>
          .
        </p>
      ) : (
        <Form action={paths.contact()} frame={frame} form={form}>
          <EmailField
            form={form}
            label="Your e-mail"
            autocomplete="email"
            help="The administrators answer to this address."
          />
          <TextField form={form} name="question" label="Your question" rows="6" />
          <div class="actions">
            <button type="submit">Send it to the administrators</button>
          </div>
        </Form>
      )}
      <h2>What helps us help you</h2>
      <ul>
        <li>The reference id, when a page showed one.</li>
        <li>The name of the study and of the analysis, and what you expected.</li>
        <li>Whether the example study works for you.</li>
      </ul>
      <p>
        Many questions are answered under <a href={paths.help()}>Help</a>.
      </p>
    </Prose>
  )
}
