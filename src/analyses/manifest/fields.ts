import type { StudyContents } from '#src/studies/record.ts'
import { type FieldValue, readValue, textMax } from './fieldValues.ts'
import type { ParameterSchema, Property, Scalar, ValueRules } from './parameterSchema.ts'
import { slownessOf } from './patterns.ts'

/** One field of a method's form. */
export interface MethodField {
  name: string
  label: string
  help?: string
  tip?: string
  kind: 'text' | 'whole' | 'number' | 'flag' | 'choice' | 'choices' | 'list'
  /** Of one value of a list, or of the field itself. */
  type: 'string' | 'integer' | 'number' | 'boolean'
  rules: ValueRules
  unit?: string
  choices?: { value: string; text: string; is: Scalar }[]
  countMin: number
  countMax: number
  isDistinct: boolean
  errorMessage?: string
  isRequired: boolean
  isExpert: boolean
  byDefault: FieldValue
  showIf: Record<string, Scalar[]>
  /** Its choices are the files of a study: `withFiles` fills them in. */
  isFile?: true
  /** Endings of a file that may be uploaded with the form. */
  upload?: string[]
  /** The group that it belongs to. */
  group: string | null
  groupHelp?: string
}

/** Tells what is wrong at a JSON pointer of the manifest. */
export type Refuse = (pointer: string, message: string) => never

interface Group extends Pick<ParameterSchema, 'properties' | 'required'> {
  pointer: string
  title: string | null
  description?: string
}

/** The fields of a schema, in the order in which they are written; those outside groups first. */
export function methodFields(schema: ParameterSchema | undefined, refuse: Refuse): MethodField[] {
  if (!schema) return []
  const { $defs = {}, allOf = [] } = schema
  const groups: Group[] = [{ pointer: '/parameters', title: null, ...schema }]
  allOf.forEach(({ $ref }, i) => {
    const key = $ref.slice('#/$defs/'.length)
    if (!Object.hasOwn($defs, key)) refuse(`/parameters/allOf/${i}`, `there is no group "${key}" in $defs.`)
    else groups.push({ pointer: `/parameters/$defs/${key}`, ...$defs[key]! })
  })
  for (const key of Object.keys($defs))
    if (!allOf.some(({ $ref }) => $ref === `#/$defs/${key}`))
      refuse(`/parameters/$defs/${key}`, `no "allOf" refers to the group "${key}".`)
  const fields: MethodField[] = []
  for (const { pointer, title, description, properties = {}, required = [] } of groups) {
    for (const each of required)
      if (!Object.hasOwn(properties, each)) refuse(`${pointer}/required`, `there is no field "${each}".`)
    for (const [key, written] of Object.entries(properties)) {
      const place = `${pointer}/properties/${key}`
      if (reservedNames.includes(key)) refuse(place, `a field cannot be called "${key}".`)
      if (fields.some(field => field.name === key)) refuse(place, `there are two fields called "${key}".`)
      const group = { group: title, ...(description && { groupHelp: description }) }
      fields.push({ ...fieldOf(key, written, required.includes(key), place, refuse), ...group })
    }
  }
  for (const field of fields) checkConditions(field, fields, refuse)
  return fields
}

/** What the form has beside the fields of the method. */
const reservedNames = ['name', 'csrf', 'submitKey', 'preset']

