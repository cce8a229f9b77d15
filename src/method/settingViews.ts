import { fieldOfCurve } from '#src/studies/record.ts'
import { curveSettings, type SettingField, type SettingName, type StudySize, settingList } from './fields.ts'

/** Every setting as a page shows it. */
export const allSettingViews = settingList.map(([name, { toCore: _, blank, ...field }]) => ({
  ...field,
  name,
  optional: blank !== undefined,
}))

/** The settings as a form shows them for a study, those that everyone sees and those that are folded away. */
export function settingViews({ models, curves = [] }: { models: number; curves?: CurveSize[] }) {
  const isSeveral = curves.length > 1
  const viewsFor = (study: StudySize) =>
    allSettingViews.map(({ beside, ...field }) => ({
      ...field,
      help: beside ? `${field.help} ${beside(study)}`.trimEnd() : field.help,
    }))
  const views = viewsFor({ models, curve: curves[0] }).filter(({ name }) => !isSeveral || !isOfCurve(name))
  const viewsIn = (wanted: SettingField['group']) => views.filter(({ group }) => group === wanted)
  return {
    main: viewsIn('main'),
    more: viewsIn('more'),
    neutrons: viewsIn('neutrons'),
    /** Of several curves: what each has of its own. */
    curves: (isSeveral ? curves : []).map((curve, place) => {
      const own = new Map(viewsFor({ models, curve }).map(view => [view.name, view]))
      return {
        name: curve.name,
        radiation: fieldOfCurve('radiation', place),
        settings: curveSettings.map(name => ({ ...own.get(name)!, name: fieldOfCurve(name, place) })),
      }
    }),
  }
}

type CurveSize = NonNullable<StudySize['curve']> & { name: string }

const isOfCurve = (name: SettingName) => (curveSettings as readonly SettingName[]).includes(name)
