import { AppError, refuse } from '../errors.ts'
import { curveSettings, type SettingName, settingFields, settingNames } from './fields.ts'
import { defaultSettings, fieldsOf, type Parameters, parseParameters } from './parameters.ts'

/** The parameters of an analysis as a file for people to keep, send and bring back. */
export function writeParameters({ extras: _, ...parameters }: Parameters): string {
  return `${JSON.stringify(parameters, null, 2)}\n`
}

/**
 * Reads such a file, or the params.json of a result; what it does not name keeps its default.
 * @param curves how many the study has
 * @returns the fields of the form
 * @throws AppError invalid, under the field `json`
 */
export function readParameters(text: string, curves = 1): Record<string, string> {
  return fieldsOfValues(parse(text), curves)
}

/** The same of values that were read already. @throws AppError invalid, under the field `json` */
export function fieldsOfValues(whole: Record<string, unknown>, curves = 1): Record<string, string> {
  // A params.json records an analysis: a missing parameter did not exist yet when the file was written.
  const isRecord = isObject(whole.parameters)
  const given = isRecord ? (whole.parameters as Record<string, unknown>) : whole
  const { extras: _, more, ...settings } = given
  checkSettings(settings, settingNames)
  const all = { ...(isRecord ? {} : defaultSettings), ...settings, more: furtherIn(more, curves) }
  const fields = fieldsOf(all as Partial<Parameters>)
  try {
    parseParameters(fields, curves)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const faults = Object.entries(error.fields)
    refuse({ json: faults.map(([field, fault]) => `${field}: ${fault}`).join(' ') })
  }
  return fields
}

/** What is given for the curves after the first; one of which nothing is said keeps its defaults. */
function furtherIn(more: unknown, curves: number): Record<string, unknown>[] {
  const given = more ?? []
  if (!Array.isArray(given) || !given.every(isObject))
    return refuse({ json: '"more" must be a list with an object for each curve after the first.' })
  if (given.length > curves - 1)
    refuse({ json: `"more" has ${given.length} curves after the first; this study has ${curves - 1}.` })
  for (const settings of given) checkSettings(settings, curveSettings)
  return Array.from({ length: curves - 1 }, (_, m) => given[m] ?? {})
}

function checkSettings(settings: Record<string, unknown>, names: readonly SettingName[]): void {
  const strange = Object.keys(settings).find(name => !names.includes(name as SettingName))
  if (strange !== undefined)
    refuse({
      json: `"${strange.slice(0, 40)}" is not a parameter of this program${names === curveSettings ? ' for a single curve' : ''}.`,
    })
  const compound = Object.entries(settings).find(([, value]) => Object(value) === value)
  if (compound) refuse({ json: `"${compound[0]}" must be a number, a text or null.` })
  const flag = names.find(name => settingFields[name].kind === 'flag' && !isFlag(settings[name]))
  if (flag) refuse({ json: `"${flag}" must be true or false.` })
}

const isFlag = (value: unknown) => value === undefined || value === null || typeof value === 'boolean'

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // not JSON: refused below
  }
  return refuse({ json: 'This is not a JSON object. Paste the text from “Copy as JSON” of an analysis.' })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
