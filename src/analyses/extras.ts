import { EnsembleError } from '#src/ensemble/errors.ts'
import { readShifts, readVector, type TextFile } from '#src/ensemble/formats/index.ts'
import type { Shifts } from '#src/ensemble/index.ts'
import { AppError, type FieldErrors, refuse } from '../errors.ts'

/** Files that belong to one analysis and not to its study, by the fields of the form that they come in. */
export const extraFields = ['energies', 'shifts', 'shiftsSimulated', 'shiftsRms'] as const
export type ExtraField = (typeof extraFields)[number]
export type Extras<File> = Partial<Record<ExtraField, File>>

/** What the core makes of them. */
export interface ExtraData {
  /** Of the models, kcal/mol. */
  energies?: Float64Array
  shifts?: Shifts
}

const shiftFields = ['shifts', 'shiftsSimulated', 'shiftsRms'] as const

/**
 * Reads energies and chemical shifts.
 * @param models how many the study has, each with one energy and one column of shifts
 * @throws AppError invalid with messages by field: a broken file, one of the three tables of shifts missing, counts that differ
 */
export function readExtras(texts: Extras<TextFile>, models: number): ExtraData {
  const data: ExtraData = {}
  const faults: Record<string, string> = {}
  if (texts.energies)
    data.energies = attempt('energies', faults, () => {
      const energies = readVector(texts.energies!.text, texts.energies!.name, 'bad_energies')
      const { name } = texts.energies!
      if (energies.length !== models)
        throw new EnsembleError(
          'bad_energies',
          `${name} has ${energies.length} energies, but the study has ${models} models. Each model needs one`,
        )
      return energies
    })
  const missing = shiftFields.filter(field => !texts[field])
  if (missing.length > 0 && missing.length < shiftFields.length)
    for (const field of missing) faults[field] = 'Chemical shifts need all three tables.'
  else if (missing.length === 0)
    data.shifts = attempt('shifts', faults, () => {
      const shifts = readShifts(texts.shifts!, texts.shiftsSimulated!, texts.shiftsRms!)
      const columns = shifts.values.length / shifts.measured.length
      if (columns !== models)
        throw new EnsembleError(
          'bad_shifts',
          `${texts.shiftsSimulated!.name} has ${columns} columns, but the study has ${models} models. Each model needs one`,
        )
      return shifts
    })
  if (Object.keys(faults).length > 0) refuse(faults satisfies FieldErrors)
  return data
}

function attempt<T>(field: ExtraField, faults: Record<string, string>, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EnsembleError || error instanceof AppError)) throw error
    faults[field] = /[.?]$/.test(error.message) ? error.message : `${error.message}.`
  }
}
