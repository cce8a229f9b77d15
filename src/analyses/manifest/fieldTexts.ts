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

/** The values in words, for pages; without those of fields that the others did not ask for. @param fileNames what the files are called that fields have chosen */
export function describeFields(
  fields: readonly MethodField[],
  values: Readonly<Record<string, unknown>>,
  fileNames: Readonly<Record<string, string>> = {},
): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const field = fields.find(each => each.name === key)
    if (field && !isAsked(field, values)) return []
    return [{ name: field?.label ?? key, value: fileNames[key] ?? inWords(field, value) }]
  })
}

/** Whether a form shows the field, its other fields having these values. */
export const isAsked = ({ showIf }: MethodField, values: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(showIf).every(([other, wanted]) =>
    wanted.some(each => [values[other]].flat().includes(each)),
  )

function inWords(field: MethodField | undefined, value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map(each => inWords(field, each)).join(', ')
  const text = field?.choices?.find(({ is }) => is === value)?.text ?? String(value)
  return field?.unit ? `${text} ${field.unit}` : text
}
