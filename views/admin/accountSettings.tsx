import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface AccountSettingsProps {
  frame: Frame
  /** The numbers that hold, or what was typed and wrong. */
  form: FormState
}

/** What holds for every account. */
export function AccountSettingsCard({ frame, form }: AccountSettingsProps) {
  return (
    <Card id="accounts" title="Every account">
      <Form action={paths.accountSettings()} frame={frame} form={form}>
        <Field
          form={form}
          name="factorGraceDays"
          label="Administrators may go without a second factor for"
          unit="days"
          inputmode="numeric"
          help="Counted from the day the account was created. With 0 it is needed at once."
        />
        <Field
          form={form}
          name="idleMinutes"
          label="A session ends unused after"
          unit="minutes"
          inputmode="numeric"
          help="30 to 720. With “Keep me signed in”, a browser stays signed in for 30 days."
        />
        <Field
          form={form}
          name="retentionDays"
          label="A study is kept after its last use for"
          unit="days"
          inputmode="numeric"
          help="30 or more; 0 keeps studies until their owners delete them. Owners get a mail 14 days before, and can keep a study longer."
        />
        <div class="actions">
          <button type="submit">Save the settings</button>
        </div>
      </Form>
    </Card>
  )
}
