import type { MethodField } from './fields.ts'

/** The texts that a form is filled with: of the fields at their defaults, with some values in their places. */
export function textsOfFields(
  fields: readonly MethodField[],
  values: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const texts = fields.map(({ name: key, kind, byDefault }) => {
    const value = Object.hasOwn(values, key) ? values[key] : byDefault
    if (typeof value === 'boolean') return [key, value ? 'on' : '']
    return [
      key,
      Array.isArray(value)
        ? value.join(kind === 'list' ? ', ' : '\n')
        : value === null || value === undefined
          ? ''
          : String(value),
    ]
  })
  return Object.fromEntries(texts)
}

/** The values in words, for pages. @param fileNames what the files are called that fields have chosen */
export function describeFields(
  fields: readonly MethodField[],
  values: Readonly<Record<string, unknown>>,
  fileNames: Readonly<Record<string, string>> = {},
): { name: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => {
    const field = fields.find(each => each.name === key)
    return { name: field?.label ?? key, value: fileNames[key] ?? inWords(field, value) }
  })
}

function inWords(field: MethodField | undefined, value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map(each => inWords(field, each)).join(', ')
  const text = field?.choices?.find(({ is }) => is === value)?.text ?? String(value)
  return field?.unit ? `${text} ${field.unit}` : text
}
