import { type Children, Html } from '@kitajs/html'
import type { FormState } from '../frame.ts'
import { asking, described, FieldError, Help } from './fieldParts.tsx'
import { fieldTips } from './fieldTips.ts'
import { Tooltip } from './tooltip.tsx'

export interface FieldProps {
  form: FormState
  name: string
  label: string
  help?: string
  /** Longer help behind a question mark, where it is not that of fieldTips.ts. */
  tip?: JSX.Element
  /** May stay empty; in words where it depends on another field. */
  optional?: boolean | string
  /** Asked as one types, and its answer shown as the field's error; empty where a script of the page asks. */
  live?: string
}

type InputProps = FieldProps & Omit<JSX.HtmlInputTag, keyof FieldProps> & { unit?: string }

/** One input with its label above, help below and its error beside it, tied together for screen readers. */
export function Field({ form, name, label, help, tip, optional, live, unit, ...input }: InputProps) {
  const file = input.type === 'file' || input.type === 'password'
  return (
    <FieldFrame {...{ form, name, label, help, tip, optional, live }}>
      <span class={unit ? 'with-unit' : undefined}>
        <input
          id={name}
          name={name}
          required={!optional}
          value={file ? undefined : (form.values[name] ?? input.value)}
          {...described(form, name, help, live !== undefined)}
          {...(live ? asking(live, name) : {})}
          {...without(input, 'value')}
        />
        {unit ? (
          <span class="unit" safe>
            {unit}
          </span>
        ) : (
          ''
        )}
      </span>
    </FieldFrame>
  )
}

type EmailProps = Omit<Partial<InputProps>, 'form'> & Pick<InputProps, 'form'>

/** An address for mail; by default that of the account. */
export const EmailField = ({ label = 'E-mail', autocomplete = 'username', ...props }: EmailProps) => (
  <Field {...props} name="email" label={label} type="email" autocomplete={autocomplete} maxlength={254} />
)

type SelectProps = FieldProps & { options: { value: string; text: string }[]; value?: string }

export function SelectField({ form, name, label, help, tip, optional, options, value }: SelectProps) {
  const chosen = form.values[name] ?? value
  return (
    <FieldFrame {...{ form, name, label, help, tip, optional }}>
      <select id={name} name={name} {...described(form, name, help)}>
        {options.map(option => (
          <option value={option.value} selected={option.value === chosen} safe>
            {option.text}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}

/** A yes-or-no, label beside the box; unchecked sends nothing. */
export function CheckField({ form, name, label, help, tip }: FieldProps) {
  return (
    <div class={['field', form.errors[name] && 'field-wrong']}>
      <div class="check">
        <input
          type="checkbox"
          id={name}
          name={name}
          value="on"
          checked={form.values[name] === 'on'}
          {...described(form, name, help)}
        />
        <label for={name} safe>
          {label}
        </label>
        <FieldTip {...{ name, label, tip }} />
      </div>
      <Help name={name} help={help} />
      <FieldError name={name} error={form.errors[name]} />
    </div>
  )
}

/** Label, tooltip, error and help around an input. */
export function FieldFrame({
  form,
  name,
  label,
  help,
  tip,
  optional,
  live,
  children,
}: FieldProps & { children?: Children }) {
  return (
    <div class={['field', form.errors[name] && 'field-wrong']}>
      <div class="field-label">
        <label for={name}>
          <span safe>{label}</span>
          {optional ? (
            <span class="optional" safe>
              {optional === true ? ' (optional)' : ` (${optional})`}
            </span>
          ) : (
            ''
          )}
        </label>
        <FieldTip {...{ name, label, tip }} />
      </div>
      {children}
      <FieldError name={name} error={form.errors[name]} live={live !== undefined} />
      <Help name={name} help={help} />
    </div>
  )
}

interface FieldTipProps extends Pick<FieldProps, 'name' | 'label' | 'tip'> {
  /** Of the input, where it is not the field's name. */
  id?: string
}

export function FieldTip({ name, id = name, label, tip }: FieldTipProps) {
  const asked = name.replace(/\d$/, '') // the second of several curves has unit2 where the first has unit
  const text = Object.hasOwn(fieldTips, asked) ? fieldTips[asked] : undefined
  if (!tip && !text) return ''
  const words = (tip ?? Html.escapeHtml(text)) as JSX.Element
  return (
    <Tooltip id={id} about={label}>
      {words}
    </Tooltip>
  )
}

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object
  return rest
}
