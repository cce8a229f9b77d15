import type { ExtraField } from '#src/analyses/extras.ts'
import type { FormState } from '../frame.ts'
import { paths } from '../paths.ts'
import { CheckField, Field } from '../ui/field.tsx'

/** The analysis whose values the form began with, and the names of the files it had for itself. */
export interface Before {
  id: number | string
  name: string
  extras: Partial<Record<ExtraField, string>>
}

const shown: Record<ExtraField, true> = {
  energies: true,
  properties: true,
  observables: true,
  shifts: true,
  shiftsSimulated: true,
  shiftsRms: true,
}
/** All fields of such files, in the order of the form. */
export const extraNames = Object.keys(shown) as ExtraField[]
const tables = '.txt,.dat,.csv'

interface ExtraProps {
  form: FormState
  study: { id: number | string }
  before: Before | null
}

/** What else is known of the models than the curve: energies, further numbers, other measurements and chemical shifts, as files of this analysis alone. */
export function ExtraFields({ form, study, before }: ExtraProps) {
  const isOpen = extraNames.some(name => form.errors[name] || before?.extras[name])
  return (
    <details class="more" data-tour-step="extras" open={isOpen} id="extras">
      <summary>Energies, properties, observables and chemical shifts</summary>
      <KeepBox form={form} before={before} name="keepEnergies" files={['energies']} />
      <FileField
        form={form}
        name="energies"
        label="Energies of the models"
        accept={tables}
        help="One number per model in any unit, in the order of the library."
      />
      <KeepBox form={form} before={before} name="keepProperties" files={['properties']} />
      <FileField
        form={form}
        name="properties"
        label="Properties of the models"
        accept={tables}
        help="Numbers whose distribution over the ensemble you want, such as an angle, or words that put models into groups, such as a state: a line of column names, then one line per model."
      />
      <KeepBox form={form} before={before} name="keepObservables" files={['observables']} />
      <FileField
        form={form}
        name="observables"
        label="Observables"
        accept={tables}
        help="Other measurements of the ensemble and what each model has of them: a line of column names, then one line per measurement or bound."
      />
      <KeepBox
        form={form}
        before={before}
        name="keepShifts"
        files={['shifts', 'shiftsSimulated', 'shiftsRms']}
      />
      <FileField
        form={form}
        name="shifts"
        label="Measured chemical shifts"
        accept={`${tables},.str,.nmrstar`}
        help="NMR-STAR, or lines of residue number, atom, shift and error in ppm. With a table of calculated shifts: one shift and its error per line."
      />
      <FileField
        form={form}
        name="shiftsSimulated"
        label="Calculated chemical shifts"
        accept={`${tables},.zip,.tar.gz,.tgz`}
        help="A .zip with the SHIFTX2 file of every model, each named after its model. Or a table with one line per measured shift and one column per model."
      />
      <FileField
        form={form}
        name="shiftsRms"
        label="Errors of the calculation"
        accept={tables}
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

interface FileProps {
  form: FormState
  name: ExtraField
  label: string
  accept: string
  help: string
}

const FileField = (props: FileProps) => <Field type="file" live="" optional {...props} />

interface KeepProps extends Pick<ExtraProps, 'form' | 'before'> {
  name: string
  files: FileProps['name'][]
}

/** Offers the files of the analysis before, if it had them. */
function KeepBox({ form, before, name, files }: KeepProps) {
  const kept = files.flatMap(file => before?.extras[file] ?? [])
  if (kept.length === 0) return ''
  const label = `Use ${kept.join(', ')} of “${before!.name}” again`
  return <CheckField form={checkedByDefault(form, name)} name={name} label={label} />
}

/** Ticked when the form opens, because a re-run uses the same files by default; a form that comes back with errors keeps its state. */
const checkedByDefault = (form: FormState, name: string): FormState =>
  Object.keys(form.errors).length > 0 ? form : { ...form, values: { [name]: 'on', ...form.values } }
