import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Analysis } from '#db/schema.ts'
import type { TextFile } from '#src/ensemble/formats/index.ts'
import type { UploadedFile } from '#src/studies/inspect.ts'
import { type ExtraField, type Extras, readExtras } from './extras.ts'
import type { Parameters } from './parameters.ts'

const fieldsOfShifts: ExtraField[] = ['shifts', 'shiftsSimulated', 'shiftsRms']

/** The names of the files that an analysis had for itself. */
export const extrasOf = ({ method, parameters }: Analysis): Extras<string> =>
  method === 'bioce' ? ((parameters as unknown as Parameters).extras ?? {}) : {}

/** Files of an earlier analysis of the study that are used again where no other was chosen. */
export function earlierExtras(
  before: Analysis,
  home: string,
  keep: { energies: boolean; shifts: boolean },
): Extras<UploadedFile> {
  const wanted: ExtraField[] = [
    ...(keep.energies ? ['energies' as const] : []),
    ...(keep.shifts ? fieldsOfShifts : []),
  ]
  const found: Extras<UploadedFile> = {}
  const names = extrasOf(before)
  for (const field of wanted) {
    const path = join(home, 'input', `${field}.txt`)
    const name = names[field]
    if (name !== undefined && existsSync(path)) found[field] = { path, name }
  }
  return found
}

/** Reads the files as the analysis will, so that a broken one is told beside its field. @throws AppError invalid */
export async function checkExtras(extras: Extras<UploadedFile>, models: number): Promise<void> {
  const texts: Extras<TextFile> = {}
  for (const [field, { path, name }] of Object.entries(extras) as [ExtraField, UploadedFile][])
    texts[field] = { text: await Bun.file(path).text(), name }
  readExtras(texts, models)
}
