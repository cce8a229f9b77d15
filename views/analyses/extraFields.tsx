import type { FormState } from '../frame.ts'
import { CheckField, Field } from '../ui/field.tsx'

/** The analysis whose values the form began with, and the names of the files it had for itself. */
export interface Before {
  id: number | string
  name: string
  extras: Partial<Record<'energies' | 'shifts' | 'shiftsSimulated' | 'shiftsRms', string>>
}

const text = '.txt,.dat,.csv'

/** What else is known of the models than the curve: energies and chemical shifts, as files of this analysis alone. */
export function ExtraFields({ form, before }: { form: FormState; before: Before | null }) {
  const { energies, shifts, shiftsSimulated, shiftsRms } = before?.extras ?? {}
  const wrong = ['energies', 'shifts', 'shiftsSimulated', 'shiftsRms'].some(name => form.errors[name])
  return (
    <details class="more" data-tour-step="extras" open={wrong || Boolean(energies || shifts)}>
      <summary>Energies and chemical shifts</summary>
      {energies ? (
        <CheckField
          form={kept(form, 'keepEnergies')}
          name="keepEnergies"
          label={`Use ${energies} of “${before!.name}” again`}
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="energies"
        label="Energies of the models"
        type="file"
        accept={text}
        optional
        help="One number a model in kcal/mol, in the order of the library."
      />
      {shifts ? (
        <CheckField
          form={kept(form, 'keepShifts')}
          name="keepShifts"
          label={`Use ${[shifts, shiftsSimulated, shiftsRms].join(', ')} of “${before!.name}” again`}
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="shifts"
        label="Measured chemical shifts"
        type="file"
        accept={text}
        optional
        help="One shift a line with its error, in ppm."
      />
      <Field
        form={form}
        name="shiftsSimulated"
        label="Calculated chemical shifts"
        type="file"
        accept={text}
        optional
        help="The same lines; one column a model, in the order of the library."
      />
      <Field
        form={form}
        name="shiftsRms"
        label="Errors of the calculation"
        type="file"
        accept={text}
        optional
        help="The same lines: how far the predictor is usually off, in ppm."
      />
    </details>
  )
}

/** Ticked as the form opens, for running again means with the same files; a form that comes back keeps its word. */
const kept = (form: FormState, name: string): FormState =>
  Object.keys(form.errors).length > 0 ? form : { ...form, values: { [name]: 'on', ...form.values } }
