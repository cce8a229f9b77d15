import type { FormState } from '../frame.ts'
import { paths } from '../paths.ts'
import { CheckField, Field } from '../ui/field.tsx'

/** The analysis whose values the form began with, and the names of the files it had for itself. */
export interface Before {
  id: number | string
  name: string
  extras: Partial<Record<(typeof extraNames)[number], string>>
}

/** In the order of the form. */
export const extraNames = ['energies', 'properties', 'shifts', 'shiftsSimulated', 'shiftsRms'] as const
const tables = '.txt,.dat,.csv'

interface ExtraProps {
  form: FormState
  study: { id: number | string }
  before: Before | null
}

/** What else is known of the models than the curve: energies, further numbers and chemical shifts, as files of this analysis alone. */
export function ExtraFields({ form, study, before }: ExtraProps) {
  const { energies, properties, shifts, shiftsSimulated, shiftsRms } = before?.extras ?? {}
  const wrong = extraNames.some(name => form.errors[name])
  const again = (files: (string | undefined)[]) =>
    `Use ${files.filter(file => file !== undefined).join(', ')} of “${before!.name}” again`
  return (
    <details
      class="more"
      data-tour-step="extras"
      open={wrong || Boolean(energies || properties || shifts)}
      id="extras"
    >
      <summary>Energies, properties and chemical shifts</summary>
      {energies ? (
        <CheckField
          form={checkedByDefault(form, 'keepEnergies')}
          name="keepEnergies"
          label={again([energies])}
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="energies"
        label="Energies of the models"
        type="file"
        accept={tables}
        live=""
        optional
        help="One number per model in any unit, in the order of the library."
      />
      {properties ? (
        <CheckField
          form={checkedByDefault(form, 'keepProperties')}
          name="keepProperties"
          label={again([properties])}
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="properties"
        label="Properties of the models"
        type="file"
        accept={tables}
        live=""
        optional
        help="Any numbers whose distribution over the ensemble you want, such as an angle: a line of column names, then one line per model."
      />
      {shifts ? (
        <CheckField
          form={checkedByDefault(form, 'keepShifts')}
          name="keepShifts"
          label={again([shifts, shiftsSimulated, shiftsRms])}
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="shifts"
        label="Measured chemical shifts"
        type="file"
        accept={`${tables},.str,.nmrstar`}
        live=""
        optional
        help="NMR-STAR, or lines of residue number, atom, shift and error in ppm. With a table of calculated shifts: one shift and its error per line."
      />
      <Field
        form={form}
        name="shiftsSimulated"
        label="Calculated chemical shifts"
        type="file"
        accept={`${tables},.zip,.tar.gz,.tgz`}
        live=""
        optional
        help="A .zip with the SHIFTX2 file of every model, each named after its model. Or a table with one line per measured shift and one column per model."
      />
      <Field
        form={form}
        name="shiftsRms"
        label="Errors of the calculation"
        type="file"
        accept={tables}
        live=""
        optional
        help="Only with a table: the typical error of its predictor in ppm, one number per measured shift."
      />
      <p
        class="help"
        id="files-found"
        aria-live="polite"
        hx-post={paths.analysisFilesCheck(study.id)}
        hx-trigger="change from:#extras"
        hx-encoding="multipart/form-data"
        hx-swap="innerHTML"
      />
    </details>
  )
}

/** Ticked when the form opens, because a re-run uses the same files by default; a form that comes back with errors keeps its state. */
const checkedByDefault = (form: FormState, name: string): FormState =>
  Object.keys(form.errors).length > 0 ? form : { ...form, values: { [name]: 'on', ...form.values } }
