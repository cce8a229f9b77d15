import type { Analysis } from '#db/schema.ts'
import { earlierExtras } from '#src/analyses/earlier.ts'
import { type ExtraField, type Extras, extraFields } from '#src/analyses/extras.ts'
import { formNamesOf } from '#src/method/parameters.ts'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { checkFieldNames } from './formParser.ts'
import { receiveForm } from './multipart.ts'
import type { Visit } from './session.ts'

/** Of a form with the files of one analysis. */
export const filesBytesMax = 10e6
const jsonBytesMax = 2e6

export const settingFormNames = ['name', ...formNamesOf(curvesMax)]
/** The box that says whether a file of the analysis before is used again. */
const keepNames: Record<ExtraField, string> = {
  energies: 'keepEnergies',
  properties: 'keepProperties',
  observables: 'keepObservables',
  shifts: 'keepShifts',
  shiftsSimulated: 'keepShifts',
  shiftsRms: 'keepShifts',
}
const otherFields = ['csrf', 'submitKey', 'from', ...new Set(Object.values(keepNames))]

export interface AnalysisForm {
  fields: Record<string, string>
  files: Extras<UploadedFile>
  /** Of all that the form says. */
  hash: string
}

/**
 * Reads the form of an analysis, with or without files.
 * @throws AppError forbidden without the token, invalid for a field that the page does not have, too_large
 */
export async function receiveAnalysisForm(
  request: Request,
  folder: string,
  visit: Visit,
): Promise<AnalysisForm> {
  const filesMax = extraFields.length
  const { fields, files, hash } = await receiveForm(request, {
    folder,
    bytesMax: filesBytesMax,
    filesMax,
    sender: visit,
  })
  checkFieldNames(Object.keys(fields), [...settingFormNames, ...otherFields])
  checkFieldNames(
    files.map(({ field }) => field),
    extraFields,
  )
  const given: Extras<UploadedFile> = {}
  for (const { field, name, path, bytes } of files) if (bytes > 0) given[field as ExtraField] = { name, path }
  return { fields, files: given, hash }
}

/** The files that the analysis shall have: those that came, and those that are kept of the one before. */
export function requestedExtras(
  { fields, files }: AnalysisForm,
  earlier: Analysis | undefined,
  homeOf: (earlier: Analysis) => string,
): Extras<UploadedFile> {
  if (!earlier) return files
  const isKept = (field: ExtraField) => fields[keepNames[field]] !== undefined
  return { ...earlierExtras(earlier, homeOf(earlier), isKept), ...files }
}

/**
 * Parameters as JSON, pasted or as a file.
 * @throws AppError forbidden without the token, invalid for a field that the page does not have, too_large
 */
export async function receiveParameters(request: Request, folder: string, visit: Visit): Promise<string> {
  const form = await receiveForm(request, { folder, bytesMax: jsonBytesMax, filesMax: 1, sender: visit })
  const [file] = form.files.filter(({ bytes }) => bytes > 0)
  return file ? await Bun.file(file.path).text() : (form.fields.json ?? '')
}
