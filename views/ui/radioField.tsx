import { type FieldProps, FieldTip } from './field.tsx'
import { described, FieldError, Help } from './fieldParts.tsx'
import { idOf } from './idOf.ts'

/** One of a few, all to be seen at once, each with what it would mean. */
export function RadioField({ form, name, label, help, options }: RadioProps) {
  return (
    <fieldset class={['field', 'radios', form.errors[name] && 'field-wrong']} id={name} tabindex="-1">
      <legend>
        <span safe>{label}</span>
        <FieldTip name={name} label={label} />
      </legend>
      <Help name={name} help={help} />
      <FieldError name={name} error={form.errors[name]} />
      {options.map(option => {
        const id = `${name}-${idOf(option.value)}`
        return (
          <div class="check">
            <input
              type="radio"
              id={id}
              name={name}
              value={option.value}
              required
              checked={form.values[name] === option.value}
              {...described(form, name, help)}
            />
            <label for={id}>
              <span safe>{option.text}</span>
              <span class="help" safe>
                {option.hint}
              </span>
            </label>
          </div>
        )
      })}
    </fieldset>
  )
}

export type RadioProps = Omit<FieldProps, 'tip' | 'optional'> & {
  options: { value: string; text: string; hint: string }[]
}
