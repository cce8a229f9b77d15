import type { FormState } from '../frame.ts'
import { NameField, SettingInput, type SettingView } from './settingInput.tsx'

export interface SettingGroups {
  /** Seen by everyone. */
  main: SettingView[]
  /** Folded away: few people change them. */
  more: SettingView[]
}

/** The name and the settings of an analysis; the folded ones are open when one of them needs attention. */
export function SettingFields({ form, settings }: { form: FormState; settings: SettingGroups }) {
  return (
    <>
      <NameField form={form} live="" />
      {settings.main.map(field => (
        <SettingInput form={form} field={field} />
      ))}
      <details class="more" data-tour-step="more" open={settings.more.some(({ name }) => form.errors[name])}>
        <summary>More settings</summary>
        {settings.more.map(field => (
          <SettingInput form={form} field={field} />
        ))}
      </details>
    </>
  )
}
