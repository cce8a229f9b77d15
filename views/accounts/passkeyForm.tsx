import { type Children, Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'

interface PasskeyFormProps {
  frame: Frame
  action: string
  /** The browser's options to ask for a passkey, or to make one. */
  get?: object
  create?: object
  /** What the button says. */
  verb: string
  children?: Children
}

/**
 * A form that static/passkey.js fills in with the browser's answer and sends. Passkeys are made by scripts alone, so
 * without one the form stays hidden.
 */
export function PasskeyForm({ frame, action, get, create, verb, children }: PasskeyFormProps) {
  return (
    <div
      data-passkey={create ? 'create' : 'get'}
      data-options={JSON.stringify(create ?? get)}
      class="passkey"
      hidden
    >
      <Form action={action} frame={frame}>
        <input type="hidden" name="response" value="" />
        {children}
        <div class="actions">
          <button type="submit" class="quiet">
            <Icon name="shield" />
            {Html.escapeHtml(verb)}
          </button>
        </div>
        <p class="field-error" role="alert" data-passkey-error hidden>
          The browser did not give an answer. Try again, or go on without a passkey.
        </p>
      </Form>
    </div>
  )
}
