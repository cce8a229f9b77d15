import { randomInt } from 'node:crypto'
import type { Analysis } from '#db/schema.ts'
import type { AnalysisOptions } from '#src/ensemble/index.ts'
import { fieldOfCurve } from '#src/studies/record.ts'
import type { Extras } from '../analyses/extras.ts'
import { describeFields } from '../analyses/manifest/fieldTexts.ts'
import type { Manifest } from '../analyses/manifest/manifest.ts'
import { type FieldErrors, refuse } from '../errors.ts'
import { hasSettings, isBuiltIn } from './builtIn.ts'
import {
  type CurveSettings,
  curveSettings,
  d2oMissing,
  type SettingField,
  type SettingName,
  type Settings,
  settingFields,
  settingList,
} from './fields.ts'
import { simulation } from './simulation/manifest.ts'

/** What a person decides about an analysis, as kept in its row and its params.json. */
export interface Parameters extends Settings {
  /** A blank seed is drawn when the form is read, and kept, so that the analysis can be repeated. */
  seed: number
  /** Of the curves after the first, in their order; absent with one curve. */
  more?: CurveSettings[]
  /** The owner's names of the files that belong to this analysis alone; absent without any. */
  extras?: Extras<string>
  /** Of a simulation: what is asked, see simulation/question.ts. */
  simulation?: Record<string, string | number | boolean | null>
}

/** Those of any method, as a row keeps them. */
export type AnyParameters = Parameters | Analysis['parameters']

type Texts = Readonly<Record<string, string | undefined>>

/** The choice of a number of one's own in a form, and the field that the number stands in. */
const ownWord = 'own'
const ownName = (name: string) => `${name}Value`

/** Every setting at its default. */
export const defaultSettings = Object.fromEntries(
  settingList.map(([name, { byDefault }]) => [name, byDefault]),
) as Settings

/** The form as it opens. */
export const defaultFields: Readonly<Record<string, string>> = fieldsOf(
  defaultSettings as Partial<Parameters>,
)

const curveSettingList = curveSettings.map(name => [name, settingFields[name]] as [SettingName, SettingField])

/** Every name that the settings have in a form of so many curves. */
export function formNamesOf(curves: number): string[] {
  const namesOf = (name: string, { kind }: SettingField) =>
    kind === 'numberOrWord' ? [name, ownName(name)] : [name]
  const all = settingList.flatMap(([name, field]) => (field.group === 'expert' ? [] : namesOf(name, field)))
  const further = placesOfMore(curves).flatMap(place =>
    curveSettingList.flatMap(([name, field]) => namesOf(fieldOfCurve(name, place), field)),
  )
  return [...all, ...further]
}

/** Places of the curves after the first, from 1. */
const placesOfMore = (curves: number) => Array.from({ length: curves - 1 }, (_, m) => m + 1)

/**
 * Reads the form's text; a blank field means its default, or what it says that blank means.
 * @param curves how many the study has
 * @throws AppError invalid with a message by field
 */
export function parseParameters(texts: Texts, curves = 1): Parameters {
  const faults: Record<string, string> = {}
  const values = readSettings(texts, settingList, 0, faults)
  const more = placesOfMore(curves).map(place => readSettings(texts, curveSettingList, place, faults))
  if (Object.keys(faults).length > 0) refuse(faults satisfies FieldErrors)
  const seed = values.seed ?? randomInt(0, 4_294_967_296)
  return { ...values, seed, ...(more.length > 0 ? { more } : {}) } as Parameters
}

/** The settings of the curve at a place; those of the first are among those of the analysis. */
function readSettings(
  texts: Texts,
  fields: readonly [SettingName, SettingField][],
  place: number,
  faults: Record<string, string>,
): Partial<Settings> {
  const values: Record<string, unknown> = {}
  for (const [name, field] of fields) {
    const inForm = fieldOfCurve(name, place)
    const read = readSetting(field, textIn(texts, inForm, field))
    if ('fault' in read) faults[inForm] = read.fault
    else values[name] = read.value
  }
  const { qMin, qMax, radiation, d2o } = values as Partial<Settings>
  if (typeof qMin === 'number' && typeof qMax === 'number' && qMin >= qMax)
    faults[fieldOfCurve('qMax', place)] ??= 'The upper end must lie above the lower end.'
  if (radiation === 'neutrons' && d2o === null) faults[fieldOfCurve('d2o', place)] ??= d2oMissing
  return values
}

