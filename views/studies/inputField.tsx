import type { ManifestInput } from '#src/analyses/manifest/manifest.ts'
import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'

interface InputFieldProps {
  form: FormState
  input: ManifestInput
  /** In the place of its own. */
  help?: string | undefined
  /** Where it depends on another field whether it may be left out. */
  optional?: string | undefined
  live?: string
}

/** The field that takes the files of an input. */
export const InputField = ({ form, input, help = input.help, optional, live }: InputFieldProps) => (
  <Field
    form={form}
    name={input.name}
    label={input.label}
    type="file"
    accept={input.kinds.join(',')}
    multiple={(input.most ?? 1) > 1}
    live={live}
    optional={optional ?? input.required === false}
    help={help}
  />
)
