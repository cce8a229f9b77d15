import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { ownFile } from '../ownFile.ts'

export const fileRecord = Type.Object({
  path: Type.String(),
  name: Type.String(),
  bytes: Type.Number(),
  sha256: Type.String(),
})

const orNull = Type.Union([Type.Number(), Type.Null()])

/** Frames from `first` to `last`, counted from 0; null for the last there is. */
export const frameChoice = Type.Object({ first: Type.Number(), last: orNull, every: Type.Number() })

/** How models are read where that is not the usual: solvent that stays, models that no molecule can be. */
export const reading = Type.Object({
  keepSolvent: Type.Optional(Type.Boolean()),
  acceptUnusual: Type.Optional(Type.Boolean()),
  /** Models of several compositions are taken, as particles of several kinds in one solution. */
  mixture: Type.Optional(Type.Boolean()),
})

/** A file of a library. Structures are kept compressed: size and checksum are the original's. */
const libraryFile = Type.Object({
  ...fileRecord.properties,
  /** How many models it holds, where it is not one; 0 for the topology of a trajectory. */
  models: Type.Optional(Type.Number()),
  reading: Type.Optional(reading),
  /** Of a trajectory: the file of the library that names its atoms, how many frames it has, and which are models. */
  trajectory: Type.Optional(
    Type.Object({ topology: fileRecord, frames: Type.Number(), ...frameChoice.properties }),
  ),
})

/** One model of the library, in the order of the profiles' columns. Sizes in A; null without structures. */
const modelRecord = Type.Object({
  name: Type.String(),
  atoms: orNull,
  rg: orNull,
  dmax: orNull,
  /** Of a mixture: which kind of particle it is, from 0. */
  species: Type.Optional(Type.Number()),
})

/** What every model of a library is made of: they are refused where they differ. */
const libraryContents = Type.Object({
  kind: Type.Union([
    Type.Literal('atoms'),
    Type.Literal('alpha carbons'),
    Type.Literal('backbones'),
    Type.Literal('beads'),
  ]),
  chains: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('protein'), Type.Literal('nucleic acid'), Type.Literal('other')]),
      residues: Type.Number(),
      from: Type.Number(),
      to: Type.Number(),
    }),
  ),
  /** Heavy atoms that its amino acids lack. */
  missingAtoms: Type.Number(),
  /** Atoms in second conformers, which are left out. */
  alternates: Type.Boolean(),
})

export const qUnit = Type.Union([Type.Literal('1/A'), Type.Literal('1/nm')])

/** What analyses of the study begin with: what the check suggested and the owner took or said. */
const suggested = Type.Object({
  qMin: Type.Optional(Type.Number()),
  errorScale: Type.Optional(Type.Number()),
  radiation: Type.Optional(Type.Union([Type.Literal('x-rays'), Type.Literal('neutrons')])),
  d2o: Type.Optional(Type.Number()),
})

const measuredCurve = { ...fileRecord.properties, unit: qUnit }

/** `study.json`: what a study's folder holds, with the person's own names for it. Paths are relative to it. */
export const studyRecord = Type.Object({
  curve: Type.Object(measuredCurve),
  /** Further curves of the same ensemble, fitted together with the first; absent without any. */
  more: Type.Optional(
    Type.Array(
      Type.Object({
        ...measuredCurve,
        suggested: Type.Optional(suggested),
        /** Its own table, where profiles were uploaded. */
        profiles: Type.Optional(fileRecord),
      }),
    ),
  ),
  library: Type.Array(libraryFile),
  profiles: Type.Union([fileRecord, Type.Null()]),
  models: Type.Array(modelRecord),
  /** What all its models are made of; null without structures, absent in studies of earlier versions. */
  contents: Type.Optional(Type.Union([libraryContents, Type.Null()])),
  /** What the owner should know of the files, a sentence each. */
  warnings: Type.Array(Type.String()),
  /** For the first curve; absent in studies of earlier versions. */
  suggested: Type.Optional(suggested),
  /** The hidden mixture of the example study. */
  truth: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]),
})

/** `inputs.json`: what the folder of a study holds that a method of the laboratory has inputs for. */
export const methodInputs = Type.Record(Type.String(), Type.Array(fileRecord))

export type FileRecord = Static<typeof fileRecord>
export type LibraryFile = Static<typeof libraryFile>
export type ModelRecord = Static<typeof modelRecord>
export type LibraryContents = Static<typeof libraryContents>
export type StudyRecord = Static<typeof studyRecord>
export type CurveRecord = NonNullable<StudyRecord['more']>[number]
export type Suggested = Static<typeof suggested>
/** The files of a study by the input of its method. */
export type MethodInputs = Static<typeof methodInputs>
/** What the folder of a study holds: a curve with its library, or the inputs of a method of the laboratory. */
export type StudyContents = { study: StudyRecord } | { inputs: MethodInputs }

/** All curves of a study, the first among them. */
export const curvesOf = ({ curve, suggested, more = [] }: StudyRecord): CurveRecord[] => [
  { ...curve, suggested },
  ...more,
]

/** The tables of profiles, one for each curve; none where profiles are calculated. */
export const tablesOf = ({ profiles, more = [] }: StudyRecord): FileRecord[] =>
  [profiles, ...more.map(curve => curve.profiles)].filter(table => table != null)

/** A field of a form that each curve has: the first has it under its plain name, the second as `unit2`, and so on. */
export const fieldOfCurve = (field: string, index: number): string =>
  index === 0 ? field : `${field}${index + 1}`

const studyFile = ownFile(studyRecord)
const pathIn = (folder: string) => join(folder, 'study.json')
const inputsFile = ownFile(Type.Object({ inputs: methodInputs }))
const inputsPathIn = (folder: string) => join(folder, 'inputs.json')

/** Undefined when the study's files are missing: its row outlived them. @throws UnreadableFile */
export const readRecord = (folder: string): Promise<StudyRecord | undefined> => studyFile.find(pathIn(folder))

/** Names of a study's models in the order of its library. */
export async function modelNamesOf(folder: string): Promise<string[]> {
  return (await readRecord(folder))?.models.map(model => model.name) ?? []
}

export async function writeRecord(folder: string, record: StudyRecord): Promise<void> {
  await Bun.write(pathIn(folder), studyFile.textOf(record))
}

/** What a study of any method holds; undefined when its files are missing. @throws UnreadableFile */
export async function readContents(folder: string): Promise<StudyContents | undefined> {
  const study = await readRecord(folder)
  return study ? { study } : await inputsFile.find(inputsPathIn(folder))
}

export async function writeInputs(folder: string, inputs: MethodInputs): Promise<void> {
  await Bun.write(inputsPathIn(folder), inputsFile.textOf({ inputs }))
}
