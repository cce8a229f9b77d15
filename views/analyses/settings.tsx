import type { FormState } from '../frame.ts'
import { NameField, SettingInput, type SettingView } from './settingInput.tsx'

export interface SettingGroups {
  /** Seen by everyone. */
  main: SettingView[]
  /** Folded away: few people change them. */
  more: SettingView[]
  /** Folded away too: for curves of neutrons. */
  neutrons: SettingView[]
  /** Of several curves: what each has of its own, folded away for each. */
  curves?: { name: string; radiation: string; settings: SettingView[] }[]
}

/** The name and the settings of an analysis; the folded ones are open when one of them needs attention. */
export function SettingFields({ form, settings }: { form: FormState; settings: SettingGroups }) {
  const { curves = [] } = settings
  const isOfNeutrons = form.values.radiation === 'neutrons'
  return (
    <>
      <NameField form={form} live="" />
      {settings.main.map(field => (
        <SettingInput form={form} field={field} />
      ))}
      {curves.map(({ name, settings, radiation }, place) => (
        <Folded
          title={`Curve ${place + 1}: ${name}, ${form.values[radiation] === 'neutrons' ? 'neutrons' : 'X-rays'}`}
          form={form}
          fields={settings}
        />
      ))}
      {settings.neutrons.length > 0 ? (
        <Folded title="Neutrons (SANS)" form={form} fields={settings.neutrons} open={isOfNeutrons} />
      ) : (
        ''
      )}
      <Folded title="More settings" form={form} fields={settings.more} step="more" />
    </>
  )
}

interface FoldedProps {
  title: string
  form: FormState
  fields: SettingView[]
  open?: boolean
  /** Of the tour. */
  step?: string
}

function Folded({ title, form, fields, open = false, step }: FoldedProps) {
  return (
    <details class="more" data-tour-step={step} open={open || fields.some(({ name }) => form.errors[name])}>
      <summary safe>{title}</summary>
      {fields.map(field => (
        <SettingInput form={form} field={field} />
      ))}
    </details>
  )
}
