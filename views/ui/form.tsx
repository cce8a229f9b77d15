import { type Children, Html } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { ErrorSummary } from './errorSummary.tsx'

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

/** A POST with its token and, when something was wrong, the summary of errors. */
export function Form({ action, frame, form, files, children, ...rest }: FormProps) {
  const fields = <>{children}</>
  return (
    <form
      method="post"
      action={action}
      enctype={files ? 'multipart/form-data' : undefined}
      novalidate={false}
      {...rest}
    >
      <input type="hidden" name="csrf" value={frame.csrf} />
      {form ? <ErrorSummary errors={form.errors} fields={String(fields)} /> : ''}
      {fields}
    </form>
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
