import { type SettingField, type StudySize, settingList } from './fields.ts'

/** Every setting as a page shows it. */
export const allSettingViews = settingList.map(([name, { toCore: _, blank, ...field }]) => ({
  ...field,
  name,
  optional: blank !== undefined,
}))

/** The settings as a form shows them for a study, those that everyone sees and those that are folded away. */
export function settingViews(study: StudySize) {
  const views = allSettingViews.map(({ beside, ...field }) => ({
    ...field,
    help: beside ? `${field.help} ${beside(study)}`.trimEnd() : field.help,
  }))
  const viewsIn = (wanted: SettingField['group']) => views.filter(({ group }) => group === wanted)
  return { main: viewsIn('main'), more: viewsIn('more'), neutrons: viewsIn('neutrons') }
}