function fieldOf(
  key: string,
  written: Property,
  isRequired: boolean,
  place: string,
  refuse: Refuse,
): Omit<MethodField, 'group'> {
  const { type, items, title = key, description, help_text, hidden, errorMessage } = written
  if ((type === 'array') !== (items !== undefined))
    refuse(place, '"items" says what an "array" holds, and belongs to it.')
  const rules = (items ?? written) as ValueRules
  const kinds = { string: 'text', integer: 'whole', number: 'number', boolean: 'flag' } as const
  const valueType = items ? items.type : (type as Exclude<typeof type, 'array'>)
  const choices = choicesOf(rules)
  const isFile = written.format === 'file-path'
  if (written['x-upload'] && !isFile) refuse(place, '"x-upload" belongs to the format "file-path".')
  if (isFile && (type !== 'string' || choices || written.default !== undefined))
    refuse(place, 'a "file-path" is a "string" without choices and default.')
  if (choices && valueType === 'boolean') refuse(place, 'a "boolean" has no choices.')
  if (rules.pattern !== undefined) checkPattern(rules, `${place}${items ? '/items' : ''}/pattern`, refuse)
  const kind = items ? (choices ? 'choices' : 'list') : choices ? 'choice' : kinds[valueType]
  const field: Omit<MethodField, 'group'> = {
    name: key,
    label: title,
    kind,
    type: valueType,
    rules,
    countMin: written.minItems ?? 0,
    countMax: written.maxItems ?? 1000,
    isDistinct: written.uniqueItems ?? kind === 'choices',
    isRequired,
    isExpert: hidden ?? false,
    byDefault: null,
    showIf: Object.fromEntries(
      Object.entries(written['x-show-if'] ?? {}).map(([other, value]) => [other, [value].flat()]),
    ),
    ...(description && { help: description }),
    ...(help_text && { tip: help_text }),
    ...(errorMessage && { errorMessage }),
    ...(written['x-unit'] && { unit: written['x-unit'] }),
    ...(choices && { choices }),
    ...(isFile && { isFile, kind: 'choice' as const, choices: [], upload: written['x-upload'] }),
  }
  if (written.default === undefined) return kind === 'flag' ? { ...field, byDefault: false } : field
  const read = readValue({ ...field, isRequired: false }, written.default)
  if ('fault' in read) return refuse(`${place}/default`, `the default is not allowed: ${read.fault}`)
  return { ...field, byDefault: read.value }
}

/** The fields of a form for a study: a file is one of those that were uploaded, by its path below input/; the pattern is of its name. */
export const withFiles = (fields: MethodField[], contents: StudyContents | undefined): MethodField[] =>
  fields.map(field => {
    if (!field.isFile) return field
    const files = contents && 'inputs' in contents ? Object.values(contents.inputs).flat() : []
    const fits = new RegExp(field.rules.pattern ?? '', 'u')
    const chosen = files.filter(({ name }) => fits.test(name))
    return { ...field, choices: chosen.map(({ path, name }) => ({ value: path, text: name, is: path })) }
  })

function checkPattern(
  { pattern = '', maxLength = textMax }: ValueRules,
  place: string,
  refuse: Refuse,
): void {
  try {
    new RegExp(pattern, 'u')
  } catch (error) {
    refuse(place, `the pattern cannot be used: ${(error as Error).message}.`)
  }
  const slowness = slownessOf(pattern, maxLength)
  if (slowness) refuse(place, `the pattern may take very long: ${slowness}.`)
}

function choicesOf({ enum: words, oneOf }: ValueRules): MethodField['choices'] {
  const all =
    oneOf?.map(each => ({ is: each.const, text: each.title })) ?? words?.map(is => ({ is, text: String(is) }))
  return all?.map(({ is, text }) => ({ value: String(is), text, is }))
}

function checkConditions(
  { name: key, showIf, group }: MethodField,
  fields: MethodField[],
  refuse: Refuse,
): void {
  for (const [other, wanted] of Object.entries(showIf)) {
    const on = fields.find(field => field.name === other)
    const place = `/parameters/properties/${key}`
    const where = group === null ? place : '/parameters'
    if (!on || other === key)
      refuse(where, `"x-show-if" of "${key}" names "${other}", which is no other field.`)
    else if (Object.keys(on.showIf).length > 0)
      refuse(where, `"${key}" depends on "${other}", which depends on another field itself.`)
    else
      for (const value of wanted)
        if ('fault' in readValue({ ...on, kind: on.kind === 'choices' ? 'choice' : on.kind }, value))
          refuse(
            where,
            `"x-show-if" of "${key}" asks for ${JSON.stringify(value)}, which "${other}" cannot be.`,
          )
  }
}
