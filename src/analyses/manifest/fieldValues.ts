import type { MethodField } from './fields.ts'
import { isAsked } from './fieldTexts.ts'
import type { Scalar } from './parameterSchema.ts'

export type FieldValue = Scalar | Scalar[] | null

type Typed = Readonly<Record<string, unknown>>

/**
 * What a form or a program gives, as the values that the fields ask for, or what is wrong by field. Nothing is cut; what
 * a field is not shown for is left at its default.
 */
export function readMethodFields(
  fields: readonly MethodField[],
  given: Typed,
): { values: Record<string, FieldValue>; errors: Record<string, string> } {
  const values: Record<string, FieldValue> = {}
  const errors: Record<string, string> = {}
  const conditional = (field: MethodField) => Number(Object.keys(field.showIf).length > 0)
  for (const field of fields.toSorted((a, b) => conditional(a) - conditional(b))) {
    const read = isAsked(field, values) ? readValue(field, given[field.name]) : { value: field.byDefault }
    if ('fault' in read) errors[field.name] = read.fault
    else values[field.name] = read.value
  }
  const inOrder = fields
    .filter(({ name }) => Object.hasOwn(values, name))
    .map(({ name }) => [name, values[name]!])
  return { values: Object.fromEntries(inOrder), errors }
}

/** Characters of a text without a "maxLength". */
export const textMax = 1000

type UngroupedField = Omit<MethodField, 'group'>
type Read<T = FieldValue> = { value: T } | { fault: string }

/** The value of a text or of JSON, or what is wrong with it. */
export function readValue(field: UngroupedField, given: unknown): Read {
  const { kind, byDefault, isRequired } = field
  if (kind === 'flag') return readFlag(given)
  const many = kind === 'choices' || kind === 'list'
  const parts = many ? partsOf(given, kind) : typeof given === 'string' ? given.trim() : given
  const isEmpty = parts === undefined || parts === null || parts === ''
  if (isEmpty || (Array.isArray(parts) && parts.length === 0 && kind === 'list'))
    return isRequired && byDefault === null ? { fault: 'This must be filled in.' } : { value: byDefault }
  if (isRequired && Array.isArray(parts) && parts.length === 0) return { fault: 'Choose at least one.' }
  if (!many) return readOne(field, parts)
  return readMany(field, parts as unknown[])
}

/** A box that is not ticked sends nothing. */
function readFlag(given: unknown): Read {
  if (given === true || given === 'on' || given === 'true') return { value: true }
  const isOff = given === undefined || given === null || given === false || given === '' || given === 'false'
  return isOff ? { value: false } : { fault: 'Give true or false.' }
}

/** Of a form, choices come as several values of one name, and a list as a text with commas or lines. */
function partsOf(given: unknown, kind: 'choices' | 'list'): unknown[] | undefined {
  if (Array.isArray(given)) return given
  if (given === undefined || given === null) return undefined
  const parts = typeof given === 'string' ? given.split(kind === 'list' ? /[,;\n]/ : '\n') : [given]
  return parts.map(part => (typeof part === 'string' ? part.trim() : part)).filter(part => part !== '')
}

function readMany(field: UngroupedField, parts: unknown[]): Read {
  const { countMin, countMax, isDistinct } = field
  const values: Scalar[] = []
  for (const [place, part] of parts.entries()) {
    const read = readOne(field, part)
    if ('fault' in read) return { fault: `Value ${place + 1}: ${read.fault}` }
    values.push(read.value)
  }
  if (values.length < countMin) return { fault: `Give at least ${countMin}; these are ${values.length}.` }
  if (values.length > countMax) return { fault: `Give at most ${countMax}; these are ${values.length}.` }
  if (isDistinct && new Set(values).size < values.length) return { fault: 'The same value is listed twice.' }
  return { value: values }
}

/** A single text, number or choice. */
function readOne({ type, rules, choices, errorMessage }: UngroupedField, given: unknown): Read<Scalar> {
  if (typeof given === 'object') return { fault: 'This cannot be used here.' }
  if (choices) {
    const chosen = choices.find(({ value }) => value === String(given))
    return chosen
      ? { value: chosen.is }
      : { fault: `Choose one of ${choices.map(({ text }) => text).join(', ')}.` }
  }
  if (type === 'string') {
    const text = String(given)
    const { minLength = 0, maxLength = textMax, pattern } = rules
    const length = [...text].length
    if (length < minLength) return { fault: `Use at least ${minLength} characters; these are ${length}.` }
    if (length > maxLength) return { fault: `Use at most ${maxLength} characters; these are ${length}.` }
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
      return { fault: errorMessage ?? `This does not match the pattern ${pattern}.` }
    return { value: text }
  }
  const value = typeof given === 'boolean' ? Number.NaN : Number(given)
  const noun = type === 'integer' ? 'whole number' : 'number'
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value)))
    return { fault: `Enter a ${noun}${type === 'number' ? ', with a point for decimals' : ''}.` }
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = rules
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return { fault: `Enter a ${noun} above ${exclusiveMinimum}.` }
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return { fault: `Enter a ${noun} below ${exclusiveMaximum}.` }
  if (value >= minimum && value <= maximum) return { value }
  if (maximum === Infinity) return { fault: `Enter a ${noun} of at least ${minimum}.` }
  if (minimum === -Infinity) return { fault: `Enter a ${noun} of at most ${maximum}.` }
  return { fault: `Enter a ${noun} from ${minimum} to ${maximum}.` }
}
