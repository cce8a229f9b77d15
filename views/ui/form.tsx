import { type Children, Html } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { Icon } from './icon.tsx'
import { typographic } from './symbols.ts'

interface FormProps {
  action: string
  frame: Frame
  form?: FormState
  /** Sent as multipart, for files. */
  files?: boolean
  class?: string
  id?: string
  children?: Children
}

/** A POST with its token and, when something was wrong, the summary of errors with links to the fields. */
export function Form({ action, frame, form, files, children, ...rest }: FormProps) {
  return (
    <form
      method="post"
      action={action}
      enctype={files ? 'multipart/form-data' : undefined}
      novalidate={false}
      {...rest}
    >
      <input type="hidden" name="csrf" value={frame.csrf} />
      {form ? <ErrorSummary errors={form.errors} /> : ''}
      {children}
    </form>
  )
}

const titleOf = (fields: number) =>
  fields === 0
    ? 'There is a problem'
    : fields === 1
      ? 'There is a problem with one field'
      : 'There are problems with some fields'

export function ErrorSummary({ errors }: { errors: Record<string, string> }) {
  const entries = Object.entries(errors)
  if (entries.length === 0) return ''
  return (
    <div class="error-summary" role="alert" tabindex="-1" data-focus>
      <p class="notice-title">
        <Icon name="circle-alert" />
        {titleOf(entries.filter(([name]) => name !== '').length)}
      </p>
      <ul>
        {entries.map(([name, message]) => (
          <li>
            {name === '' ? (
              <span safe>{typographic(message)}</span>
            ) : (
              <a href={`#${name}`} safe>
                {typographic(message)}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ConfirmProps {
  id: string
  action: string
  frame: Frame
  /** The button that opens the question, as a verb. */
  verb: string
  question: string
  /** Takes nothing away, so it is not red. */
  gives?: boolean
  /** The button that closes the question, where “Cancel” would be ambiguous. */
  decline?: string
  children?: Children
}

/** A destructive action, or one that gives power, behind a question, in a native popover: it works without a script. */
export function ConfirmForm({
  id,
  action,
  frame,
  verb,
  question,
  gives,
  decline = 'Cancel',
  children,
}: ConfirmProps) {
  return (
    <span class="confirm">
      <button type="button" class={gives ? 'quiet' : 'danger'} popovertarget={id}>
        {Html.escapeHtml(verb)}
      </button>
      <div id={id} popover="auto" class="popover confirm-popover">
        <Form action={action} frame={frame}>
          <p safe>{question}</p>
          {children}
          <div class="actions">
            <button type="submit" class={gives ? undefined : 'danger solid'}>
              {Html.escapeHtml(verb)}
            </button>
            <button type="button" class="quiet" popovertarget={id} popovertargetaction="hide">
              {Html.escapeHtml(decline)}
            </button>
          </div>
        </Form>
      </div>
    </span>
  )
}
