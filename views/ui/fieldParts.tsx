import type { FormState } from '../frame.ts'
import { typographic } from './symbols.ts'

export function Help({ name, help }: { name: string; help?: string }) {
  if (!help) return ''
  return (
    <p class="help" id={`${name}-help`} safe>
      {typographic(help)}
    </p>
  )
}

export function FieldError({ name, error, live }: { name: string; error?: string; live?: boolean }) {
  if (!error && !live) return ''
  return (
    <p class="field-error" id={`${name}-error`} aria-live={live ? 'polite' : undefined} safe>
      {typographic(error ?? '')}
    </p>
  )
}

/** Faults told as one types, each into its place; the others are emptied. */
export function LiveErrors({ names, errors }: { names: readonly string[]; errors: FormState['errors'] }) {
  return (
    <>
      {names.map(name => (
        <p class="field-error" id={`${name}-error`} aria-live="polite" hx-swap-oob="true" safe>
          {typographic(errors[name] ?? '')}
        </p>
      ))}
    </>
  )
}

/** The question to the server as one types. */
export const asking = (live: string, name: string) => ({
  'hx-get': live,
  'hx-trigger': 'input changed delay:400ms',
  'hx-target': `#${name}-error`,
  'hx-swap': 'innerHTML',
})

/** The attributes that tie an input to its help and error; `aria-invalid` only where something was wrong. */
export function described(form: FormState, name: string, help?: string, live = false) {
  const wrong = Boolean(form.errors[name])
  const ids = [(wrong || live) && `${name}-error`, help && `${name}-help`].filter(Boolean).join(' ')
  return { 'aria-describedby': ids || undefined, 'aria-invalid': wrong ? 'true' : undefined }
}
