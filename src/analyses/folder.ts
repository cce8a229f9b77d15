import { link, mkdir, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import type { AnyParameters, Parameters } from '#src/method/parameters.ts'
import {
  curvesOf,
  type FileRecord,
  fileRecord,
  type MethodInputs,
  methodInputs,
  type StudyContents,
  studyRecord,
  tablesOf,
} from '#src/studies/record.ts'
import { describeFile, type UploadedFile } from '#src/studies/uploadedFile.ts'
import { storedPath } from '../compressed.ts'
import { ownFile } from '../ownFile.ts'
import type { Extras } from './extras.ts'
import type { FieldUploads } from './fieldUploads.ts'
import type { Manifest } from './manifest/manifest.ts'

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

const methodVersion = Type.Object({ name: Type.String(), version: Type.Optional(Type.String()) })

/**
 * `params.json`: everything that an analysis needs, beside its `input/`. `bioce run FOLDER` repeats it anywhere.
 */
const assignment = Type.Object({
  name: Type.String(),
  study: studyRecord,
  /** Of the built-in method, whose settings fill in what an older file lacks; another method's are its own. */
  parameters: Type.Unsafe<Parameters>(
    Type.Record(
      Type.String(),
      Type.Union([
        scalar,
        Type.Record(Type.String(), scalar),
        Type.Array(Type.Record(Type.String(), scalar)),
      ]),
    ),
  ),
  /** The method of the laboratory that it is for. */
  method: Type.Optional(methodVersion),
  /** Files of this analysis alone, under input/. */
  extras: Type.Optional(Type.Unsafe<Extras<FileRecord>>(Type.Record(Type.String(), fileRecord))),
})

/** The same of a study that a method of the laboratory has inputs for. */
const methodAssignment = Type.Object({
  name: Type.String(),
  inputs: methodInputs,
  method: Type.Optional(methodVersion),
  parameters: Type.Unsafe<AnyParameters>(Type.Record(Type.String(), Type.Unknown())),
  /** Files of this analysis alone, by the field that they came for. */
  extras: Type.Optional(Type.Record(Type.String(), fileRecord)),
})

/** Either, as a command finds it: the check of an upload has no parameters yet. */
export const taskSchema = Type.Union([
  Type.Object({ ...assignment.properties, parameters: Type.Record(Type.String(), Type.Unknown()) }),
  Type.Object({
    ...methodAssignment.properties,
    parameters: Type.Union([methodAssignment.properties.parameters, Type.Null()]),
  }),
])

export type Assignment = Static<typeof assignment>
export type AnyAssignment = Assignment | Static<typeof methodAssignment>
export const assignmentFile = ownFile(assignment)
export const anyAssignmentFile = ownFile(Type.Union([assignment, methodAssignment]))

/** The files of an analysis, by their paths under input/. */
export function inputRecords(
  assignment:
    | Pick<Assignment, 'study' | 'extras'>
    | { inputs: MethodInputs; extras?: Record<string, FileRecord> },
): FileRecord[] {
  if ('inputs' in assignment)
    return [...Object.values(assignment.inputs).flat(), ...Object.values(assignment.extras ?? {})]
  const { study, extras = {} } = assignment
  const all = [...curvesOf(study), ...tablesOf(study), ...study.library, ...Object.values(extras)]
  return all.filter(record => record !== null)
}

/** The manifest that an analysis was submitted with, by which its result is shown. */
export const manifestCopy = 'method.json'

/** What an analysis may have beside its settings. */
interface PreparedParts {
  extras?: Extras<UploadedFile>
  /** Of another method than the built-in one. */
  manifest?: Pick<Manifest, 'name' | 'version' | 'text'>
  uploads?: FieldUploads
}

/** Lays out an analysis folder: params.json, and the study's files as hard links under input/. */
export async function prepareFolder(
  folder: string,
  studyFolder: string,
  contents: StudyContents,
  name: string,
  parameters: AnyParameters,
  { extras = {}, manifest, uploads = {} }: PreparedParts = {},
): Promise<void> {
  for (const file of inputRecords(contents)) {
    const from = storedPath(join(studyFolder, file.path))
    const to = join(folder, 'input', relative(studyFolder, from))
    await mkdir(dirname(to), { recursive: true })
    await link(from, to).catch(ignoreExisting)
  }
  // What is calculated of a model depends on its file alone, so all analyses of the study share one cache.
  await mkdir(join(studyFolder, 'cache')).catch(ignoreExisting)
  await symlink('../cache', join(folder, 'cache')).catch(ignoreExisting)
  const ofExtras = Object.entries(extras).map(
    ([field, file]) => [field, { ...file, to: `${field}.txt` }] as const,
  )
  const kept: Record<string, FileRecord> = {}
  for (const [field, { path, name, to }] of [...ofExtras, ...Object.entries(uploads)]) {
    await mkdir(dirname(join(folder, 'input', to)), { recursive: true })
    await link(path, join(folder, 'input', to)).catch(ignoreExisting)
    kept[field] = await describeFile(join(folder, 'input'), to, name)
  }
  const isWith = Object.keys(kept).length > 0
  const made = {
    name,
    ...contents,
    parameters: parameters as Parameters,
    ...(manifest && { method: { name: manifest.name, version: manifest.version } }),
    ...(isWith && { extras: kept }),
  }
  if (manifest) await Bun.write(join(folder, manifestCopy), manifest.text)
  await Bun.write(join(folder, 'params.json'), anyAssignmentFile.textOf(made, 2))
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
