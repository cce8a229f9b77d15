import type { SettingField } from '#src/method/fields.ts'
import type { FormState } from '../frame.ts'
import { CheckField, Field, FieldFrame, SelectField } from '../ui/field.tsx'
import { described } from '../ui/fieldParts.tsx'
import { helpOfName, nameMax, nameMin } from '../ui/nameLimits.ts'
import { typographic } from '../ui/symbols.ts'

/** A setting of an analysis as its form shows it: of the built-in one, or of a method that the laboratory added. */
export interface SettingView
  extends Pick<SettingField, 'label' | 'least' | 'most' | 'choices' | 'own' | 'unit'> {
  name: string
  kind: SettingField['kind'] | 'text'
  help?: string
  tip?: string
  /** May stay empty. */
  optional?: boolean
}

/** The name of an analysis, whatever its method; with `live` the page tells its fault as one types. */
export function NameField({ form, live }: { form: FormState; live?: string }) {
  return (
    <Field
      form={form}
      name="name"
      label="Name of the analysis"
      help={helpOfName('within the study')}
      live={live}
      minlength={nameMin}
      maxlength={nameMax}
      autocomplete="off"
    />
  )
}

/** The input of a setting, by its kind. */
export function SettingInput({ form, field }: { form: FormState; field: SettingView }) {
  const { name, label, help, tip, kind, least, most, choices = [], unit, optional } = field
  const words = { form, name, label, help, tip: tip ? <span safe>{typographic(tip)}</span> : undefined }
  if (kind === 'flag') return <CheckField {...words} />
  if (kind === 'choice') return <SelectField {...words} options={[...choices]} />
  if (kind === 'text') return <Field {...words} maxlength={200} optional />
  if (kind === 'numberOrWord') return <NumberOrWord form={form} field={field} />
  return (
    <Field
      {...words}
      label={unit ? `${label} (${unit})` : label}
      live=""
      optional={optional}
      type="number"
      min={least}
      max={most}
      step={kind === 'whole' ? '1' : 'any'}
      inputmode={kind === 'whole' ? 'numeric' : 'decimal'}
    />
  )
}

/** A choice of words, and a field for a number of one's own that is seen when that is chosen. */
function NumberOrWord({ form, field }: { form: FormState; field: SettingView }) {
  const { name, label, help, tip, least, most, choices = [], own = 'A number', unit } = field
  const options = [...choices, { value: 'own', text: own }]
  const numberName = `${name}Value`
  return (
    <FieldFrame
      {...{ form, name, label, help }}
      tip={tip ? <span safe>{typographic(tip)}</span> : undefined}
      live=""
    >
      <span class="number-or-word">
        <select id={name} name={name} {...described(form, name, help, true)}>
          {options.map(option => (
            <option value={option.value} selected={option.value === form.values[name]} safe>
              {option.text}
            </option>
          ))}
        </select>
        <span class="with-unit own-number">
          <input
            type="number"
            id={numberName}
            name={numberName}
            aria-label={`${label}: ${own}`}
            value={form.values[numberName]}
            min={least}
            max={most}
            step="any"
            inputmode="decimal"
          />
          <span class="unit" safe>
            {unit ?? ''}
          </span>
        </span>
      </span>
    </FieldFrame>
  )
}
