import type { MethodField } from '#src/analyses/manifest/fields.ts'
import type { FormState } from '../frame.ts'
import { CheckField, Field, type FieldProps, FieldTip, SelectField } from '../ui/field.tsx'
import { described, FieldError, Help } from '../ui/fieldParts.tsx'
import { typographic } from '../ui/symbols.ts'
import { TextField } from '../ui/textField.tsx'

interface InputProps {
  form: FormState
  field: MethodField
  /** All fields of the form, by whose labels it says when it is asked for. */
  fields: readonly MethodField[]
}

/** A field of a method's form. static/showIf.js hides it while what it depends on is otherwise; without a script it says so. */
export function MethodInput({ form, field, fields }: InputProps) {
  const conditions = Object.entries(field.showIf)
  const only = conditions.map(([name, values]) => {
    const other = fields.find(each => each.name === name)
    const words = values.map(value => other?.choices?.find(({ is }) => is === value)?.text ?? wordOf(value))
    return `Only with ${other?.label ?? name}: ${words.join(' or ')}.`
  })
  if (conditions.length === 0) return <PlainInput form={form} field={field} />
  return (
    <div
      data-show-if={JSON.stringify(
        Object.fromEntries(conditions.map(([name, all]) => [name, all.map(String)])),
      )}
    >
      <PlainInput form={form} field={field} />
      <noscript>
        <p class="help" safe>
          {only.join(' ')}
        </p>
      </noscript>
    </div>
  )
}

const wordOf = (value: unknown) => (value === true ? 'yes' : value === false ? 'no' : String(value))

function PlainInput({ form, field }: { form: FormState; field: MethodField }) {
  const { name, kind, help, tip, unit, isRequired, choices = [], byDefault, rules, showIf } = field
  const label = unit ? `${field.label} (${unit})` : field.label
  const isConditional = Object.keys(showIf).length > 0
  const words = {
    ...{
      form,
      name,
      label,
      help: help || undefined,
      tip: tip ? <span safe>{typographic(tip)}</span> : undefined,
    },
    // It may be needed where it is asked for, and stands there without a script also where it is not.
    ...(isConditional && { required: false }),
  }
  const optional = !isRequired || byDefault !== null
  if (kind === 'flag') return <CheckField {...words} />
  if (kind === 'choices') return <ChoicesField form={form} field={field} />
  if (kind === 'choice') {
    const none = optional && byDefault === null ? [{ value: '', text: 'none' }] : []
    if (field.upload) return <FileField form={form} field={field} words={words} />
    return (
      <SelectField {...words} optional={optional && byDefault === null} options={[...none, ...choices]} />
    )
  }
  const isEmpty = optional && byDefault === null && !isConditional
  if (kind === 'list')
    return (
      <Field
        {...words}
        optional={isEmpty}
        help={[help, 'Several, with commas between.'].filter(Boolean).join(' ')}
      />
    )
  const { minLength, maxLength = 1000, minimum, maximum } = rules
  if (kind === 'text' && maxLength > 200)
    return <TextField {...words} optional={isEmpty} rows={maxLength > 1000 ? '6' : '2'} />
  if (kind === 'text')
    return <Field {...words} optional={isEmpty} minlength={minLength} maxlength={maxLength} />
  return (
    <Field
      {...words}
      optional={isEmpty}
      type="number"
      min={minimum}
      max={maximum}
      step={kind === 'whole' ? '1' : 'any'}
      inputmode={kind === 'whole' ? 'numeric' : 'decimal'}
    />
  )
}

interface FileFieldProps {
  form: FormState
  field: MethodField
  words: FieldProps
}

/** One of the study's files, where it has any, or one that comes with the form. */
function FileField({ form, field: { upload = [], choices = [], isRequired }, words }: FileFieldProps) {
  const own = { type: 'file', accept: upload.join(',') }
  if (choices.length === 0)
    return (
      <Field
        {...words}
        {...own}
        optional={!isRequired}
        help={[words.help, `${upload.join(', ')}, for this analysis alone.`].filter(Boolean).join(' ')}
      />
    )
  const name = `file-${words.name}`
  return (
    <>
      <SelectField {...words} optional options={[{ value: '', text: 'no file of the study' }, ...choices]} />
      <Field
        {...own}
        form={form}
        name={name}
        label={`${words.label}: another file`}
        optional
        help={`${upload.join(', ')}, for this analysis alone. It is used in the place of the one chosen above.`}
      />
    </>
  )
}

/** Any of a few. The empty value tells a form in which none is ticked from one without the field. */
function ChoicesField({
  form,
  field: { name, label, help, tip, choices = [] },
}: {
  form: FormState
  field: MethodField
}) {
  const chosen = (form.values[name] ?? '').split('\n')
  return (
    <fieldset class={['field', 'radios', form.errors[name] && 'field-wrong']} id={name} tabindex="-1">
      <legend>
        <span safe>{label}</span>
        <FieldTip name={name} label={label} tip={tip ? <span safe>{tip}</span> : undefined} />
      </legend>
      <Help name={name} help={help || undefined} />
      <FieldError name={name} error={form.errors[name]} />
      {choices.map(({ value, text }, i) => (
        <div class="check">
          <input
            type="checkbox"
            id={`${name}-${i}`}
            name={name}
            value={value}
            checked={chosen.includes(value)}
            {...described(form, name, help)}
          />
          <label for={`${name}-${i}`} safe>
            {text}
          </label>
        </div>
      ))}
      <input type="hidden" name={name} value="" />
    </fieldset>
  )
}
