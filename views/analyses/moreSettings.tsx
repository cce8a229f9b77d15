import type { FormState } from '../frame.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'

/** What few people change, folded away; open when something in it needs attention. */
export function MoreSettings({ form }: { form: FormState }) {
  return (
    <details class="more" data-tour-step="more" open={hasErrorBeyond(form)}>
      <summary>More settings</summary>
      <Field
        form={form}
        name="seed"
        live=""
        label="Seed"
        optional
        help="A whole number. The same seed gives the same result to the last bit; left empty, one is chosen and recorded."
        type="number"
        min="0"
        max="4294967295"
        step="1"
        inputmode="numeric"
      />
      <Field
        form={form}
        name="chains"
        live=""
        label="Chains"
        help="Independent runs whose agreement is checked."
        type="number"
        min="2"
        max="16"
        step="1"
        value="4"
        inputmode="numeric"
      />
      <SelectField
        form={form}
        name="hydration"
        label="Hydration shell"
        help="How the water around the models is fitted when profiles are calculated."
        value="shared"
        options={[
          { value: 'shared', text: 'One for the whole library' },
          { value: 'fixed', text: 'Fixed' },
          { value: 'per-model', text: 'One for each model' },
          { value: 'none', text: 'None' },
        ]}
      />
      <CheckField
        form={form}
        name="skipVariational"
        label="Skip the variational step"
        help="For small libraries: every model takes part in the complete inference, and no threshold applies."
      />
      <Field
        form={form}
        name="prior"
        live=""
        label="Dirichlet prior"
        optional
        help="The parameter of every weight; left empty it is 1 over the number of models."
        type="number"
        min="0.0001"
        max="100"
        step="any"
        inputmode="decimal"
      />
      <SelectField
        form={form}
        name="scalePrior"
        label="Prior of the scale"
        help="The half-normal prior gives an evidence that can be compared; the flat one repeats older results."
        value="half-normal"
        options={[
          { value: 'half-normal', text: 'Half-normal, wide' },
          { value: 'flat', text: 'Flat (no evidence)' },
        ]}
      />
      <Field
        form={form}
        name="errorScale"
        live=""
        label="Errors multiplied by"
        help="1 leaves the errors of the curve as they are."
        type="number"
        min="0.1"
        max="10"
        step="any"
        value="1"
        inputmode="decimal"
      />
      <div class="pair">
        <Field
          form={form}
          name="qMin"
          live=""
          label="Smallest q (1/Å)"
          optional
          help="Points below are left out."
          type="number"
          min="0"
          max="10"
          step="any"
          inputmode="decimal"
        />
        <Field
          form={form}
          name="qMax"
          live=""
          label="Largest q (1/Å)"
          optional
          help="Points above are left out; empty means 0.5."
          type="number"
          min="0.001"
          max="10"
          step="any"
          inputmode="decimal"
        />
      </div>
    </details>
  )
}

const folded = [
  'seed',
  'chains',
  'hydration',
  'skipVariational',
  'prior',
  'scalePrior',
  'errorScale',
  'qMin',
  'qMax',
]
const hasErrorBeyond = (form: FormState) => folded.some(name => form.errors[name])
