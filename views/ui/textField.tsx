import { FieldFrame, type FieldProps } from './field.tsx'
import { described } from './fieldParts.tsx'

type TextProps = FieldProps & { rows: string; spellcheck?: 'true' | 'false' }

/** Text of several lines. */
export function TextField({ form, name, label, help, tip, optional, ...area }: TextProps) {
  return (
    <FieldFrame {...{ form, name, label, help, tip, optional }}>
      <textarea id={name} name={name} required={!optional} {...described(form, name, help)} {...area} safe>
        {form.values[name] ?? ''}
      </textarea>
    </FieldFrame>
  )
}
