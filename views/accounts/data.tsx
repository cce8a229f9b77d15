import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { AccountFrame } from './accountFrame.tsx'
import { CurrentPassword } from './credentials.tsx'

/** Taking everything along, and leaving. */
export function DataPage({ frame, form, email }: { frame: Frame; form: FormState; email: string }) {
  return (
    <AccountFrame frame={frame} title="Your data">
      <Card title="Export your data">
        <p>
          One archive with all your data: your details, sessions and mails as JSON, and every file of your
          studies and analyses.
        </p>
        <div class="actions">
          <a class="button" href={paths.accountExport()}>
            <Icon name="download" />
            Download the archive
          </a>
        </div>
      </Card>
      <Card title="Delete the account">
        <p>
          Your studies, analyses, files, sessions and mails are deleted permanently and at once; running
          analyses are stopped. Backups contain them until the backups are replaced. The audit log keeps the
          number of your account, without your name.
        </p>
        <Form action={paths.accountDeletion()} frame={frame} form={form}>
          <Field
            form={form}
            name="email"
            label="Type your address to confirm"
            help={`Your address is ${email}.`}
            autocomplete="off"
            maxlength={254}
          />
          <CurrentPassword form={form} label="Your password" />
          <div class="actions">
            <button type="submit" class="danger solid">
              Delete my account
            </button>
          </div>
        </Form>
      </Card>
    </AccountFrame>
  )
}
