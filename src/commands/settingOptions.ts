import type { AnalysisOptions } from '#src/ensemble/index.ts'
import { type SettingField, type SettingName, settingFields, settingList } from '#src/method/fields.ts'
import { numberOption, wordOption, wordOrNumber } from './science.ts'

/** The settings of the built-in analysis as options of a command: --q-max for qMax. */

type Kebab<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Tail>}`
  : ''
type OptionOf<Name extends SettingName> = (typeof settingFields)[Name]['kind'] extends 'flag'
  ? { readonly type: 'boolean' }
  : { readonly type: 'string' }

export const optionName = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** For `argumentsOf`, beside a command's own options. */
export function settingOptions<Name extends SettingName>(names: readonly Name[]) {
  const options = names.map(name => [
    optionName(name),
    { type: settingFields[name].kind === 'flag' ? 'boolean' : 'string' },
  ])
  return Object.fromEntries(options) as { [Each in Name as Kebab<Each>]: OptionOf<Each> }
}

/** `[--q-max X] [--effort gate|thorough]`, for the usage of a command. */
export function settingUsage(names: readonly SettingName[]): string {
  return names
    .map(name => {
      const field = settingFields[name] as unknown as SettingField
      const words = [...(field.choices ?? []).map(({ value }) => value), field.blank?.text].filter(Boolean)
      const values = [...words, ...(field.kind === 'number' || field.kind === 'numberOrWord' ? ['X'] : [])]
      if (field.kind === 'whole') values.push('N')
      if (field.kind === 'text') values.push('A,B')
      return `[--${optionName(name)}${field.kind === 'flag' ? '' : ` ${values.join('|')}`}]`
    })
    .join(' ')
}

/** What the options say, for the core, which refuses what is out of range; what is not given is the core's default. */
export function settingsIn(
  values: Readonly<Record<string, unknown>>,
  names: readonly SettingName[],
): AnalysisOptions {
  const parts = settingList
    .filter(([name]) => names.includes(name))
    .map(([name, field]) => {
      const value = optionValue(optionName(name), field, values[optionName(name)])
      return value === undefined || value === null ? {} : field.toCore(value)
    })
  return Object.assign({}, ...parts)
}

function optionValue(option: string, { kind, choices = [], blank }: SettingField, value: unknown): unknown {
  if (kind === 'flag') return value === true ? true : undefined
  const text = value as string | undefined
  const words = choices.map(each => each.value)
  if (text !== undefined && text === blank?.text) return null
  if (kind === 'text') return text
  if (kind === 'choice') return wordOption(option, text, words)
  return kind === 'numberOrWord' ? wordOrNumber(option, text, words) : numberOption(option, text)
}
