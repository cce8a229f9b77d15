import type { guestRuns } from '#src/accounts/guests.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { RadioField } from '../ui/radioField.tsx'

/** The numbers of src/accounts/guests.ts: their type keeps these the same. */
const runs: typeof guestRuns = { each: 1, perAddress: 3 }

/** Where people may work without an account, by the value of the setting. */
export const guestOptions = [
  {
    value: 'loopback',
    text: 'On this machine alone',
    hint: 'For those who open the site as localhost or 127.0.0.1.',
  },
  { value: 'everywhere', text: 'At every address of the site', hint: 'For anybody who can reach it.' },
  { value: 'nowhere', text: 'Nowhere', hint: 'People need an account to upload and to analyse.' },
]

interface GuestSettingsProps {
  frame: Frame
  form: FormState
  /** What all of them together may keep. */
  bytesMax: number
}

/** What people may do without an account. */
export function GuestSettingsCard({ frame, form, bytesMax }: GuestSettingsProps) {
  return (
    <Card id="without-account" title="Without an account">
      <p class="help" safe>
        {`People without an account run short analyses, ${runs.each} at a time each and ${runs.perAddress} at a time from one network address, after those of people with an account. All of them together keep at most ${formatBytes(bytesMax)}.`}
      </p>
      <Form action={paths.guestSettings()} frame={frame} form={form}>
        <RadioField
          form={form}
          name="guests"
          label="Who may work without an account"
          options={guestOptions}
        />
        <Field form={form} name="guestsMax" label="People at a time, at most" inputmode="numeric" />
        <Field
          form={form}
          name="guestDays"
          label="Their studies are kept for"
          unit="days"
          inputmode="numeric"
        />
        <Field
          form={form}
          name="guestUploadMb"
          label="Largest upload"
          unit="MB"
          inputmode="numeric"
          help="Each person may keep 3 studies, 10 analyses, and files of five times this size."
        />
        <div class="actions">
          <button type="submit">Save the settings</button>
        </div>
      </Form>
    </Card>
  )
}
