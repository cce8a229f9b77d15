import { FaultError, refusal } from '#src/ensemble/faults/index.ts'
import {
  gatherShifts,
  readObservables,
  readProperties,
  readVector,
  type TextFile,
} from '#src/ensemble/formats/index.ts'
import type { LabelColumn, Observable, Property, Shifts } from '#src/ensemble/index.ts'
import { sentencesOf } from '#src/studies/uploadFaults.ts'
import { type FieldErrors, refuse } from '../errors.ts'

/** Files that belong to one analysis and not to its study, by the fields of the form that they come in. */
export const extraFields = [
  'energies',
  'properties',
  'observables',
  'shifts',
  'shiftsSimulated',
  'shiftsRms',
] as const
export type ExtraField = (typeof extraFields)[number]
export type Extras<File> = Partial<Record<ExtraField, File>>

/** What the core makes of them. */
export interface ExtraData {
  /** Of the models. */
  energies?: Float64Array
  /** Further numbers of the models. */
  properties?: Property[]
  /** Groups that they belong to. */
  labels?: LabelColumn[]
  /** Other measurements of the ensemble. */
  observables?: Observable[]
  shifts?: Shifts
  /** Measured shifts that are not predicted for every model. */
  shiftsLeftOut?: number
}

const shiftFields = ['shifts', 'shiftsSimulated', 'shiftsRms'] as const

/**
 * Reads energies, further numbers of the models, other measurements of the ensemble and chemical shifts.
 * @param texts one text a field; several of the predicted shifts, where they came as an archive
 * @param models names of the study's models, each with one energy and one prediction of the shifts
 * @throws AppError invalid with messages by field: a broken file, one of the tables of shifts missing, counts that differ
 */
export function readExtras(texts: Extras<TextFile[]>, models: readonly string[]): ExtraData {
  const data: ExtraData = {}
  const faults: Record<string, string> = {}
  /** Does some work; a broken file becomes a fault of its field. */
  const attempt = (work: () => void, fieldOf: (file: string | undefined) => ExtraField) => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      faults[fieldOf(error.fault.file)] = sentencesOf(error.fault)
    }
  }
  const { energies, properties, observables, shifts, shiftsSimulated, shiftsRms } = texts
  attempt(
    () => {
      if (energies) data.energies = readEnergies(energies[0]!, models.length)
    },
    () => 'energies',
  )
  attempt(
    () => {
      const [file] = properties ?? []
      if (file) Object.assign(data, readProperties(file.text, file.name, models))
    },
    () => 'properties',
  )
  attempt(
    () => {
      const [file] = observables ?? []
      if (file) data.observables = readObservables(file.text, file.name, models)
    },
    () => 'observables',
  )
  if (shifts && shiftsSimulated)
    attempt(
      () => {
        const files = { measured: shifts[0]!, predicted: shiftsSimulated, rms: shiftsRms?.[0] }
        const gathered = gatherShifts(files, models)
        data.shifts = gathered.shifts
        data.shiftsLeftOut = gathered.leftOut
      },
      file => shiftFields.find(field => texts[field]?.some(({ name }) => name === file)) ?? 'shiftsSimulated',
    )
  else if (shifts || shiftsSimulated || shiftsRms)
    for (const field of ['shifts', 'shiftsSimulated'] as const)
      if (!texts[field])
        faults[field] = 'Chemical shifts need both what was measured and what was calculated.'
  if (Object.keys(faults).length > 0) refuse(faults satisfies FieldErrors)
  return data
}

function readEnergies({ text, name }: TextFile, models: number): Float64Array {
  const energies = readVector(text, name, 'energies', models)
  if (energies.length !== models)
    throw refusal('energies.wrong_count', { energies: energies.length, models }, { file: name })
  return energies
}
