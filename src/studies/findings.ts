import { Type } from '@sinclair/typebox'
import { type Fault, type FaultCode, FaultError, type FaultLevel } from '#src/ensemble/faults/index.ts'
import { describeFault, UploadError, type UploadFault, uploadFaultCodes } from './uploadFaults.ts'

export type FileField = 'curve' | 'library' | 'profiles'

/** One fault found in the files of an upload. */
export interface Finding extends UploadFault {
  field: FileField
  file: string
  /** In how many of the files it was found. */
  files: number
}

/** A finding as it is kept. Codes of another version of the program have no words here. */
export const storedFinding = Type.Unsafe<Finding>(
  Type.Object({
    code: Type.Union(uploadFaultCodes.map(code => Type.Literal(code))),
    values: Type.Record(Type.String(), Type.Unknown()),
    line: Type.Optional(Type.Number()),
    field: Type.Union([Type.Literal('curve'), Type.Literal('library'), Type.Literal('profiles')]),
    file: Type.String(),
    files: Type.Number(),
  }),
)

/** A finding in words. A problem keeps the files from being used; the others do not. */
export interface FindingWords {
  code: Finding['code']
  level: FaultLevel
  field: FileField
  file: string
  line: number | null
  /** What it is, a sentence without file and line. */
  message: string
  /** What to do about it; empty where nothing needs to be done. */
  advice: string
  files: number
}

export function wordsOf(finding: Finding): FindingWords {
  const { code, field, file, line = null, files } = finding
  return { ...describeFault(finding), code, field, file, line, files }
}

export const levelOf = (finding: Finding): FaultLevel => describeFault(finding).level

/** The finding in one sentence, for the lists of a stored study. */
export function sentenceOf(finding: Finding): string {
  const { file, line, message, files } = wordsOf(finding)
  const where = line === null ? file : `${file}, line ${line}`
  const more = files > 1 ? ` (and ${files - 1} more files)` : ''
  return message.startsWith(file) ? `${message}${more}` : `${where}${more}: ${message}`
}

/** A reader's refusal as a finding. @throws the error itself when it is no fault of a file */
export function findingOf(error: unknown, field: FileField, file: string): Finding {
  if (!(error instanceof FaultError || error instanceof UploadError)) throw error
  return finding(error.fault, field, file)
}

/** A fault as a finding; `file` is its owner's name for the file, where the fault does not name one. */
export function finding(fault: Fault<FaultCode> | UploadFault, field: FileField, file: string): Finding {
  return { ...fault, field, file: fault.file ?? file, files: 1 }
}
