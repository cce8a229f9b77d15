import { EnsembleError } from '#src/ensemble/errors.ts'
import { AppError } from '../errors.ts'
import { adviceOn } from './mending.ts'

export type FileField = 'curve' | 'library' | 'profiles'

/** One thing found in the files of an upload. A problem keeps them from being used; the others do not. */
export interface Finding {
  level: 'problem' | 'warning' | 'note'
  field: FileField
  file: string
  line: number | null
  /** What it is, a sentence without file and line. */
  message: string
  /** What to do about it; empty where nothing needs to be done. */
  mend: string
  /** In how many of the files it was found. */
  files: number
}

/** The finding in one sentence, for the lists of a stored study. */
export function sentenceOf({ file, line, message, files }: Finding): string {
  const where = line === null ? file : `${file}, line ${line}`
  const more = files > 1 ? ` (and ${files - 1} more files)` : ''
  return message.startsWith(file) ? `${message}${more}` : `${where}${more}: ${message}`
}

/** A reader's refusal as a finding. @throws the error itself when it is no mistake in a file */
export function problemOf(error: unknown, field: FileField, file: string): Finding {
  if (!(error instanceof EnsembleError || error instanceof AppError)) throw error
  const [, named, line, rest] = /^(.+?), line (\d+): (.+)$/s.exec(error.message) ?? []
  const message = asSentence(rest ?? error.message.replace(`${file}: `, ''))
  return {
    level: 'problem',
    field,
    file: named ?? file,
    line: line === undefined ? null : Number(line),
    message,
    mend: adviceOn(message),
    files: 1,
  }
}

/** A remark of a reader, or of a comparison of what was read. */
export function remark(level: 'warning' | 'note', field: FileField, file: string, message: string): Finding {
  const text = asSentence(message)
  return { level, field, file, line: null, message: text, mend: adviceOn(text), files: 1 }
}

/** A capital at the beginning, a full stop at the end. File names keep their first letter. */
function asSentence(text: string): string {
  const begun = /^[a-z]+[ ,]/.test(text) && !/^q\b/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}
