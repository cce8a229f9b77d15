import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { TextField } from '../ui/textField.tsx'

interface PasteProps {
  frame: Frame
  form: FormState
  study: { id: number | string }
}

/** Parameters of another analysis, brought as text or as a file. */
export function PasteParameters({ frame, form, study }: PasteProps) {
  return (
    <details class="more" open={Boolean(form.errors.json)}>
      <summary>Fill in from JSON</summary>
      <Form action={paths.analysisParameters(study.id)} frame={frame} files>
        <TextField
          form={form}
          name="json"
          label="Parameters as JSON"
          help="From “Copy as JSON” of an analysis. This fills in the form; it does not start an analysis."
          rows="6"
          optional
          spellcheck="false"
        />
        <Field
          form={form}
          name="jsonFile"
          label="Or upload a JSON file"
          type="file"
          accept=".json"
          optional
          help="From “Parameters as JSON” of an analysis, or the params.json of a result."
        />
        <button type="submit" class="quiet">
          Fill in the form
        </button>
      </Form>
    </details>
  )
}
