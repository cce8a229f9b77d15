import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'

/** First and last name, side by side where there is room. */
export function NameFields({ form }: { form: FormState }) {
  return (
    <div class="pair">
      <Field form={form} name="firstName" label="First name" maxlength={50} autocomplete="given-name" />
      <Field form={form} name="lastName" label="Last name" maxlength={50} autocomplete="family-name" />
    </div>
  )
}
