import { EnsembleError } from '#src/ensemble/errors.ts'
import { gatherShifts, readVector, type TextFile } from '#src/ensemble/formats/index.ts'
import type { Shifts } from '#src/ensemble/index.ts'
import { type FieldErrors, refuse } from '../errors.ts'

/** Files that belong to one analysis and not to its study, by the fields of the form that they come in. */
export const extraFields = ['energies', 'shifts', 'shiftsSimulated', 'shiftsRms'] as const
export type ExtraField = (typeof extraFields)[number]
export type Extras<File> = Partial<Record<ExtraField, File>>

/** What the core makes of them. */
export interface ExtraData {
  /** Of the models, kcal/mol. */
  energies?: Float64Array
  shifts?: Shifts
  /** Measured shifts that are not predicted for every model. */
  shiftsLeftOut?: number
}

const shiftFields = ['shifts', 'shiftsSimulated', 'shiftsRms'] as const

/**
 * Reads energies and chemical shifts.
 * @param texts one text a field; several of the predicted shifts, where they came as an archive
 * @param models names of the study's models, each with one energy and one prediction of the shifts
 * @param pause awaited now and then, so that a server can answer others meanwhile
 * @throws AppError invalid with messages by field: a broken file, one of the tables of shifts missing, counts that differ
 */
export async function readExtras(
  texts: Extras<TextFile[]>,
  models: readonly string[],
  pause?: () => Promise<void>,
): Promise<ExtraData> {
  const data: ExtraData = {}
  const faults: Record<string, string> = {}
  const tell = (field: ExtraField, error: unknown) => {
    if (!(error instanceof EnsembleError)) throw error
    faults[field] = /[.?]$/.test(error.message) ? error.message : `${error.message}.`
  }
  const { energies, shifts, shiftsSimulated, shiftsRms } = texts
  try {
    if (energies) data.energies = readEnergies(energies[0]!, models.length)
  } catch (error) {
    tell('energies', error)
  }
  try {
    if (shifts && shiftsSimulated) {
      const files = { measured: shifts[0]!, predicted: shiftsSimulated, rms: shiftsRms?.[0] }
      const gathered = await gatherShifts(files, models, pause)
      data.shifts = gathered.shifts
      data.shiftsLeftOut = gathered.leftOut
    } else if (shifts || shiftsSimulated || shiftsRms)
      for (const field of ['shifts', 'shiftsSimulated'] as const)
        if (!texts[field])
          faults[field] = 'Chemical shifts need both what was measured and what was calculated.'
  } catch (error) {
    const message = error instanceof EnsembleError ? error.message : ''
    // Messages begin with the name of the file that they are about.
    const about = shiftFields.find(field => texts[field]?.some(({ name }) => message.startsWith(name)))
    tell(about ?? 'shiftsSimulated', error)
  }
  if (Object.keys(faults).length > 0) refuse(faults satisfies FieldErrors)
  return data
}

function readEnergies({ text, name }: TextFile, models: number): Float64Array {
  const energies = readVector(text, name, 'bad_energies')
  if (energies.length !== models)
    throw new EnsembleError(
      'bad_energies',
      `${name} has ${energies.length} energies, but the study has ${models} models. Each model needs one`,
    )
  return energies
}
