import { type ExtraField, type Extras, extraFields } from '#src/analyses/extras.ts'
import { defaultFields } from '#src/analyses/parameters.ts'
import type { UploadedFile } from '#src/studies/inspect.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from './csrf.ts'
import { receiveForm } from './multipart.ts'

const bytesMax = 10e6

export const settingFields = ['name', ...Object.keys(defaultFields), 'skipVariational']
const otherFields = ['csrf', 'submitKey', 'from', 'keepEnergies', 'keepShifts']

export interface AnalysisForm {
  fields: Record<string, string>
  files: Extras<UploadedFile>
}

/**
 * Reads the form of an analysis, with or without files.
 * @throws AppError forbidden without the token, invalid for a field that the page does not have, too_large
 */
export async function receiveAnalysisForm(
  request: Request,
  folder: string,
  csrf: string,
): Promise<AnalysisForm> {
  const beforeFiles = (fields: Record<string, string>) => checkCsrf(csrf, fields.csrf)
  const filesMax = extraFields.length
  const { fields, files } = await receiveForm(request, { folder, bytesMax, filesMax, beforeFiles })
  const strange =
    Object.keys(fields).find(name => !settingFields.includes(name) && !otherFields.includes(name)) ??
    files.map(file => file.field).find(name => !extraFields.includes(name as ExtraField))
  if (strange !== undefined)
    throw new AppError('invalid', `The form holds a field that the page does not have: "${strange}".`)
  const given: Extras<UploadedFile> = {}
  for (const { field, name, path, bytes } of files) if (bytes > 0) given[field as ExtraField] = { name, path }
  return { fields, files: given }
}
