import { type AppError, refuse } from '../errors.ts'
import { defaultFields, fieldsOf, type Parameters, parseParameters } from './parameters.ts'

/** The parameters of an analysis as a file for people to keep, send and bring back. */
export function writeParameters({ extras: _, ...parameters }: Parameters): string {
  return `${JSON.stringify(parameters, null, 2)}\n`
}

/**
 * Reads such a file, or the params.json of a result; what it does not name keeps its default.
 * @returns the fields of the form
 * @throws AppError invalid, under the field `json`
 */
export function readParameters(text: string): Record<string, string> {
  const whole = parse(text)
  const given = isObject(whole.parameters) ? whole.parameters : whole
  const known = parseParameters(defaultFields)
  const strange = Object.keys(given).find(name => !Object.hasOwn(known, name) && !optional.includes(name))
  if (strange !== undefined) refuse({ json: `"${strange.slice(0, 40)}" is not a parameter of this program.` })
  const compound = Object.entries(given).find(([name, value]) => name !== 'extras' && Object(value) === value)
  if (compound) refuse({ json: `"${compound[0]}" must be a number, a text or null.` })
  const fields = fieldsOf({ ...known, seed: '', ...given } as unknown as Parameters)
  try {
    parseParameters(fields)
  } catch (error) {
    const faults = Object.entries((error as AppError).fields)
    const named = faults.map(([field, fault]) => `${field === 'threshold' ? 'cut' : field}: ${fault}`)
    refuse({ json: named.join(' ') })
  }
  return fields
}

/** Parameters that few analyses have. */
const optional = ['errorScale', 'extras']

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // told below
  }
  return refuse({ json: 'This is not a JSON object. Bring what “Parameters as JSON” of an analysis gives.' })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
