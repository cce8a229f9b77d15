import { fileFields, looseFilesMax } from '#src/studies/builtInInputs.ts'
import { type ChosenFile, faultOfFile } from '#src/studies/chosenFile.ts'
import type { ArrivedFile } from '#src/studies/draftFiles.ts'
import { gatherLibrary } from '#src/studies/gatherLibrary.ts'
import { sentencesOf } from '#src/studies/uploadFaults.ts'
import { checkFieldNames } from './formParser.ts'
import { receiveForm, type Sender } from './multipart.ts'

interface Expected {
  /** Into which files are written. */
  folder: string
  bytesMax: number
  sender: Sender
  /** The text fields that the form has, beside its token. */
  fieldNames: string[]
  /** Hears the text fields as soon as they are there, for a form that must come back. */
  onFields?(fields: Record<string, string>): void
}

interface Received {
  fields: Record<string, string>
  arrived: ArrivedFile[]
  faults: Record<string, string>
  /** Of all that the form says. */
  hash: string
}

/**
 * Streams a form with files of a study to disk. A field left empty is left out; a library of several files becomes one
 * archive; faults are told by field, for the caller to add to.
 * @throws AppError forbidden without the token, invalid for a form that is not ours, too_large
 */
export async function receiveStudyFiles(
  request: Request,
  { fieldNames, ...expected }: Expected,
): Promise<Received> {
  const { fields, files, hash } = await receiveForm(request, { ...expected, filesMax: 2 + looseFilesMax })
  checkFieldNames(Object.keys(fields), ['csrf', ...fieldNames])
  checkFieldNames(
    files.map(({ field }) => field),
    fileFields,
  )
  const arrived = files as ArrivedFile[]
  const faults: Record<string, string> = {}
  for (const file of arrived) {
    const others: ChosenFile[] = arrived.slice(0, arrived.indexOf(file))
    const fault = faultOfFile(file, expected.bytesMax, others)
    if (fault) faults[file.field] ??= sentencesOf(fault)
  }
  const gathered = faults.library ? arrived : await gatherLibrary(arrived, expected.folder)
  return { fields, arrived: gathered, faults, hash }
}
