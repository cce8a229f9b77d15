import { type AppError, refuse } from '../errors.ts'
import { type SettingName, settingNames } from './fields.ts'
import { defaultSettings, fieldsOf, type Parameters, parseParameters } from './parameters.ts'

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
  return fieldsOfValues(parse(text))
}

/** The same of values that were read already. @throws AppError invalid, under the field `json` */
export function fieldsOfValues(whole: Record<string, unknown>): Record<string, string> {
  // A params.json records an analysis: a missing parameter did not exist yet when the file was written.
  const isRecord = isObject(whole.parameters)
  const given = isRecord ? (whole.parameters as Record<string, unknown>) : whole
  const { extras: _, ...settings } = given
  const strange = Object.keys(settings).find(name => !settingNames.includes(name as SettingName))
  if (strange !== undefined) refuse({ json: `"${strange.slice(0, 40)}" is not a parameter of this program.` })
  const compound = Object.entries(settings).find(([, value]) => Object(value) === value)
  if (compound) refuse({ json: `"${compound[0]}" must be a number, a text or null.` })
  const fields = fieldsOf(isRecord ? settings : { ...defaultSettings, ...settings })
  try {
    parseParameters(fields)
  } catch (error) {
    const faults = Object.entries((error as AppError).fields)
    refuse({ json: faults.map(([field, fault]) => `${field}: ${fault}`).join(' ') })
  }
  return fields
}

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // told below
  }
  return refuse({ json: 'This is not a JSON object. Paste the text from “Copy as JSON” of an analysis.' })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
