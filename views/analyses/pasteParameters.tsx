import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { TextField } from '../ui/textField.tsx'

interface PasteProps {
  frame: Frame
  form: FormState
  study: { id: number | string }
}

/** Parameters of another analysis, brought as text. */
export function PasteParameters({ frame, form, study }: PasteProps) {
  return (
    <details class="more" open={Boolean(form.errors.json)}>
      <summary>Fill in from JSON</summary>
      <Form action={paths.analysisParameters(study.id)} frame={frame}>
        <TextField
          form={form}
          name="json"
          label="Parameters as JSON"
          help="From “Parameters as JSON” of an analysis, or the params.json of a result. The form is filled in; nothing starts."
          rows="6"
          spellcheck="false"
        />
        <button type="submit" class="quiet">
          Fill in the form
        </button>
      </Form>
    </details>
  )
}