function textIn(texts: Texts, name: string, { kind }: SettingField): string {
  const text = texts[name]?.trim() ?? ''
  return kind === 'numberOrWord' && text === ownWord ? texts[ownName(name)]?.trim() || ownWord : text
}

const textMax = 200

/** The value of a setting's text, or what is wrong with it. */
function readSetting(field: SettingField, text: string): { value: unknown } | { fault: string } {
  const { kind, byDefault, least, most, choices = [], blank } = field
  if (kind === 'flag') return { value: text === 'on' || text === 'true' }
  if (kind === 'text')
    return text.length > textMax ? { fault: `Use at most ${textMax} characters.` } : { value: text }
  if (text === '') return { value: byDefault }
  if (blank?.text === text) return { value: null }
  if (kind === 'numberOrWord' && text === ownWord)
    return { fault: 'Give the number, or make another choice.' }
  const isWord = choices.some(({ value }) => value === text)
  if (isWord) return { value: text }
  const words = choices.map(({ value }) => value).join(', ')
  if (kind === 'choice') return { fault: `Choose one of ${words}.` }
  const value = Number(text)
  if (!Number.isFinite(value))
    return {
      fault: choices.length > 0 ? `Use ${words} or a number.` : 'Use a number, with a point for decimals.',
    }
  const [low, high] = [least ?? -Infinity, most ?? Infinity]
  const isOut = value < low || value > high || (kind === 'whole' && !Number.isInteger(value))
  const noun = kind === 'whole' ? 'whole number' : 'number'
  return isOut ? { fault: `Use a ${noun} from ${shown(low)} to ${shown(high)}.` } : { value }
}

const shown = (bound: number) => bound.toLocaleString('en', { maximumFractionDigits: 6 })

/** The texts of a setting in a form. */
function textsOf(name: string, { kind }: SettingField, value: unknown): Record<string, string> {
  if (kind === 'flag') return value ? { [name]: 'on' } : {}
  if (kind === 'numberOrWord' && typeof value === 'number')
    return { [name]: ownWord, [ownName(name)]: String(value) }
  return { [name]: value === null || value === undefined ? '' : String(value) }
}

/** The form's texts for parameters chosen before: "run again with one thing changed". */
export function fieldsOf(parameters: Partial<Parameters>): Record<string, string> {
  const texts = settingList.map(([name, field]) => textsOf(name, field, settingIn(parameters, name)))
  const further = (parameters.more ?? []).flatMap((_, m) =>
    curveSettingList.map(([name, field]) =>
      textsOf(fieldOfCurve(name, m + 1), field, settingIn(ownOf(parameters, m + 1), name)),
    ),
  )
  return Object.assign({}, ...texts, ...further)
}

/** The settings that the curve at a place has of its own, among others. */
const ownOf = (parameters: Partial<Parameters>, place: number): Partial<Parameters> =>
  place === 0 ? parameters : ({ ...defaultSettings, ...parameters.more?.[place - 1] } as Partial<Parameters>)

/** A setting of a record, which may have been written before the setting was there. */
function settingIn<Name extends SettingName>(parameters: Partial<Parameters>, name: Name): Settings[Name] {
  const field = settingFields[name] as unknown as SettingField<Settings[Name]>
  const value = (parameters as Partial<Settings>)[name]
  // The prior 1/K was kept as null before it had a name.
  if (value === null && field.kind === 'numberOrWord') return field.before as Settings[Name]
  return value !== undefined ? value : field.before !== undefined ? field.before : field.byDefault
}

