import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { CheckField, EmailField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { AccountFrame } from './accountFrame.tsx'
import { PasswordField } from './passwordField.tsx'

interface ChangeProps {
  frame: Frame
  form: FormState
}

export function PasswordPage({ frame, form, lengthMin }: ChangeProps & { lengthMin: number }) {
  return (
    <AccountFrame frame={frame} title="Change your password" scripts={['passwordHint.js']}>
      <Form action={paths.password()} frame={frame} form={form}>
        <CurrentPassword form={form} />
        <PasswordField form={form} name="newPassword" label="New password" lengthMin={lengthMin} />
        <CheckField
          form={form}
          name="endOthers"
          label="Sign me out everywhere else"
          help="Choose this if someone else may know the old password."
        />
        <div class="actions">
          <button type="submit">Change the password</button>
        </div>
      </Form>
    </AccountFrame>
  )
}

export function EmailPage({ frame, form, current }: ChangeProps & { current: string }) {
  return (
    <AccountFrame frame={frame} title="Change your e-mail address">
      <p>
        Your current address is <strong safe>{current}</strong>. We send a link to the new address; the change
        is made when you follow it.
      </p>
      <Form action={paths.email()} frame={frame} form={form}>
        <EmailField form={form} label="New address" autocomplete="email" />
        <CurrentPassword form={form} />
        <div class="actions">
          <button type="submit">Send the link</button>
        </div>
      </Form>
    </AccountFrame>
  )
}

export function CurrentPassword({ form, label = 'Current password' }: { form: FormState; label?: string }) {
  return (
    <Field
      form={form}
      name="password"
      label={label}
      type="password"
      autocomplete="current-password"
      maxlength={1024}
    />
  )
}
