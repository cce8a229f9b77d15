import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findAnalysisOf } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { builtInMethod, hasSettings } from '#src/method/builtIn.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { type ExtraField, type Extras, extraFields } from './extras.ts'

/** The analysis whose values a form began with, where it is of the same study and method. */
export async function findEarlier(
  db: Reader,
  study: Study,
  id: number,
  method = builtInMethod,
): Promise<Analysis | undefined> {
  const earlier = id > 0 ? await findAnalysisOf(db, study.userId, id) : undefined
  return earlier?.studyId === study.id && earlier.method === method ? earlier : undefined
}

/** The names of the files that an analysis had for itself. */
export const extrasOf = (analysis: Analysis): Extras<string> =>
  hasSettings(analysis) ? (analysis.parameters.extras ?? {}) : {}

/** Those files, in its folder; `keep` says which of them are used again. */
export function earlierExtras(
  earlier: Analysis,
  home: string,
  keep: (field: ExtraField) => boolean = () => true,
): Extras<UploadedFile> {
  const found: Extras<UploadedFile> = {}
  const names = extrasOf(earlier)
  for (const field of extraFields) {
    const path = join(home, 'input', `${field}.txt`)
    const name = names[field]
    if (name !== undefined && keep(field) && existsSync(path)) found[field] = { path, name }
  }
  return found
}