/** The settings as the core takes them. */
export function optionsOf(parameters: Partial<Parameters>): AnalysisOptions {
  const parts = settingList.map(([name, field]) => field.toCore(settingIn(parameters, name)))
  return Object.assign({}, ...parts)
}

/** Those that the curve at a place, from 0, has of its own. */
export function curveOptionsOf(parameters: Partial<Parameters>, place: number): AnalysisOptions {
  const own = ownOf(parameters, place)
  return Object.assign({}, ...curveSettingList.map(([name, field]) => field.toCore(settingIn(own, name))))
}

/** The parameters of an analysis in words, for lists and pages. @param method its manifest, where it is one of the laboratory */
export function describeAnalysis(
  analysis: Pick<Analysis, 'method' | 'parameters'>,
  manifest: Pick<Manifest, 'title' | 'fields'> | undefined,
): { name: string; value: string }[] {
  if (isBuiltIn(analysis)) return describeParameters(analysis.parameters)
  if (hasSettings(analysis))
    return [...describeQuestion(analysis.parameters), ...describeParameters(analysis.parameters)]
  const { extras, ...parameters } = analysis.parameters
  const values = describeFields(manifest?.fields ?? [], parameters, (extras ?? {}) as Record<string, string>)
  return [{ name: 'Method', value: manifest?.title ?? analysis.method }, ...values]
}

/** What a simulation asks, as far as its form asks for it. */
function describeQuestion({ simulation: { analysis: _, ...question } = {} }: Parameters) {
  return [{ name: 'Method', value: simulation.title }, ...describeFields(simulation.fields, question)]
}

/** Those of the built-in method. */
export function describeParameters(parameters: Partial<Parameters>): { name: string; value: string }[] {
  const { extras = {} } = parameters
  const shifts = [extras.shifts, extras.shiftsSimulated, extras.shiftsRms].filter(name => name !== undefined)
  return [
    ...shownOf(parameters).map(([name, field]) => ({
      name: field.label,
      value:
        name === 'cut' && parameters.skipVariational
          ? 'none: every model takes part'
          : inWords(field, settingIn(parameters, name)),
    })),
    ...(parameters.more ?? []).flatMap((_, m) => describeCurve(parameters, m + 1)),
    ...(extras.energies ? [{ name: 'Energies', value: extras.energies }] : []),
    ...(extras.properties ? [{ name: 'Properties of the models', value: extras.properties }] : []),
    ...(extras.observables ? [{ name: 'Observables', value: extras.observables }] : []),
    ...(shifts.length > 0 ? [{ name: 'Chemical shifts', value: shifts.join(', ') }] : []),
  ]
}

/** What the curve at a place after the first has of its own: the radiation, and what is not at its default. */
function describeCurve(parameters: Partial<Parameters>, place: number) {
  const own = ownOf(parameters, place)
  return curveSettingList
    .filter(([name, { byDefault }]) => name === 'radiation' || settingIn(own, name) !== byDefault)
    .map(([name, field]) => ({
      name: `${field.label}, curve ${place + 1}`,
      value: inWords(field, settingIn(own, name)),
    }))
}

/** The settings worth a line: those of the form, and the others where they are not at their default. */
const shownOf = (parameters: Partial<Parameters>) =>
  settingList.filter(
    ([name, { group, byDefault }]) =>
      !(group === 'expert' || (group === 'neutrons' && parameters.radiation !== 'neutrons')) ||
      settingIn(parameters, name) !== byDefault,
  )

function inWords({ kind, choices, blank, unit }: SettingField, value: unknown): string {
  if (value === null || (kind === 'text' && value === '')) return blank?.means ?? ''
  if (kind === 'flag') return value ? 'yes' : 'no'
  const chosen = choices?.find(each => each.value === value)
  if (chosen) return chosen.words ?? chosen.value
  const text = kind === 'whole' && Number(value) < 1e9 ? Number(value).toLocaleString('en') : String(value)
  return unit?.includes('1/') ? `${text} ${unit}` : text
}
