import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { FieldTip } from './field.tsx'
import { Form } from './form.tsx'
import { nameMax, nameMin } from './nameLimits.ts'

interface RenameProps {
  id: string
  action: string
  frame: Frame
  name: string
  /** The page to come back to. */
  next: string
}

/** A name changed where it stands, in a native popover: it works without a script. */
export function RenameForm({ id, action, frame, name, next }: RenameProps) {
  return (
    <span class="confirm">
      <button type="button" class="quiet" popovertarget={id}>
        Rename
        <span class="visually-hidden"> {Html.escapeHtml(name)}</span>
      </button>
      <div id={id} popover="auto" class="popover confirm-popover">
        <Form action={action} frame={frame}>
          <input type="hidden" name="next" value={next} />
          <div class="field-label">
            <label for={`${id}-name`}>New name</label>
            <FieldTip name="name" id={`${id}-name`} label="a name" />
          </div>
          <input
            id={`${id}-name`}
            name="name"
            value={name}
            required
            minlength={nameMin}
            maxlength={nameMax}
            autocomplete="off"
          />
          <div class="actions">
            <button type="submit">Save the name</button>
            <button type="button" class="quiet" popovertarget={id} popovertargetaction="hide">
              Cancel
            </button>
          </div>
        </Form>
      </div>
    </span>
  )
}
