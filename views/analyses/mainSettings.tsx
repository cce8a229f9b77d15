import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'
import { formatCount } from '../ui/numbers.ts'

/** The three that everyone sees. */
export function MainSettings({ form, models }: { form: FormState; models: number }) {
  return (
    <>
      <Field
        form={form}
        name="name"
        label="Name of the analysis"
        help="3 to 25 characters, unlike the others of this study."
        live=""
        minlength={3}
        maxlength={25}
        autocomplete="off"
      />
      <Field
        form={form}
        name="threshold"
        label="Weight threshold"
        help={`Models below this weight are left out before the complete inference. One over the ${formatCount(models, 'model')} of this study is ${oneOver(models)}.`}
        live=""
        type="number"
        min="0.0001"
        max="0.5"
        step="any"
        value="0.01"
        inputmode="decimal"
      />
      <Field
        form={form}
        name="iterations"
        label="Iterations"
        help="The starting length of each chain; sampling goes on until it has converged or its budget is spent."
        live=""
        type="number"
        min="100"
        max="100000"
        step="1"
        value="2000"
        inputmode="numeric"
      />
    </>
  )
}

const oneOver = (models: number) => String(Number((1 / models).toPrecision(2)))
