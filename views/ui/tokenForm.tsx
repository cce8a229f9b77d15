import type { FormState, Frame } from '../frame.ts'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { RadioField, type RadioProps } from './radioField.tsx'

interface TokenFormProps {
  frame: Frame
  form: FormState
  action: string
  /** What the inputs are called: `FIELDName` and `FIELDDays`. */
  field: 'token' | 'share'
  /** What its name says, with an example. */
  help: string
  /** What it lets its holder do: the name of the input, its label, and what can be chosen. */
  choice: Pick<RadioProps, 'name' | 'label' | 'options'>
  daysMax: number
  verb: string
}

/** Makes a token or a link: it has a name, lets its holder do one of several things, and expires. */
export function TokenForm({ frame, form, action, field, help, choice, daysMax, verb }: TokenFormProps) {
  return (
    <Form action={action} frame={frame} form={form}>
      <Field form={form} name={`${field}Name`} label="Name" help={help} maxlength="50" />
      <RadioField form={form} {...choice} />
      <Field
        form={form}
        name={`${field}Days`}
        label="Days until it expires"
        help={`At most ${daysMax}.`}
        type="number"
        min="1"
        max={String(daysMax)}
      />
      <div class="actions">
        <button type="submit" safe>
          {verb}
        </button>
      </div>
    </Form>
  )
}
