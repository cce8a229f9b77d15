import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'

interface PasswordFieldProps {
  form: FormState
  name: 'password' | 'newPassword'
  label?: string
  /** 15, or 8 beside a second factor. */
  lengthMin?: number
}

/** A new password with its rule; static/passwordHint.js says while typing how far it is. */
export function PasswordField({ form, name, label = 'Password', lengthMin = 15 }: PasswordFieldProps) {
  return (
    <div data-password-hint>
      <Field
        form={form}
        name={name}
        label={label}
        type="password"
        autocomplete="new-password"
        minlength={lengthMin}
        maxlength={1024}
        help={`At least ${lengthMin} characters, nothing easy to guess. A few unrelated words make a good one.`}
      />
    </div>
  )
}
