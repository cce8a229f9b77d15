import { link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Parameters } from '#src/method/parameters.ts'
import { describeFile, type UploadedFile } from '#src/studies/inspect.ts'
import { type FileRecord, readRecord, type StudyRecord } from '#src/studies/record.ts'
import { keptPath } from '../compressed.ts'
import { AppError } from '../errors.ts'
import type { ExtraField, Extras } from './extras.ts'

/**
 * `params.json`: everything that an analysis needs, beside its `input/`. `bioce run FOLDER` repeats it anywhere.
 */
export interface Assignment {
  version: 1
  name: string
  study: StudyRecord
  parameters: Parameters
  /** Files of this analysis alone, under input/. */
  extras?: Extras<FileRecord>
}

/** Lays out an analysis folder: params.json, and the study's files as hard links under input/. */
export async function prepareFolder(
  folder: string,
  studyFolder: string,
  name: string,
  parameters: Parameters | Record<string, string | number | boolean>,
  extras: Extras<UploadedFile> = {},
): Promise<void> {
  const study = await readRecord(studyFolder)
  if (!study)
    throw new AppError('conflict', "This study's files are missing. Ask the server's administrators.")
  for (const file of [study.curve, study.profiles, ...study.library]) {
    if (!file) continue
    const from = keptPath(join(studyFolder, file.path))
    const to = join(folder, 'input', relative(studyFolder, from))
    await mkdir(dirname(to), { recursive: true })
    await link(from, to).catch(ignoreExisting)
  }
  // What is calculated of a model depends on its file alone, so all analyses of the study share one cache.
  await mkdir(join(studyFolder, 'cache')).catch(ignoreExisting)
  await symlink('../cache', join(folder, 'cache')).catch(ignoreExisting)
  const kept: Extras<FileRecord> = {}
  for (const [field, file] of Object.entries(extras) as [ExtraField, UploadedFile][]) {
    await mkdir(join(folder, 'input'), { recursive: true })
    await link(file.path, join(folder, 'input', `${field}.txt`)).catch(ignoreExisting)
    kept[field] = await describeFile(join(folder, 'input'), `${field}.txt`, file.name)
  }
  const isWith = Object.keys(kept).length > 0
  const assignment = { version: 1, name, study, parameters, ...(isWith ? { extras: kept } : {}) }
  await writeFile(join(folder, 'params.json'), `${JSON.stringify(assignment, null, 2)}\n`)
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
